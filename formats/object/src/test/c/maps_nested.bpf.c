/* Maps that hold maps that hold maps: one level more than the kernel has. */
#include "corpus.h"
#include <bpf/bpf_helpers.h>

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY_OF_MAPS);
	__uint(max_entries, 1);
	__type(key, __u32);
	__array(values, struct {
		__uint(type, BPF_MAP_TYPE_ARRAY_OF_MAPS);
		__uint(max_entries, 1);
		__type(key, __u32);
		__array(values, struct {
			__uint(type, BPF_MAP_TYPE_ARRAY);
			__uint(max_entries, 1);
			__type(key, __u32);
			__type(value, __u64);
		});
	});
} outermost SEC(".maps");

SEC("raw_tp/sys_enter")
int look(void *ctx)
{
	__u32 zero = 0;

	return bpf_map_lookup_elem(&outermost, &zero) != 0;
}

char LICENSE[] SEC("license") = "GPL";
