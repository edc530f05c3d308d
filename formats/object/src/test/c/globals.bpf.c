/* Global variables of every section kind and many types. The program adds a few, so that their relocations exist. */
#include "corpus.h"
#include <bpf/bpf_helpers.h>

enum mode { MODE_OFF, MODE_ON = 3 };

struct pair {
	__u32 left;
	__s64 right;
};

const volatile __u8 ro_u8 = 0x12;
const volatile __s8 ro_s8 = -3;
const volatile __u16 ro_u16 = 0x1234;
const volatile __s32 ro_s32 = -70000;
const volatile __u64 ro_u64 = 0x1122334455667788ULL;
const volatile _Bool ro_bool = 1;
const volatile enum mode ro_mode = MODE_ON;
const volatile char ro_text[16] = "hello";
const volatile struct pair ro_pair = { 7, -8 };
const volatile __u32 ro_array[4] = { 1, 2, 3, 4 };
static const volatile __u32 ro_static = 99;

__u64 data_counter = 41;
struct pair data_pairs[2] = { { 1, 2 }, { 3, 4 } };
static volatile __u32 data_static = 5;
char data_text[8] = "abc";

__u64 bss_total;
__u32 bss_array[8];
struct pair bss_pair;
static volatile __u64 bss_static;

__u32 SEC(".data.tuning") tuning_limit = 1000;
__u32 SEC(".data.tuning") tuning_step = 10;
const volatile __u32 SEC(".rodata.build") build_number = 20;
__u64 SEC(".bss.scratch") scratch[2];

SEC("raw_tp/sys_enter")
int sum(struct bpf_raw_tracepoint_args *ctx)
{
	static const char format[] = "total %llu\n";

	bss_total += ro_u8 + ro_s8 + ro_u16 + ro_s32 + ro_u64 + ro_bool + ro_mode + ro_text[1] + ro_pair.right + ro_array[2] + ro_static;
	bss_total += data_counter + data_pairs[1].right + data_static + data_text[2];
	bss_array[3] += tuning_limit / (tuning_step | 1) + build_number;
	bss_static += scratch[1];
	data_static += 1;
	bss_pair.left += 1;
	if (ro_u8 == 0)
		bpf_trace_printk(format, sizeof(format), bss_total);
	return ro_u8;
}

char LICENSE[] SEC("license") = "GPL";
