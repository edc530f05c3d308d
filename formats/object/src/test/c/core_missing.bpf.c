/* A field that no kernel has, without a guard: the load fails, and the message has to name struct, field and C line. */
#include "corpus.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_core_read.h>

struct task_struct {
	int tgidd; /* nearest: tgid */
} __attribute__((preserve_access_index));

SEC("raw_tp/task_rename")
int missing_field(struct bpf_raw_tracepoint_args *ctx)
{
	return BPF_CORE_READ((struct task_struct *)ctx->args[0], tgidd);
}

char LICENSE[] SEC("license") = "GPL";
