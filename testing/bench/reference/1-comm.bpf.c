/* @[comm] = count() */
#include "reference.h"

struct key {
	char comm[COMM_BYTES];
};

struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_HASH);
	__uint(max_entries, MAX_KEYS);
	__type(key, struct key);
	__type(value, __u64);
} counts SEC(".maps");

SEC("tp_btf/sys_enter")
int count_comm(__u64 *ctx)
{
	struct key key;
	__u64 one = 1, *count;

	bpf_get_current_comm(&key, sizeof(key));
	count = bpf_map_lookup_elem(&counts, &key);
	if (count)
		++*count;
	else
		COUNT_LOSS_IF(bpf_map_update_elem(&counts, &key, &one, BPF_ANY));
	return 0;
}
