/* One program with a map of each kind that needs more than looking up: a per-CPU count for each process, a perf buffer with
 * records, a stack map, and a user ring buffer from which it takes what the process writes into it (6.1 or later).
 *
 *     examples/java/run Maps.java
 */
#include "kernel.h"
#include <bpf/bpf_helpers.h>

enum {
	BPF_MAP_TYPE_HASH = 1,
	BPF_MAP_TYPE_PERF_EVENT_ARRAY = 4,
	BPF_MAP_TYPE_STACK_TRACE = 7,
	BPF_MAP_TYPE_USER_RINGBUF = 31,
};
enum { MOST_FRAMES = 16, CURRENT_CPU = 0xffffffff };

struct bpf_dynptr;

struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_HASH);
	__type(key, __u32);
	__type(value, __u64);
	__uint(max_entries, 1024);
} calls SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__type(key, __u32);
	__type(value, __u64);
	__uint(max_entries, 1024);
} watched SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_STACK_TRACE);
	__uint(key_size, sizeof(__u32));
	__uint(value_size, MOST_FRAMES * sizeof(__u64));
	__uint(max_entries, 64);
} stacks SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_USER_RINGBUF);
	__uint(max_entries, 4096);
} commands SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_PERF_EVENT_ARRAY);
	__uint(key_size, sizeof(__u32));
	__uint(value_size, sizeof(__u32));
} events SEC(".maps");

/* What a record holds: the process, the number of its kernel stack, and the sum of the commands taken. */
struct event {
	__u32 pid;
	__s32 stack;
	__u64 sum;
};

static long add(struct bpf_dynptr *command, void *sum)
{
	__u64 number = 0;

	if (!bpf_dynptr_read(&number, sizeof(number), command, 0, 0))
		*(__u64 *)sum += number;
	return 0;
}

SEC("raw_tp/task_rename")
int on_rename(struct bpf_raw_tracepoint_args *ctx)
{
	__u32 pid = bpf_get_current_pid_tgid() >> 32;
	__u64 one = 1, sum = 0;
	__u64 *count;
	struct event event = {};

	if (!bpf_map_lookup_elem(&watched, &pid))
		return 0;
	count = bpf_map_lookup_elem(&calls, &pid);
	if (count)
		*count += 1;
	else
		bpf_map_update_elem(&calls, &pid, &one, BPF_NOEXIST);
	bpf_user_ringbuf_drain(&commands, add, &sum, 0);
	event.pid = pid;
	event.stack = bpf_get_stackid(ctx, &stacks, 0);
	event.sum = sum;
	bpf_perf_event_output(ctx, &events, CURRENT_CPU, &event, sizeof(event));
	return 0;
}

char LICENSE[] SEC("license") = "GPL";
