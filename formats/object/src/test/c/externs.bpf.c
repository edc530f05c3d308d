/* Values that the loader has to find: kernel configuration and kernel symbols. */
#include "corpus.h"
#include <bpf/bpf_helpers.h>

extern int LINUX_KERNEL_VERSION __kconfig;
extern _Bool CONFIG_BPF_SYSCALL __kconfig __weak;
extern int CONFIG_NO_SUCH_OPTION __kconfig __weak;
extern const void schedule __ksym;
extern const void no_such_symbol __ksym __weak;

__u64 version, present, missing, address, nowhere;

SEC("raw_tp/sys_enter")
int read_externs(struct bpf_raw_tracepoint_args *ctx)
{
	version = LINUX_KERNEL_VERSION;
	present = CONFIG_BPF_SYSCALL;
	missing = CONFIG_NO_SUCH_OPTION;
	address = (__u64)&schedule;
	nowhere = (__u64)&no_such_symbol;
	return 0;
}

char LICENSE[] SEC("license") = "GPL";
