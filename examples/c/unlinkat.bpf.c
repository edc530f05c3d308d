/* Who deletes which file: raw_tp/sys_enter, filtered to unlinkat(2).
 *
 *     rawtap run examples/c/unlinkat.bpf.o -- rm FILE          on arm64 unlinkat.arm64.bpf.o
 */
#include "kernel.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

/* A loader may set another number before the load, such as that of openat, whose second argument is a path too. */
const volatile __u64 syscall_number = UNLINKAT;

struct event {
	__u32 pid;
	char comm[COMM_BYTES];
	char filename[PATH_BYTES];
};

struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, 256 * 1024);
} events SEC(".maps");

/* How many calls each process made: one counter per CPU, so that no atomic operation is needed. */
struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_HASH);
	__uint(max_entries, 1024);
	__type(key, __u32);
	__type(value, __u64);
} calls SEC(".maps");

static void count(__u32 pid)
{
	__u64 one = 1, *seen = bpf_map_lookup_elem(&calls, &pid);

	if (seen)
		*seen += 1;
	else
		bpf_map_update_elem(&calls, &pid, &one, BPF_ANY);
}

SEC("raw_tp/sys_enter")
int unlinkat(struct bpf_raw_tracepoint_args *ctx)
{
	struct pt_regs regs;
	struct event *event;

	if (ctx->args[1] != syscall_number)
		return 0;
	/* args[0] is the address of the registers, a plain number to the verifier: it must be copied, not followed. */
	if (bpf_probe_read_kernel(&regs, sizeof(regs), (void *)ctx->args[0]))
		return 0;
	__u32 pid = bpf_get_current_pid_tgid() >> 32;
	count(pid);
	event = bpf_ringbuf_reserve(&events, sizeof(*event), 0);
	if (!event)
		return 0; /* the buffer is full: rawtap inserts a counter for this case when it loads the program */
	event->pid = pid;
	bpf_get_current_comm(event->comm, sizeof(event->comm));
	bpf_probe_read_user_str(event->filename, sizeof(event->filename), (void *)PT_REGS_PARM2_SYSCALL(&regs));
	bpf_ringbuf_submit(event, 0);
	return 0;
}

char LICENSE[] SEC("license") = "GPL";
