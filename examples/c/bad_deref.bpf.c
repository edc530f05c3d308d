/* Wrong on purpose: the kernel refuses it, and rawtap says why.
 *
 *     rawtap run examples/c/bad_deref.bpf.o
 *
 * The argument of a raw tracepoint is a number to the verifier (R1 invalid mem access 'scalar'), whatever it is cast to.
 * Right: BPF_CORE_READ(task, tgid) as in task_rename.bpf.c, or the typed argument of rename_btf.bpf.c. */
#include "kernel.h"
#include <bpf/bpf_helpers.h>

SEC("raw_tp/task_rename")
int bad_deref(struct bpf_raw_tracepoint_args *ctx)
{
	struct task_struct *task = (struct task_struct *)ctx->args[0];

	return task->tgid;
}

char LICENSE[] SEC("license") = "GPL";
