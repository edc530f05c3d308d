/* @[args.id] = count(): numbers of system calls are small, so that an array counts them, and a hash what a process makes up */
#include "reference.h"

enum { SYSCALLS = 512 };

struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, SYSCALLS);
	__type(key, __u32);
	__type(value, __u64);
} counts SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_HASH);
	__uint(max_entries, MAX_KEYS - SYSCALLS);
	__type(key, __u64);
	__type(value, __u64);
} counts_beyond SEC(".maps");

SEC("tp_btf/sys_enter")
int count_id(__u64 *ctx)
{
	__u64 id = ctx[1], one = 1, *count;

	if (id < SYSCALLS) {
		__u32 place = id;

		count = bpf_map_lookup_elem(&counts, &place);
		if (count)
			++*count;
		return 0;
	}
	count = bpf_map_lookup_elem(&counts_beyond, &id);
	if (count)
		++*count;
	else
		COUNT_LOSS_IF(bpf_map_update_elem(&counts_beyond, &id, &one, BPF_ANY));
	return 0;
}
