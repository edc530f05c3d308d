/* Run-queue latency in microseconds as a histogram of powers of two. */
#include "reference.h"

enum { RUNNING = 0, BUCKETS = 66 };

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, MAX_KEYS);
	__type(key, __u32);
	__type(value, __u64);
} queued SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, BUCKETS);
	__type(key, __u32);
	__type(value, __u64);
} usecs SEC(".maps");

/* 0 for 0, else 1 + the number of the highest bit */
static __always_inline __u32 bucket(__u64 value)
{
	__u32 result = value != 0, shift;

	shift = (value > 0xffffffff) << 5, value >>= shift, result += shift;
	shift = (value > 0xffff) << 4, value >>= shift, result += shift;
	shift = (value > 0xff) << 3, value >>= shift, result += shift;
	shift = (value > 0xf) << 2, value >>= shift, result += shift;
	shift = (value > 0x3) << 1, value >>= shift, result += shift;
	return result + (value >> 1);
}

static __always_inline void enqueue(__u32 pid)
{
	__u64 now = bpf_ktime_get_boot_ns();

	COUNT_LOSS_IF(bpf_map_update_elem(&queued, &pid, &now, BPF_ANY));
}

SEC("tp_btf/sched_wakeup")
int wakeup(__u64 *ctx)
{
	enqueue(((struct task_struct *)ctx[0])->pid);
	return 0;
}

SEC("tp_btf/sched_switch")
int switched(__u64 *ctx)
{
	struct task_struct *previous = (struct task_struct *)ctx[1], *next = (struct task_struct *)ctx[2];
	__u32 pid = next->pid, slot;
	__u64 *since, *count;

	if (previous->__state == RUNNING)
		enqueue(previous->pid);
	since = bpf_map_lookup_elem(&queued, &pid);
	if (!since)
		return 0;
	slot = bucket((bpf_ktime_get_boot_ns() - *since) / 1000);
	count = bpf_map_lookup_elem(&usecs, &slot);
	if (count)
		++*count;
	bpf_map_delete_elem(&queued, &pid);
	return 0;
}
