/* Maps of maps beyond maps_of_maps: by key, with the shape of the inner maps written in place, filled and empty. */
#include "corpus.h"
#include <bpf/bpf_helpers.h>

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 16);
	__type(key, __u32);
	__type(value, __u64);
} counts SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_HASH_OF_MAPS);
	__uint(max_entries, 8);
	__type(key, __u32);
	__array(values, struct {
		__uint(type, BPF_MAP_TYPE_HASH);
		__uint(max_entries, 16);
		__type(key, __u32);
		__type(value, __u64);
	});
} filled SEC(".maps") = { .values = { [5] = (void *)&counts } };

struct {
	__uint(type, BPF_MAP_TYPE_HASH_OF_MAPS);
	__uint(max_entries, 8);
	__type(key, __u64);
	__array(values, struct {
		__uint(type, BPF_MAP_TYPE_ARRAY);
		__uint(max_entries, 2);
		__type(key, __u32);
		__type(value, __u64);
	});
} empty SEC(".maps");

static __always_inline __u64 *value_of(void *map, __u32 key)
{
	return map ? bpf_map_lookup_elem(map, &key) : 0;
}

/* Adds 1 to empty[args[0]][1] if that map is there, and gives counts[args[0]] as filled[5] has it, or -1. */
SEC("raw_tp/sys_enter")
int look(struct bpf_raw_tracepoint_args *ctx)
{
	__u32 five = 5, first = ctx->args[0];
	__u64 key = first;
	__u64 *count = value_of(bpf_map_lookup_elem(&empty, &key), 1);

	if (count)
		*count += 1;
	count = value_of(bpf_map_lookup_elem(&filled, &five), first);
	return count ? *count : -1;
}

char LICENSE[] SEC("license") = "GPL";
