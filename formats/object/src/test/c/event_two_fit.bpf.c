/* Two structs of the size of the record: a decoder must not guess. Both are in BTF, as values of maps. */
#include "corpus.h"
#include <bpf/bpf_helpers.h>

struct opened { __u32 pid; __u32 flags; };
struct closed { __u32 pid; __s32 result; };

struct { __uint(type, BPF_MAP_TYPE_ARRAY); __uint(max_entries, 1); __type(key, __u32); __type(value, struct opened); } opened SEC(".maps");
struct { __uint(type, BPF_MAP_TYPE_ARRAY); __uint(max_entries, 1); __type(key, __u32); __type(value, struct closed); } closed SEC(".maps");
struct { __uint(type, BPF_MAP_TYPE_RINGBUF); __uint(max_entries, 4096); } events SEC(".maps");

SEC("raw_tp/task_rename")
int emit(struct bpf_raw_tracepoint_args *ctx)
{
	struct opened event = { 1, 2 };

	bpf_ringbuf_output(&events, &event, sizeof(event), 0);
	return 0;
}

char LICENSE[] SEC("license") = "GPL";
