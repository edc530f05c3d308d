/* The verifier accepts all of these; the kernel refuses to attach them. */
#include "corpus.h"
#include <bpf/bpf_helpers.h>

SEC("?raw_tp/sys_enter")
int reads_fourth_argument(struct bpf_raw_tracepoint_args *ctx) /* sys_enter has two: EINVAL */
{
	return ctx->args[3];
}

SEC("?raw_tp/sys_entr")
int misspelt(struct bpf_raw_tracepoint_args *ctx) /* ENOENT, nearest: sys_enter */
{
	return 0;
}

SEC("?raw_tp/sys_enter_openat")
int one_system_call(struct bpf_raw_tracepoint_args *ctx) /* ENOENT: only the classic tracepoint has this name */
{
	return 0;
}

SEC("?raw_tp.w/bpf_test_finish")
int writes_too_far(struct bpf_raw_tracepoint_args *ctx) /* the buffer is an int: EINVAL */
{
	*(__u64 *)ctx->args[0] = 0;
	return 0;
}

SEC("?raw_tp.w/sys_enter")
int not_writable(struct bpf_raw_tracepoint_args *ctx) /* EINVAL */
{
	return *(int *)ctx->args[0];
}

char LICENSE[] SEC("license") = "GPL";
