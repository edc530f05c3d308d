/* Options that no kernel has, or that have another type; the comment says how each is refused. */
#include "corpus.h"
#include <bpf/bpf_helpers.h>

extern int CONFIG_HZZ __kconfig;
extern _Bool CONFIG_HZ __kconfig;
extern int LINUX_NO_SUCH __kconfig;

/* is not set, nearest CONFIG_HZ */
SEC("?raw_tp/sys_enter")
int misspelt(void *ctx)
{
	return CONFIG_HZZ;
}

/* a number, for an integer type */
SEC("?raw_tp/sys_enter")
int another_type(void *ctx)
{
	return CONFIG_HZ;
}

/* none of the loader's own */
SEC("?raw_tp/sys_enter")
int not_virtual(void *ctx)
{
	return LINUX_NO_SUCH;
}

char LICENSE[] SEC("license") = "GPL";
