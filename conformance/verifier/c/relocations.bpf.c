/* What the running kernel's structures do not have. */
#include "kernel.h"

#define relocated __attribute__((preserve_access_index))
#define exists(field) __builtin_preserve_field_info(field, 2)

struct task_struct {
	int pid, tgid, tgid_of_old;
	struct task_struct *real_parent;
} relocated;

struct never_was {
	int field;
} relocated;

enum pid_type___other { PIDTYPE_NEVER___other = 1 };

static long (*bpf_probe_read_kernel)(void *to, __u32 size, const void *from) = (void *)113;

SEC("tp_btf/sys_enter")
long reads_missing_field(void *ctx)
{
	return bpf_get_current_task_btf()->tgid_of_old;
}

SEC("tp_btf/sys_enter")
long reads_guarded_field(void *ctx)
{
	struct task_struct *task = bpf_get_current_task_btf();

	if (exists(task->tgid_of_old))
		return task->tgid_of_old;
	return task->tgid;
}

SEC("tp_btf/sys_enter")
long reads_field_of_missing_structure(void *ctx)
{
	struct never_was *was = (void *)bpf_get_current_task_btf();
	int field;

	bpf_probe_read_kernel(&field, sizeof(field), &was->field);
	return field;
}

SEC("tp_btf/sys_enter")
long asks_missing_enumerator(void *ctx)
{
	return __builtin_preserve_enum_value(*(enum pid_type___other *)PIDTYPE_NEVER___other, 1);
}

SEC("tp_btf/sys_enter")
long reads_half_a_pointer(void *ctx)
{
	return *(volatile __u32 *)&bpf_get_current_task_btf()->real_parent;
}

SEC("tp_btf/sys_enter")
long reads_whole_pointer(void *ctx)
{
	return bpf_get_current_task_btf()->real_parent != 0;
}
