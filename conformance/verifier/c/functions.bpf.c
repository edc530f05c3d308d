/* Global functions, which the verifier walks once each, by their types alone. */
#include "kernel.h"

struct pair {
	__u64 one, two;
};

__noinline long sum(struct pair *pair)
{
	return pair ? pair->one + pair->two : 0;
}

SEC("raw_tp/sys_enter")
long sums(void *ctx)
{
	struct pair pair = {bpf_get_current_pid_tgid(), 2};

	return sum(&pair);
}

SEC("raw_tp/sys_enter")
long sums_argument(struct bpf_raw_tracepoint_args *ctx)
{
	return sum((struct pair *)ctx->args[0]);
}

__noinline long sum_unchecked(struct pair *pair)
{
	return pair->one + pair->two;
}

SEC("raw_tp/sys_enter")
long sums_unchecked(void *ctx)
{
	struct pair pair = {bpf_get_current_pid_tgid(), 2};

	return sum_unchecked(&pair);
}

__noinline struct pair *first(struct pair *pair)
{
	asm volatile("");
	return pair;
}

SEC("raw_tp/sys_enter")
long returns_pointer(void *ctx)
{
	struct pair pair = {bpf_get_current_pid_tgid(), 2};

	return first(&pair) != 0;
}

__noinline void count(struct pair *pair)
{
	if (pair)
		pair->one++;
}

SEC("raw_tp/sys_enter")
long counts_by_nothing(void *ctx)
{
	struct pair pair = {bpf_get_current_pid_tgid(), 2};

	count(&pair);
	return pair.one;
}

struct unknown;

__noinline long look(struct unknown *unknown)
{
	asm volatile("");
	return unknown != 0;
}

SEC("raw_tp/sys_enter")
long looks(void *ctx)
{
	return look(ctx);
}
