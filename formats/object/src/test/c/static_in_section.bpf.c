/* A static function inside a program's section, called by an offset without a relocation. libbpf refuses such an object. */
#include "corpus.h"
#include <bpf/bpf_helpers.h>

__u64 total;

static __attribute__((noinline)) SEC("raw_tp/task_rename") int beside(__u64 x)
{
	return x ^ (total & 5);
}

SEC("raw_tp/task_rename")
int on_rename(struct bpf_raw_tracepoint_args *ctx)
{
	return beside(ctx->args[0]);
}

char LICENSE[] SEC("license") = "GPL";
