/* Which thread takes which name: raw_tp/task_rename(struct task_struct *task, const char *comm).
 *
 *     rawtap run examples/c/task_rename.bpf.o -- java examples/c/Rename.java
 *
 * A raw tracepoint gives its arguments as numbers, so that each hop through kernel memory is a CO-RE read. Compare
 * rename_btf.bpf.c (typed arguments) and rename_tracepoint.bpf.c (the classic tracepoint). */
#include "kernel.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_core_read.h>
#include "rename.h"

SEC("raw_tp/task_rename")
int task_rename(struct bpf_raw_tracepoint_args *ctx)
{
	struct task_struct *task = (struct task_struct *)ctx->args[0];
	const char *comm = (const char *)ctx->args[1];
	struct rename *event = bpf_ringbuf_reserve(&events, sizeof(*event), 0);

	if (!event)
		return 0;
	event->pid = BPF_CORE_READ(task, tgid);
	event->parent_pid = BPF_CORE_READ(task, real_parent, tgid);
	/* The tracepoint fires before the change: task->comm is still the old name. */
	BPF_CORE_READ_STR_INTO(&event->old_comm, task, comm);
	bpf_probe_read_kernel_str(event->new_comm, sizeof(event->new_comm), comm);
	bpf_ringbuf_submit(event, 0);
	return 0;
}

char LICENSE[] SEC("license") = "GPL";
