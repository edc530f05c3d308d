/* The second tutorial: start and end of processes, paired through a hash map, on classic tracepoints. */
#include "corpus.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_core_read.h>

struct trace_event_raw_sched_process_exec {
	__u32 __data_loc_filename;
} __attribute__((preserve_access_index));

struct task_struct {
	int exit_code;
	int tgid;
	struct task_struct *real_parent;
} __attribute__((preserve_access_index));

struct event {
	int pid;
	int ppid;
	unsigned exit_code;
	unsigned long long duration_ns;
	char comm[16];
	char filename[127];
	_Bool exit_event;
};

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 8192);
	__type(key, int);
	__type(value, __u64);
} exec_start SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, 256 * 1024);
} rb SEC(".maps");

const volatile unsigned long long min_duration_ns = 0;

SEC("tp/sched/sched_process_exec")
int handle_exec(struct trace_event_raw_sched_process_exec *ctx)
{
	struct task_struct *task = (struct task_struct *)bpf_get_current_task();
	int pid = bpf_get_current_pid_tgid() >> 32;
	__u64 now = bpf_ktime_get_ns();
	struct event *e;

	bpf_map_update_elem(&exec_start, &pid, &now, 0);
	if (min_duration_ns || !(e = bpf_ringbuf_reserve(&rb, sizeof(*e), 0)))
		return 0;
	e->exit_event = 0;
	e->exit_code = 0;
	e->duration_ns = 0;
	e->pid = pid;
	e->ppid = BPF_CORE_READ(task, real_parent, tgid);
	bpf_get_current_comm(&e->comm, sizeof(e->comm));
	bpf_probe_read_kernel_str(&e->filename, sizeof(e->filename), (void *)ctx + (ctx->__data_loc_filename & 0xffff));
	bpf_ringbuf_submit(e, 0);
	return 0;
}

SEC("tp/sched/sched_process_exit")
int handle_exit(void *ctx)
{
	struct task_struct *task = (struct task_struct *)bpf_get_current_task();
	__u64 both = bpf_get_current_pid_tgid(), *start;
	int pid = both >> 32;
	struct event *e;

	if (pid != (__u32)both) /* a thread, not the process */
		return 0;
	start = bpf_map_lookup_elem(&exec_start, &pid);
	if (!start || bpf_ktime_get_ns() - *start < min_duration_ns || !(e = bpf_ringbuf_reserve(&rb, sizeof(*e), 0)))
		return 0;
	e->exit_event = 1;
	e->duration_ns = bpf_ktime_get_ns() - *start;
	e->pid = pid;
	e->ppid = BPF_CORE_READ(task, real_parent, tgid);
	e->exit_code = (BPF_CORE_READ(task, exit_code) >> 8) & 0xff;
	e->filename[0] = 0;
	bpf_get_current_comm(&e->comm, sizeof(e->comm));
	bpf_ringbuf_submit(e, 0);
	bpf_map_delete_elem(&exec_start, &pid);
	return 0;
}

char LICENSE[] SEC("license") = "Dual BSD/GPL";
