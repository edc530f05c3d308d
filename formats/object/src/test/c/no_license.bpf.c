/* No licence section: the kernel refuses GPL-only helpers to this program, whoever wrote it. */
#include "corpus.h"
#include <bpf/bpf_helpers.h>

SEC("raw_tp/sys_enter")
int needs_gpl(struct bpf_raw_tracepoint_args *ctx)
{
	return bpf_trace_printk("x", 2);
}

SEC("?raw_tp/sys_exit")
int needs_nothing(struct bpf_raw_tracepoint_args *ctx)
{
	return bpf_get_smp_processor_id();
}
