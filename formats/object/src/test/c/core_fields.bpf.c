/* CO-RE field relocations, kinds 0 to 5. One program per kind, so that a test can read its few instructions. The declared
 * layouts are wrong on purpose: only relocation makes the numbers right. */
#include "corpus.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_core_read.h>

#define CORE __attribute__((preserve_access_index))

struct nsproxy;
struct sched_entity { __u64 vruntime; } CORE;
struct upid { int nr; } CORE;
struct pid { struct upid numbers[1]; } CORE;

struct task_struct {
	int tgid;
	char comm[16];
	struct task_struct *real_parent;
	struct sched_entity se;
	struct pid *thread_pid;
	__u32 flags;
	__u32 in_execve : 1;
	__u32 sched_reset_on_fork : 1;
} CORE;

/* Flavours: everything after ___ is ignored when the kernel's type is looked up. */
struct task_struct___flavour { int pid; } CORE;
struct task_struct___old { long state; } CORE;
struct task_struct___new { __u32 __state; } CORE;
struct no_such_struct { int field; } CORE;

#define TASK ((struct task_struct *)ctx->args[0])
#define PROGRAM(name) SEC("raw_tp/task_rename") int name(struct bpf_raw_tracepoint_args *ctx)

/* kind 0, byte offset */
PROGRAM(byte_offset) { return BPF_CORE_READ(TASK, tgid); }
PROGRAM(pointer_hop) { return BPF_CORE_READ(TASK, real_parent, tgid); }
PROGRAM(nested) { return BPF_CORE_READ(TASK, se.vruntime); }
PROGRAM(array_element) { return BPF_CORE_READ(TASK, comm[3]); }
PROGRAM(array_of_structs) { return BPF_CORE_READ(TASK, thread_pid, numbers[0].nr); }
PROGRAM(flavour) { return BPF_CORE_READ((struct task_struct___flavour *)ctx->args[0], pid); }
/* kind 1, byte size */
PROGRAM(byte_size) { return bpf_core_field_size(TASK->comm); }
/* kind 2, exists: 1 and 0 */
PROGRAM(field_exists) { return bpf_core_field_exists(TASK->tgid); }
PROGRAM(field_missing) { return bpf_core_field_exists(((struct task_struct___old *)ctx->args[0])->state); }
PROGRAM(struct_missing) { return bpf_core_field_exists(((struct no_such_struct *)ctx->args[0])->field); }
/* the usual guard: the branch not taken holds a relocation that cannot be resolved and must not fail the load */
PROGRAM(guarded)
{
	struct task_struct___new *now = (void *)ctx->args[0];

	if (bpf_core_field_exists(now->__state))
		return BPF_CORE_READ(now, __state);
	return BPF_CORE_READ((struct task_struct___old *)now, state);
}
/* kind 3, signed: 1 and 0 */
PROGRAM(signed_field) { return __builtin_preserve_field_info(TASK->tgid, BPF_FIELD_SIGNED); }
PROGRAM(unsigned_field) { return __builtin_preserve_field_info(TASK->flags, BPF_FIELD_SIGNED); }
/* kinds 0, 1, 4 and 5 together: a bit field */
PROGRAM(bit_field) { return BPF_CORE_READ_BITFIELD_PROBED(TASK, sched_reset_on_fork); }
/* kinds 4 and 5 alone */
PROGRAM(left_shift) { return __builtin_preserve_field_info(TASK->sched_reset_on_fork, BPF_FIELD_LSHIFT_U64); }
PROGRAM(right_shift) { return __builtin_preserve_field_info(TASK->sched_reset_on_fork, BPF_FIELD_RSHIFT_U64); }

/* direct loads and stores of typed pointers: the relocation patches the offset of a load, not an addition */
SEC("tp_btf/task_rename")
int direct_load(__u64 *ctx)
{
	struct task_struct *task = (void *)ctx[0];

	return task->real_parent->tgid + task->comm[2];
}

char LICENSE[] SEC("license") = "GPL";
