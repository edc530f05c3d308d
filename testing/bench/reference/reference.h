/* What the reference programs share: the kernel's types that they read, by name (CO-RE), and nothing else. */
#define __VMLINUX_H__
typedef unsigned char __u8;
typedef unsigned short __u16;
typedef unsigned int __u32;
typedef int __s32;
typedef unsigned long long __u64;
typedef long long __s64;
typedef __u16 __be16;
typedef __u32 __be32;
typedef __u32 __wsum;
#include <bpf/bpf_helpers.h>

enum { BPF_MAP_TYPE_HASH = 1, BPF_MAP_TYPE_PERCPU_HASH = 5, BPF_MAP_TYPE_PERCPU_ARRAY = 6, BPF_MAP_TYPE_RINGBUF = 27 };
enum { BPF_ANY = 0 };
enum { MAX_KEYS = 4096, COMM_BYTES = 16 };

#define KERNEL_TYPE __attribute__((preserve_access_index))

struct pt_regs {
	unsigned long si;
} KERNEL_TYPE;

struct task_struct {
	unsigned int __state;
	int pid;
	int tgid;
	struct task_struct *real_parent;
} KERNEL_TYPE;

/* A program of a script also counts what it loses; with COUNT_LOSSES these do so too. */
#ifdef COUNT_LOSSES
__u64 lost;
#define COUNT_LOSS_IF(failed)                           \
	do {                                            \
		if (failed)                             \
			__sync_fetch_and_add(&lost, 1); \
	} while (0)
#else
#define COUNT_LOSS_IF(failed) (void)(failed)
#endif

char LICENSE[] SEC("license") = "GPL";
