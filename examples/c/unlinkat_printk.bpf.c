/* The shortest form: register macros instead of a copy, bpf_printk instead of a buffer.
 *
 *     rawtap run examples/c/unlinkat_printk.bpf.o -- rm FILE          on arm64 unlinkat_printk.arm64.bpf.o
 *
 * bpf_printk writes to the one trace pipe of the machine: good for a first look, too slow and too shared for more. */
#include "kernel.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_core_read.h>
#include <bpf/bpf_tracing.h>

SEC("raw_tp/sys_enter")
int unlinkat_printk(struct bpf_raw_tracepoint_args *ctx)
{
	struct pt_regs *regs = (struct pt_regs *)ctx->args[0];
	char path[128];

	if (ctx->args[1] != UNLINKAT)
		return 0;
	/* The _SYSCALL form matters: on x86-64 for the fourth argument (r10, not cx), on arm64 for the first (orig_x0). */
	bpf_probe_read_user_str(path, sizeof(path), (void *)PT_REGS_PARM2_CORE_SYSCALL(regs));
	bpf_printk("unlinkat %s", path);
	return 0;
}

char LICENSE[] SEC("license") = "GPL";
