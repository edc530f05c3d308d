/* The same as task_rename.bpf.c on tp_btf: the verifier knows the type of each argument, so that fields of the task are
 * plain loads without a helper call. Needs a kernel with BTF (5.5 or later).
 *
 *     rawtap run examples/c/rename_btf.bpf.o -- java examples/c/Rename.java
 */
#include "kernel.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>
#include "rename.h"

SEC("tp_btf/task_rename")
int BPF_PROG(rename_btf, struct task_struct *task, const char *comm)
{
	struct rename *event = bpf_ringbuf_reserve(&events, sizeof(*event), 0);

	if (!event)
		return 0;
	event->pid = task->tgid;
	event->parent_pid = task->real_parent->tgid;
	__builtin_memcpy(event->old_comm, task->comm, sizeof(event->old_comm));
	/* BTF gives a struct pointer a type, not a char pointer: the new name still takes a helper. */
	bpf_probe_read_kernel_str(event->new_comm, sizeof(event->new_comm), comm);
	bpf_ringbuf_submit(event, 0);
	return 0;
}

char LICENSE[] SEC("license") = "GPL";
