/* The fourth argument of a system call: r10 is right, cx is wrong, although PT_REGS_PARM4_CORE reads it. */
#include "corpus.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_core_read.h>
#include <bpf/bpf_tracing.h>

struct pt_regs {
	unsigned long r15, r14, r13, r12, bp, bx;
	unsigned long r11, r10, r9, r8, ax, cx, dx, si, di;
	unsigned long orig_ax, ip, cs, flags, sp, ss;
};

__u64 seen;

SEC("raw_tp/sys_enter")
int wrong_by_core(struct bpf_raw_tracepoint_args *ctx)
{
	seen = PT_REGS_PARM4_CORE((struct pt_regs *)ctx->args[0]);
	return 0;
}

SEC("raw_tp/sys_enter")
int wrong_by_address(struct bpf_raw_tracepoint_args *ctx)
{
	__u64 value = 0;

	bpf_probe_read_kernel(&value, sizeof(value), &((struct pt_regs *)ctx->args[0])->cx);
	seen = value;
	return 0;
}

SEC("raw_tp/sys_enter")
int wrong_by_copy(struct bpf_raw_tracepoint_args *ctx)
{
	struct pt_regs regs;

	if (bpf_probe_read_kernel(&regs, sizeof(regs), (void *)ctx->args[0]))
		return 0;
	seen = regs.cx;
	return 0;
}

SEC("tp_btf/sys_enter")
int wrong_by_load(__u64 *ctx)
{
	seen = ((struct pt_regs *)ctx[0])->cx;
	return 0;
}

SEC("raw_tp/sys_enter")
int right(struct bpf_raw_tracepoint_args *ctx)
{
	seen = PT_REGS_PARM4_CORE_SYSCALL((struct pt_regs *)ctx->args[0]);
	return 0;
}

char LICENSE[] SEC("license") = "GPL";
