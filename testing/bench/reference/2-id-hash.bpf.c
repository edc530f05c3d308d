/* let @ = percpuhash(4096); @[args.id] = count(): a hash, as keys of any size are counted */
#include "reference.h"

struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_HASH);
	__uint(max_entries, MAX_KEYS);
	__type(key, __u64);
	__type(value, __u64);
} counts SEC(".maps");

SEC("tp_btf/sys_enter")
int count_id(__u64 *ctx)
{
	__u64 key = ctx[1], one = 1, *count;

	count = bpf_map_lookup_elem(&counts, &key);
	if (count)
		++*count;
	else
		COUNT_LOSS_IF(bpf_map_update_elem(&counts, &key, &one, BPF_ANY));
	return 0;
}
