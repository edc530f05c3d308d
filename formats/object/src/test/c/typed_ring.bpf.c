/* The declared value type of a ring buffer names the struct of its records. The kernel takes no value size for a ring
 * buffer, so that a loader has to keep the type to itself (libbpf passes it on and fails: EINVAL). */
#include "corpus.h"
#include <bpf/bpf_helpers.h>

struct record {
	__u32 pid;
	char comm[16];
};

struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, 4096);
	__type(value, struct record);
} typed_ring SEC(".maps");

SEC("raw_tp/task_rename")
int emit(struct bpf_raw_tracepoint_args *ctx)
{
	struct record *record = bpf_ringbuf_reserve(&typed_ring, sizeof(*record), 0);

	if (!record)
		return 0;
	record->pid = bpf_get_current_pid_tgid() >> 32;
	bpf_get_current_comm(record->comm, sizeof(record->comm));
	bpf_ringbuf_submit(record, 0);
	return 0;
}

char LICENSE[] SEC("license") = "GPL";
