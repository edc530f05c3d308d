/* Passes each record of a user ring buffer on to a ring buffer; answers how many there were. */
#define __VMLINUX_H__
typedef unsigned char __u8;
typedef unsigned short __u16;
typedef unsigned int __u32;
typedef int __s32;
typedef unsigned long long __u64;
typedef long long __s64;
typedef __u16 __be16;
typedef __u32 __be32;
typedef __u32 __wsum;
#include <bpf/bpf_helpers.h>

enum { BPF_MAP_TYPE_RINGBUF = 27, BPF_MAP_TYPE_USER_RINGBUF = 31 };

struct bpf_dynptr;

struct {
	__uint(type, BPF_MAP_TYPE_USER_RINGBUF);
	__uint(max_entries, 4096);
} commands SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, 65536);
} events SEC(".maps");

static long pass_on(struct bpf_dynptr *record, void *unused)
{
	__u64 number;

	if (bpf_dynptr_read(&number, sizeof(number), record, 0, 0))
		return 1;
	bpf_ringbuf_output(&events, &number, sizeof(number), 0);
	return 0;
}

SEC("raw_tp/sys_enter")
int drain(void *ctx)
{
	return bpf_user_ringbuf_drain(&commands, pass_on, 0, 0);
}

char LICENSE[] SEC("license") = "GPL";
