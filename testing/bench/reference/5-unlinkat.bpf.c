/* /args.id == 263/ { printf("%s\n", str(uptr(args.regs.si), 256)) } */
#include "reference.h"

enum { UNLINKAT = 263, PATH_BYTES = 256 };

struct event {
	__u32 action;
	char path[PATH_BYTES];
};

struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, 4 * 1024 * 1024);
} events SEC(".maps");

SEC("tp_btf/sys_enter")
int send_path(__u64 *ctx)
{
	struct pt_regs *registers = (struct pt_regs *)ctx[0];
	struct event *event;

	if (ctx[1] != UNLINKAT)
		return 0;
	event = bpf_ringbuf_reserve(&events, sizeof(*event), 0);
	if (!event) {
		COUNT_LOSS_IF(1);
		return 0;
	}
	event->action = 1;
	/* what cannot be read is left empty by the kernel */
	COUNT_LOSS_IF(bpf_probe_read_user_str(event->path, sizeof(event->path), (void *)registers->si) < 0);
	bpf_ringbuf_submit(event, 0);
	return 0;
}
