/* Subprograms: static and global in .text, a callback, and code shared by two sections. */
#include "corpus.h"
#include <bpf/bpf_helpers.h>

__u64 total;

static __attribute__((noinline)) __u64 twice(__u64 x)
{
	return x + (total ? x : 0);
}

/* .text calls .text */
static __attribute__((noinline)) __u64 four_times(__u64 x)
{
	return twice(x) * (twice(x + 1) | 1);
}

__attribute__((noinline)) int global_function(__u32 x)
{
	return x ? four_times(x) : 0;
}

__attribute__((weak, noinline)) int weak_function(__u32 x)
{
	return x + 1;
}

/* never called: a loader should not add it to any program */
__attribute__((noinline)) int unused_function(__u32 x)
{
	return x * 3;
}

static long add_index(__u32 index, __u64 *sum)
{
	*sum += index;
	return 0;
}

SEC("raw_tp/sys_enter")
int on_enter(struct bpf_raw_tracepoint_args *ctx)
{
	total += four_times(ctx->args[1]);
	return global_function(ctx->args[1]);
}

SEC("raw_tp/sys_exit")
int on_exit(struct bpf_raw_tracepoint_args *ctx)
{
	__u64 sum = 0;

	bpf_loop(10, add_index, &sum, 0);
	total += sum;
	return weak_function(total);
}

SEC("raw_tp/task_newtask")
int no_calls(struct bpf_raw_tracepoint_args *ctx)
{
	return 0;
}

char LICENSE[] SEC("license") = "GPL";
