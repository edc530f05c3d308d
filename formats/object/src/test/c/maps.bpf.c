/* BTF-defined maps of the common kinds, keys and values of many shapes. */
#include "corpus.h"
#include <bpf/bpf_helpers.h>

enum state { STATE_NEW, STATE_RUNNING = 5, STATE_GONE = -1 };
enum __attribute__((packed)) small { SMALL_ONE = 1, SMALL_BIG = 200 };
enum wide { WIDE_LOW = 1, WIDE_HIGH = 0x100000000ULL };

struct key {
	__u32 pid;
	enum state state;
};

struct bits {
	__u32 low : 3;
	__u32 middle : 17;
	__s32 negative : 5;
	__u64 high : 40;
};

union number {
	__u64 whole;
	__u32 half[2];
};

struct value {
	__u64 when;
	char comm[16];
	struct {
		__s16 x, y;
	} point;
	struct bits bits;
	union number number;
	enum small small;
	_Bool flag;
	__u8 bytes[6];
	struct key keys[2];
	void *address;
};

struct { __uint(type, BPF_MAP_TYPE_HASH); __uint(max_entries, 128); __type(key, struct key); __type(value, struct value); } by_key SEC(".maps");
struct { __uint(type, BPF_MAP_TYPE_ARRAY); __uint(max_entries, 4); __type(key, __u32); __type(value, enum wide); } plain_array SEC(".maps");
struct { __uint(type, BPF_MAP_TYPE_PERCPU_HASH); __uint(max_entries, 64); __type(key, char[16]); __type(value, __u64); } percpu_hash SEC(".maps");
struct { __uint(type, BPF_MAP_TYPE_PERCPU_ARRAY); __uint(max_entries, 2); __type(key, __u32); __type(value, __u32[3]); } percpu_array SEC(".maps");
struct { __uint(type, BPF_MAP_TYPE_LRU_HASH); __uint(max_entries, 256); __type(key, __u64); __type(value, __s8); } lru SEC(".maps");
struct { __uint(type, BPF_MAP_TYPE_LRU_PERCPU_HASH); __uint(max_entries, 256); __type(key, __u64); __type(value, __s64); } lru_percpu SEC(".maps");
/* sizes instead of types */
struct { __uint(type, BPF_MAP_TYPE_HASH); __uint(max_entries, 10); __uint(key_size, 12); __uint(value_size, 20); } sized SEC(".maps");
/* flags, and a name that the kernel cuts to 15 characters */
struct { __uint(type, BPF_MAP_TYPE_HASH); __uint(max_entries, 1000); __uint(map_flags, BPF_F_NO_PREALLOC); __type(key, __u32); __type(value, __u32); } not_preallocated_at_all SEC(".maps");
struct { __uint(type, BPF_MAP_TYPE_LPM_TRIE); __uint(max_entries, 16); __uint(map_flags, BPF_F_NO_PREALLOC); __uint(key_size, 8); __uint(value_size, 4); } prefixes SEC(".maps");
struct { __uint(type, BPF_MAP_TYPE_ARRAY); __uint(max_entries, 1); __type(key, __u32); __type(value, __u64); } counter SEC(".maps");
struct { __uint(type, BPF_MAP_TYPE_RINGBUF); __uint(max_entries, 8192); } ring SEC(".maps");
struct { __uint(type, BPF_MAP_TYPE_USER_RINGBUF); __uint(max_entries, 4096); } user_ring SEC(".maps");
struct { __uint(type, BPF_MAP_TYPE_PERF_EVENT_ARRAY); __uint(key_size, 4); __uint(value_size, 4); } perf SEC(".maps");
struct { __uint(type, BPF_MAP_TYPE_STACK_TRACE); __uint(max_entries, 32); __uint(key_size, 4); __uint(value_size, 127 * 8); } stacks SEC(".maps");
struct { __uint(type, BPF_MAP_TYPE_QUEUE); __uint(max_entries, 8); __type(value, __u64); } queue SEC(".maps");
struct { __uint(type, BPF_MAP_TYPE_PROG_ARRAY); __uint(max_entries, 3); __uint(key_size, 4); __uint(value_size, 4); } jumps SEC(".maps");

SEC("raw_tp/sys_enter")
int uses_two_maps(void *ctx)
{
	__u32 zero = 0;
	__u64 *value = bpf_map_lookup_elem(&counter, &zero);
	__u32 *three = bpf_map_lookup_elem(&percpu_array, &zero);

	if (value && three)
		three[1] += *value;
	return 0;
}

char LICENSE[] SEC("license") = "Dual MIT/GPL";
