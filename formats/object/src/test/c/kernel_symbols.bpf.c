/* Symbols of the kernel: addresses, typed variables and functions, weak ones too, absent ones guarded. */
#include "corpus.h"
#include <bpf/bpf_helpers.h>

#ifndef bpf_ksym_exists
#define bpf_ksym_exists(symbol) (!!(symbol))
#endif

struct bpf_iter_num {
	__u64 opaque[1];
} __attribute__((aligned(8)));

extern const void schedule __ksym;
extern const void no_such_symbol __ksym __weak;
extern const int bpf_prog_active __ksym;
extern const int no_such_variable __ksym __weak;
extern int bpf_iter_num_new(struct bpf_iter_num *it, int start, int end) __ksym;
extern int *bpf_iter_num_next(struct bpf_iter_num *it) __ksym;
extern void bpf_iter_num_destroy(struct bpf_iter_num *it) __ksym;
extern void bpf_rcu_read_lock___flavored(void) __ksym __weak;
extern void bpf_rcu_read_unlock(void) __ksym __weak;
extern int bpf_no_such_function(int) __ksym __weak;
extern int bpf_rcu_read_lock___other(int, int) __ksym __weak;

__u64 address, nowhere, active, variable, function, absent, other, sum;

SEC("raw_tp/sys_enter")
int addresses(void *ctx)
{
	address = (__u64)&schedule;
	nowhere = (__u64)&no_such_symbol;
	variable = &no_such_variable != 0;
	return 0;
}

/* Optional, because it needs a kernel that keeps names of data (CONFIG_KALLSYMS_ALL). */
SEC("?raw_tp/sys_enter")
int variables(void *ctx)
{
	int *here = bpf_this_cpu_ptr(&bpf_prog_active);

	active = *here;
	return 0;
}

SEC("raw_tp/sys_enter")
int functions(void *ctx)
{
	struct bpf_iter_num it;
	int *next;

	bpf_iter_num_new(&it, 1, 11);
	while ((next = bpf_iter_num_next(&it)))
		sum += *next;
	bpf_iter_num_destroy(&it);
	return 0;
}

SEC("raw_tp/sys_enter")
int guarded(void *ctx)
{
	if (bpf_ksym_exists(bpf_rcu_read_lock___flavored)) {
		bpf_rcu_read_lock___flavored();
		bpf_rcu_read_unlock();
		function = 1;
	}
	if (bpf_ksym_exists(bpf_no_such_function))
		absent = bpf_no_such_function(1);
	if (bpf_ksym_exists(bpf_rcu_read_lock___other))
		other = bpf_rcu_read_lock___other(1, 2);
	return 0;
}

char LICENSE[] SEC("license") = "GPL";
