/* One program per kind of refusal by the verifier. */
#include "corpus.h"
#include <bpf/bpf_helpers.h>

struct { __uint(type, BPF_MAP_TYPE_HASH); __uint(max_entries, 4); __type(key, __u32); __type(value, __u64); } counts SEC(".maps");
struct { __uint(type, BPF_MAP_TYPE_RINGBUF); __uint(max_entries, 4096); } events SEC(".maps");

SEC("?raw_tp/task_rename")
int follows_argument(struct bpf_raw_tracepoint_args *ctx) /* R1 invalid mem access 'scalar' */
{
	return *(int *)ctx->args[0];
}

SEC("?raw_tp/task_rename")
int forgets_null(struct bpf_raw_tracepoint_args *ctx) /* R0 invalid mem access 'map_value_or_null' */
{
	__u32 key = 1;
	__u64 *value = bpf_map_lookup_elem(&counts, &key);

	return *value;
}

SEC("?raw_tp/task_rename")
int leaks_record(struct bpf_raw_tracepoint_args *ctx) /* Unreleased reference */
{
	__u64 *record = bpf_ringbuf_reserve(&events, 8, 0);

	if (record)
		*record = 1;
	return 0;
}

SEC("?raw_tp/task_rename")
int reads_thirteenth(struct bpf_raw_tracepoint_args *ctx) /* invalid bpf_context access off=96 size=8 */
{
	return ctx->args[12];
}

SEC("?raw_tp/task_rename")
int endless(struct bpf_raw_tracepoint_args *ctx) /* infinite loop detected */
{
	while (ctx)
		asm volatile("" ::: "memory");
	return 0;
}

SEC("?tp_btf/task_rename")
int third_of_two(__u64 *ctx) /* func 'task_rename' doesn't have 3-th argument */
{
	return ctx[2];
}

SEC("?tp_btf/no_such_tracepoint")
int unknown_btf_name(__u64 *ctx)
{
	return 0;
}

char LICENSE[] SEC("license") = "GPL";
