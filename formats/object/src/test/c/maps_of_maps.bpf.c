/* Maps that hold maps or programs, with values set by the object itself (relocations in .maps). */
#include "corpus.h"
#include <bpf/bpf_helpers.h>

struct inner {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, __u64);
} first SEC(".maps"), second SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY_OF_MAPS);
	__uint(max_entries, 3);
	__type(key, __u32);
	__array(values, struct inner);
} outer SEC(".maps") = { .values = { [0] = &first, [2] = &second } };

int tail(void *ctx);

struct {
	__uint(type, BPF_MAP_TYPE_PROG_ARRAY);
	__uint(max_entries, 2);
	__uint(key_size, 4);
	__array(values, int(void *));
} programs SEC(".maps") = { .values = { [1] = (void *)&tail } };

SEC("raw_tp/sys_enter")
int head(void *ctx)
{
	__u32 two = 2, zero = 0;
	void *map = bpf_map_lookup_elem(&outer, &two);
	__u64 *value = map ? bpf_map_lookup_elem(map, &zero) : 0;

	if (value)
		*value += 1;
	bpf_tail_call(ctx, &programs, 1);
	return 0;
}

SEC("raw_tp")
int tail(void *ctx)
{
	return 7;
}

char LICENSE[] SEC("license") = "GPL";
