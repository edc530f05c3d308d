/* Linked with link_one, which see. */
#include "corpus.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_core_read.h>
#include "link.h"

struct task_struct {
	int tgid;
} __attribute__((preserve_access_index));

struct counts counts SEC(".maps");

extern int total;
extern int CONFIG_HZ __kconfig __weak;

int step = 5;
const int factor = 10;
int chosen = 4;
static long long hidden = 100;
char pad_two[2] = "c";

int global_in_one(int value);

__noinline int scaled(int value)
{
	return global_in_one(value) + (int)hidden;
}

__noinline int weak_in_one(int value)
{
	return value + 20;
}

__weak __noinline int weak_in_both(int value)
{
	return value + 2000;
}

SEC("raw_tp/sys_enter")
int second(struct bpf_raw_tracepoint_args *ctx)
{
	struct task_struct *task = (void *)bpf_get_current_task();
	int tgid = BPF_CORE_READ(task, tgid);

	hidden += CONFIG_HZ;
	return tgid == bpf_get_current_pid_tgid() >> 32 ? total + weak_in_both(0) : -1;
}

char LICENSE[] SEC("license") = "GPL";
