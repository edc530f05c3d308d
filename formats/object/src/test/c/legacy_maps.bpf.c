/* The map definitions of before 2019, in section "maps": libbpf 1.0 dropped them. */
#include "corpus.h"
#include <bpf/bpf_helpers.h>

struct bpf_map_def {
	__u32 type, key_size, value_size, max_entries, map_flags;
};

struct bpf_map_def SEC("maps") counts = { BPF_MAP_TYPE_HASH, 4, 8, 100, 0 };

SEC("raw_tracepoint/sys_enter")
int count(struct bpf_raw_tracepoint_args *ctx)
{
	__u32 key = ctx->args[1];
	__u64 one = 1;

	return bpf_map_update_elem(&counts, &key, &one, 0);
}

char LICENSE[] SEC("license") = "GPL";
