/* What these programs need to know of the kernel, and no header of it. */
#pragma once

#define SEC(name) __attribute__((section(name), used))
#define __uint(name, value) int (*name)[value]
#define __type(name, type) typeof(type) *name
#define __noinline __attribute__((noinline))

typedef unsigned int __u32;
typedef unsigned long long __u64;

struct bpf_raw_tracepoint_args {
	__u64 args[0];
};

static void *(*bpf_map_lookup_elem)(void *map, const void *key) = (void *)1;
static __u64 (*bpf_get_current_pid_tgid)(void) = (void *)14;
static struct task_struct *(*bpf_get_current_task_btf)(void) = (void *)158;
static long (*bpf_for_each_map_elem)(void *map, void *callback, void *context, __u64 flags) = (void *)164;
static long (*bpf_loop)(__u32 turns, void *callback, void *context, __u64 flags) = (void *)181;
static void *(*bpf_kptr_xchg)(void *slot, void *pointer) = (void *)194;

char LICENSE[] SEC("license") = "GPL";
