/* Linked with link_two: what one declares the other defines. link_odd and link_license do not go with them. */
#include "corpus.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_core_read.h>
#include "link.h"

extern struct counts counts SEC(".maps");
extern int step;
extern const int factor;
extern int CONFIG_HZ __kconfig;

int total;
static int hidden = 1;
__weak int chosen = 1;
char pad_one[3] = "ab";

int scaled(int value);
int twice(int value);

/* Gives way to the one of link_two. */
__weak __noinline int weak_in_one(int value)
{
	return value + 1000 + hidden;
}

/* Stays: that of link_two is weak too. */
__weak __noinline int weak_in_both(int value)
{
	return value + 1;
}

__noinline int global_in_one(int value)
{
	return value * 2 + hidden;
}

SEC("raw_tp/sys_enter")
int first(struct bpf_raw_tracepoint_args *ctx)
{
	__u32 key = 7;
	__u64 one = 1, *count;

	count = bpf_map_lookup_elem(&counts, &key);
	if (count)
		*count += 1;
	else
		bpf_map_update_elem(&counts, &key, &one, 0);
	total += step;
	hidden += CONFIG_HZ;
	return scaled(3) * factor + weak_in_one(1) + weak_in_both(1) + chosen;
}

char LICENSE[] SEC("license") = "GPL";
