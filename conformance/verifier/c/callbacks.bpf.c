/* Functions that helpers call back. */
#include "kernel.h"

static long body(__u32 turn, void *context)
{
	return turn == 5;
}

SEC("raw_tp/sys_enter")
long loops(void *ctx)
{
	return bpf_loop(10, body, 0, 0);
}

__noinline long global_body(__u32 turn, void *context)
{
	return turn == 5;
}

SEC("raw_tp/sys_enter")
long loops_global(void *ctx)
{
	return bpf_loop(10, global_body, 0, 0);
}

static long body_of_two(__u32 turn, void *context)
{
	return 2;
}

SEC("raw_tp/sys_enter")
long loops_by_two(void *ctx)
{
	return bpf_loop(10, body_of_two, 0, 0);
}

struct {
	__uint(type, 1); /* BPF_MAP_TYPE_HASH */
	__uint(max_entries, 16);
	__type(key, __u32);
	__type(value, __u64);
} counts SEC(".maps");

static long visit(void *map, __u32 *key, __u64 *value, void *context)
{
	return *key == 5;
}

SEC("raw_tp/sys_enter")
long visits(void *ctx)
{
	return bpf_for_each_map_elem(&counts, visit, 0, 0);
}

static long visit_wide_key(void *map, __u64 *key, __u64 *value, void *context)
{
	return *key == 5;
}

SEC("raw_tp/sys_enter")
long visits_wide_keys(void *ctx)
{
	return bpf_for_each_map_elem(&counts, visit_wide_key, 0, 0);
}
