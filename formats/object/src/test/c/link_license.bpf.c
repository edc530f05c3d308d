/* Does not go with any other: another licence. */
#include "corpus.h"
#include <bpf/bpf_helpers.h>

SEC("raw_tp/sys_enter")
int licensed(void *ctx)
{
	return 0;
}

char LICENSE[] SEC("license") = "Dual BSD/GPL";
