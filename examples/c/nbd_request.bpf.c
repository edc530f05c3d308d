/* A program that changes what a driver sends: raw_tp.w/nbd_send_request(struct nbd_request *, int index, struct request *).
 *
 *     rawtap run examples/c/nbd_request.bpf.o -- dd if=/dev/zero of=/dev/nbd0 bs=4k count=1 oflag=direct
 *
 * nbd_send_request fires for each request to the server of a network block device (/dev/nbdN, module nbd), before its
 * header is sent; that header, in the byte order of the network, is what a program may change. This one asks for writes to
 * be on the disk before they are answered (FUA; the server must know it), and can make reads look elsewhere. */
#include "kernel.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_endian.h>

enum { NBD_CMD_READ = 0, NBD_CMD_WRITE = 1, NBD_CMD_FLAG_FUA = 1 << 16 };

const volatile int only_index = -1;	/* the N of /dev/nbdN; -1: all */
const volatile _Bool force_writes = 1;	/* FUA on every write */
const volatile __s64 moved_reads = 0;	/* bytes to add to the offset of reads */

/* include/uapi/linux/nbd.h: 28 bytes, which is as far as a program may reach. */
struct nbd_request {
	__be32 magic;
	__be32 type; /* flags above 16 bits of command */
	__u64 cookie;
	__u64 from;
	__be32 len;
} __attribute__((packed, aligned(4)));

struct changed {
	int index;
	__u32 length;
	__u32 old_type;
	__u32 new_type;
	__u64 old_offset;
	__u64 new_offset;
};

struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, 64 * 1024);
} events SEC(".maps");

SEC("raw_tp.w/nbd_send_request")
int nbd_request(struct bpf_raw_tracepoint_args *ctx)
{
	struct nbd_request *request = (struct nbd_request *)ctx->args[0];
	int index = ctx->args[1];
	__u32 type = bpf_ntohl(request->type), new_type = type;
	__u64 offset = bpf_be64_to_cpu(request->from), new_offset = offset;
	struct changed *event;

	if (only_index >= 0 && index != only_index)
		return 0;
	if ((__u16)type == NBD_CMD_WRITE && force_writes)
		new_type |= NBD_CMD_FLAG_FUA;
	if ((__u16)type == NBD_CMD_READ)
		new_offset += moved_reads;
	if (new_type == type && new_offset == offset)
		return 0;
	request->type = bpf_htonl(new_type);
	request->from = bpf_cpu_to_be64(new_offset);
	event = bpf_ringbuf_reserve(&events, sizeof(*event), 0);
	if (!event)
		return 0;
	event->index = index;
	event->length = bpf_ntohl(request->len);
	event->old_type = type;
	event->new_type = new_type;
	event->old_offset = offset;
	event->new_offset = new_offset;
	bpf_ringbuf_submit(event, 0);
	return 0;
}

char LICENSE[] SEC("license") = "GPL";
