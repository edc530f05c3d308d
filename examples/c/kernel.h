/* What these examples need to know of the kernel, instead of a 3 MB vmlinux.h.
 *
 * The structs name only the fields that are read: preserve_access_index makes the compiler record each access, and the
 * loader replaces the offset by the one of the running kernel (CO-RE). So order and size do not matter here. */
#pragma once

#define __VMLINUX_H__ /* makes bpf_tracing.h use the kernel's register names (si), not user space's (rsi) */

typedef signed char __s8;
typedef unsigned char __u8;
typedef short __s16;
typedef unsigned short __u16;
typedef int __s32;
typedef unsigned int __u32;
typedef long long __s64;
typedef unsigned long long __u64;
typedef __u16 __be16;
typedef __u32 __be32;
typedef __u32 __wsum;
typedef int pid_t;

enum { BPF_MAP_TYPE_PERCPU_HASH = 5, BPF_MAP_TYPE_RINGBUF = 27 };
enum { BPF_ANY = 0, BPF_NOEXIST = 1 };
enum { COMM_BYTES = 16, PATH_BYTES = 256 };

/* The context of a raw tracepoint: its arguments, each widened to 64 bits. */
struct bpf_raw_tracepoint_args {
	__u64 args[0];
};

struct task_struct {
	pid_t pid;
	pid_t tgid;
	struct task_struct *real_parent;
	char comm[COMM_BYTES];
} __attribute__((preserve_access_index));

/* The context of the classic tracepoint task:task_rename. */
struct trace_event_raw_task_rename {
	char oldcomm[COMM_BYTES];
	char newcomm[COMM_BYTES];
} __attribute__((preserve_access_index));

/* The registers of a system call's caller, complete and in order: this layout is copied as a whole and is the same on every kernel. Each
 * machine has its own, and its own numbers, so that an object is for the machine that it was compiled for. */
#if defined(__TARGET_ARCH_x86)
enum { UNLINKAT = 263 };

struct pt_regs {
	unsigned long r15, r14, r13, r12, bp, bx;
	unsigned long r11, r10, r9, r8, ax, cx, dx, si, di;
	unsigned long orig_ax, ip, cs, flags, sp, ss;
};
#elif defined(__TARGET_ARCH_arm64)
enum { UNLINKAT = 35 };

struct user_pt_regs {
	unsigned long regs[31], sp, pc, pstate;
};

struct pt_regs {
	unsigned long regs[31], sp, pc, pstate, orig_x0;
};
#endif
