/* Atomic operations and 64-bit constants: what -mcpu=v3 adds. */
#include "corpus.h"
#include <bpf/bpf_helpers.h>

__u64 wide;
__u32 narrow;

SEC("raw_tp/sys_enter")
int atomics(struct bpf_raw_tracepoint_args *ctx)
{
	__u64 x = ctx->args[1];

	__sync_fetch_and_add(&wide, x);
	x += __sync_fetch_and_or(&wide, 0x1122334455667788ULL);
	x += __sync_fetch_and_xor(&narrow, 3);
	x += __sync_lock_test_and_set(&wide, x);
	x += __sync_val_compare_and_swap(&wide, x, 5);
	return x;
}

char LICENSE[] SEC("license") = "GPL";
