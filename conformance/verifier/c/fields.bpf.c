/* Fields of map values that are the kernel's own. */
#include "kernel.h"

struct bpf_spin_lock {
	__u32 val;
};

struct task_struct {
	int pid;
};

struct locked {
	struct bpf_spin_lock lock;
	__u32 count;
};

struct {
	__uint(type, 2); /* BPF_MAP_TYPE_ARRAY */
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, struct locked);
} locks SEC(".maps");

struct plain {
	__u32 unused, count;
};

struct {
	__uint(type, 2);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, struct plain);
} counts SEC(".maps");

struct keeper {
	struct task_struct __attribute__((btf_type_tag("kptr"))) *task;
};

struct {
	__uint(type, 2);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, struct keeper);
} kept SEC(".maps");

SEC("raw_tp/sys_enter")
long counts_locked(void *ctx)
{
	__u32 key = 0;
	struct locked *value = bpf_map_lookup_elem(&locks, &key);

	return value ? value->count : 0;
}

SEC("raw_tp/sys_enter")
long counts_plain(void *ctx)
{
	__u32 key = 0;
	struct plain *value = bpf_map_lookup_elem(&counts, &key);

	return value ? value->count : 0;
}

SEC("tp_btf/sys_enter")
long writes_lock(void *ctx)
{
	__u32 key = 0;
	struct locked *value = bpf_map_lookup_elem(&locks, &key);

	if (value)
		value->lock.val = 0;
	return 0;
}

SEC("tp_btf/sys_enter")
long writes_count(void *ctx)
{
	__u32 key = 0;
	struct locked *value = bpf_map_lookup_elem(&locks, &key);

	if (value)
		value->count = 0;
	return 0;
}

SEC("tp_btf/sys_enter")
long keeps_in_plain(void *ctx)
{
	__u32 key = 0;
	struct plain *value = bpf_map_lookup_elem(&counts, &key);

	if (value)
		bpf_kptr_xchg(value, 0);
	return 0;
}

SEC("tp_btf/sys_enter")
long keeps_untyped(void *ctx)
{
	__u32 key = 0;
	struct keeper *value = bpf_map_lookup_elem(&kept, &key);

	if (value)
		*(volatile __u32 *)&value->task = 0;
	return 0;
}

SEC("tp_btf/sys_enter")
long keeps_unacquired(void *ctx)
{
	__u32 key = 0;
	struct keeper *value = bpf_map_lookup_elem(&kept, &key);

	if (value)
		bpf_kptr_xchg(&value->task, bpf_get_current_task_btf());
	return 0;
}

static long (*bpf_spin_lock)(struct bpf_spin_lock *lock) = (void *)93;
static long (*bpf_spin_unlock)(struct bpf_spin_lock *lock) = (void *)94;

SEC("tp_btf/sys_enter")
long calls_while_locked(void *ctx)
{
	__u32 key = 0;
	struct locked *value = bpf_map_lookup_elem(&locks, &key);

	if (value) {
		bpf_spin_lock(&value->lock);
		value->count = bpf_get_current_pid_tgid();
		bpf_spin_unlock(&value->lock);
	}
	return 0;
}

SEC("tp_btf/sys_enter")
long calls_before_locking(void *ctx)
{
	__u32 key = 0, count = bpf_get_current_pid_tgid();
	struct locked *value = bpf_map_lookup_elem(&locks, &key);

	if (value) {
		bpf_spin_lock(&value->lock);
		value->count = count;
		bpf_spin_unlock(&value->lock);
	}
	return 0;
}

SEC("tp_btf/sys_enter")
long stays_locked(void *ctx)
{
	__u32 key = 0;
	struct locked *value = bpf_map_lookup_elem(&locks, &key);

	if (value)
		bpf_spin_lock(&value->lock);
	return 0;
}
