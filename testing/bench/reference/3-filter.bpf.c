/* /args.id == 110/ { @ = count() } */
#include "reference.h"

enum { GETPPID = 110 };

struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, __u64);
} counts SEC(".maps");

SEC("tp_btf/sys_enter")
int count_one(__u64 *ctx)
{
	__u32 zero = 0;
	__u64 *count;

	if (ctx[1] != GETPPID)
		return 0;
	count = bpf_map_lookup_elem(&counts, &zero);
	if (count)
		++*count;
	return 0;
}
