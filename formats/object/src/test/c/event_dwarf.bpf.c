/* The usual shape of a ring buffer program: the event struct is a local pointer's type, which clang leaves out of BTF.
 * It is in DWARF, until llvm-strip -g. Every kind of field that a decoder meets is in it. */
#include "corpus.h"
#include <bpf/bpf_helpers.h>

enum kind { KIND_START = 1, KIND_STOP = 2 };

struct inner {
	__u16 port;
	__u8 address[4];
};

struct event {
	__u64 when;
	__u32 pid;
	enum kind kind;
	char comm[16];
	struct inner peers[2];
	__u32 low : 4, high : 12;
	__s32 code;
	union {
		__u64 whole;
		__u32 halves[2];
	};
	_Bool last;
};

struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, 4096);
} events SEC(".maps");

SEC("raw_tp/task_rename")
int emit(struct bpf_raw_tracepoint_args *ctx)
{
	struct event *event = bpf_ringbuf_reserve(&events, sizeof(*event), 0);

	if (!event)
		return 0;
	event->when = 0x0102030405060708ULL;
	event->pid = bpf_get_current_pid_tgid() >> 32;
	event->kind = KIND_STOP;
	bpf_get_current_comm(event->comm, sizeof(event->comm));
	event->peers[0] = (struct inner){ 80, { 127, 0, 0, 1 } };
	event->peers[1] = (struct inner){ 443, { 10, 1, 2, 3 } };
	event->low = 9;
	event->high = 0xabc;
	event->code = -5;
	event->whole = 0x1122334455667788ULL;
	event->last = 1;
	bpf_ringbuf_submit(event, 0);
	return 0;
}

char LICENSE[] SEC("license") = "GPL";
