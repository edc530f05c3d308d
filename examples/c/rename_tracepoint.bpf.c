/* The same as task_rename.bpf.c on the classic tracepoint. Here the kernel has already copied the names into a record,
 * which costs more per event and gives what its author chose: the parent is not in it, and only the running thread (which
 * may rename another one of its process) can be asked for it.
 *
 *     rawtap run examples/c/rename_tracepoint.bpf.o -- java examples/c/Rename.java
 */
#include "kernel.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_core_read.h>
#include "rename.h"

SEC("tp/task/task_rename")
int rename_tracepoint(struct trace_event_raw_task_rename *ctx)
{
	struct task_struct *current = (struct task_struct *)bpf_get_current_task();
	struct rename *event = bpf_ringbuf_reserve(&events, sizeof(*event), 0);

	if (!event)
		return 0;
	event->pid = bpf_get_current_pid_tgid() >> 32;
	event->parent_pid = BPF_CORE_READ(current, real_parent, tgid);
	/* A plain ctx->oldcomm is refused when the compiler adds the offset first (modified ctx pointer): read it like memory. */
	BPF_CORE_READ_STR_INTO(&event->old_comm, ctx, oldcomm);
	BPF_CORE_READ_STR_INTO(&event->new_comm, ctx, newcomm);
	bpf_ringbuf_submit(event, 0);
	return 0;
}

char LICENSE[] SEC("license") = "GPL";
