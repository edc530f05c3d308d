/* Symbols that no kernel has, or that have another type; each program is refused. */
#include "corpus.h"
#include <bpf/bpf_helpers.h>

extern const void no_such_address __ksym;
extern const void no_such_either __ksym;
extern const int no_such_variable __ksym;
extern const void *bpf_prog_active __ksym;
extern void bpf_rcu_read_lokc(void) __ksym;
extern int bpf_rcu_read_lock(int depth) __ksym;
extern int bpf_no_such_function(int) __ksym __weak;

__u64 out;

SEC("?raw_tp/sys_enter")
int two_addresses(void *ctx)
{
	out = (__u64)&no_such_address + (__u64)&no_such_either;
	return 0;
}

SEC("?raw_tp/sys_enter")
int variable(void *ctx)
{
	return *(int *)bpf_this_cpu_ptr(&no_such_variable);
}

SEC("?raw_tp/sys_enter")
int variable_of_another_type(void *ctx)
{
	return *(int *)bpf_this_cpu_ptr(&bpf_prog_active);
}

SEC("?raw_tp/sys_enter")
int misspelt(void *ctx)
{
	bpf_rcu_read_lokc();
	return 0;
}

SEC("?raw_tp/sys_enter")
int another_prototype(void *ctx)
{
	return bpf_rcu_read_lock(1);
}

SEC("?raw_tp/sys_enter")
int unguarded(void *ctx)
{
	return bpf_no_such_function(1);
}

char LICENSE[] SEC("license") = "GPL";
