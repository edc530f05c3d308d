/* The older tutorials send records through a perf buffer, from a struct on the stack. */
#include "corpus.h"
#include <bpf/bpf_helpers.h>

struct data_t {
	__u32 pid;
	__u32 uid;
	char command[16];
	char message[12];
};

struct {
	__uint(type, BPF_MAP_TYPE_PERF_EVENT_ARRAY);
	__uint(key_size, sizeof(__u32));
	__uint(value_size, sizeof(__u32));
} output SEC(".maps");

SEC("raw_tp/task_rename")
int hello(void *ctx)
{
	struct data_t data = { .message = "Hello World" };

	data.pid = bpf_get_current_pid_tgid() >> 32;
	data.uid = bpf_get_current_uid_gid();
	bpf_get_current_comm(&data.command, sizeof(data.command));
	bpf_perf_event_output(ctx, &output, BPF_F_CURRENT_CPU, &data, sizeof(data));
	return 0;
}

char LICENSE[] SEC("license") = "GPL";
