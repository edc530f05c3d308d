/* A program that changes what the kernel does: raw_tp.w/bpf_test_finish(int *err).
 *
 *     rawtap run examples/c/writable.bpf.o -- java examples/c/TestRun.java
 *
 * bpf_test_finish fires at the end of each test run of a network program (BPF_PROG_TEST_RUN); *err is what the system
 * call will return. A test run whose output buffer is too small returns -ENOSPC; this program makes it -ECANCELED.
 * Only results equal to old_result are changed: every test run of the machine passes here. */
#include "kernel.h"
#include <bpf/bpf_helpers.h>

const volatile int old_result = -28;	/* ENOSPC */
const volatile int new_result = -125;	/* ECANCELED */
const volatile __u32 only_pid = 0;	/* 0: the test runs of every process */

struct changed {
	__u32 pid;
	int old_result;
	int new_result;
};

struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, 4096);
} events SEC(".maps");

SEC("raw_tp.w/bpf_test_finish")
int writable(struct bpf_raw_tracepoint_args *ctx)
{
	__u32 pid = bpf_get_current_pid_tgid() >> 32;
	int *err = (int *)ctx->args[0]; /* typed by the section name: .w allows to follow and to write the first argument */
	struct changed *event;

	if (*err != old_result || (only_pid && pid != only_pid))
		return 0;
	*err = new_result;
	event = bpf_ringbuf_reserve(&events, sizeof(*event), 0);
	if (!event)
		return 0;
	event->pid = pid;
	event->old_result = old_result;
	event->new_result = new_result;
	bpf_ringbuf_submit(event, 0);
	return 0;
}

char LICENSE[] SEC("license") = "GPL";
