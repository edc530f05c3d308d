/* @[args.task.real_parent.tgid] = count() */
#include "reference.h"

struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_HASH);
	__uint(max_entries, MAX_KEYS);
	__type(key, __u32);
	__type(value, __u64);
} counts SEC(".maps");

SEC("tp_btf/task_rename")
int count_parent(__u64 *ctx)
{
	struct task_struct *task = (struct task_struct *)ctx[0];
	__u32 key = task->real_parent->tgid;
	__u64 one = 1, *count;

	count = bpf_map_lookup_elem(&counts, &key);
	if (count)
		++*count;
	else
		COUNT_LOSS_IF(bpf_map_update_elem(&counts, &key, &one, BPF_ANY));
	return 0;
}
