/* The producer of the ring buffer comparison: one run reserves, fills and submits args[0] records. It is started by
 * BPF_PROG_TEST_RUN, so that no tracepoint and no system call per record is measured. C and Java readers use this object. */
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

enum { BPF_MAP_TYPE_PERCPU_ARRAY = 6, BPF_MAP_TYPE_RINGBUF = 27 };

struct bpf_raw_tracepoint_args {
	__u64 args[0];
};

/* 64 bytes, 72 in the ring. A gap in the sequence is a record that did not fit. */
struct record {
	__u64 sequence;
	__u64 nanoseconds; /* bpf_ktime_get_ns (CLOCK_MONOTONIC) where args[1] is not 0, else 0 */
	__u64 unused[6];
};

struct totals {
	__u64 sent;
	__u64 lost;
};

struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, 32 * 1024 * 1024);
} events SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, struct totals);
} totals SEC(".maps");

__u64 next_sequence; /* one producer at a time */

struct run {
	__u64 sequence, lost, stamped;
};

static long produce_one(__u32 index, struct run *run)
{
	struct record *record = bpf_ringbuf_reserve(&events, sizeof(*record), 0);
	__u64 sequence = run->sequence++;

	if (!record) {
		run->lost++;
		return 0;
	}
	record->sequence = sequence;
	record->nanoseconds = run->stamped ? bpf_ktime_get_ns() : 0;
	bpf_ringbuf_submit(record, 0);
	return 0;
}

SEC("raw_tp")
int produce(struct bpf_raw_tracepoint_args *ctx)
{
	__u32 zero = 0, records = ctx->args[0];
	struct run run = { .sequence = next_sequence, .stamped = ctx->args[1] };
	struct totals *sum = bpf_map_lookup_elem(&totals, &zero);

	if (!sum)
		return 0;
	bpf_loop(records, produce_one, &run, 0);
	next_sequence = run.sequence;
	sum->sent += records - run.lost;
	sum->lost += run.lost;
	return 0;
}

char LICENSE[] SEC("license") = "GPL";
