/* What the load comparison loads: 30 programs with three CO-RE relocations each, and a map that they share. */
#include "../reference/reference.h"

struct {
	int (*type)[BPF_MAP_TYPE_HASH];
	int *key;
	__u64 *value;
	int (*max_entries)[MAX_KEYS];
} counts SEC(".maps");

#define READ(task, field)                                                                                              \
	({                                                                                                             \
		typeof((task)->field) value;                                                                           \
		bpf_probe_read_kernel(&value, sizeof(value), __builtin_preserve_access_index(&(task)->field));          \
		value;                                                                                                 \
	})

/* Three relocations: the parent, its tgid, the task's own pid. */
#define PROGRAM(number)                                                                                                \
	SEC("raw_tp/task_rename")                                                                                      \
	int on_rename_##number(__u64 *ctx)                                                                             \
	{                                                                                                              \
		struct task_struct *task = (struct task_struct *)ctx[0];                                               \
		struct task_struct *parent = READ(task, real_parent);                                                  \
		int key = READ(parent, tgid) + number;                                                                 \
		__u64 value = READ(task, pid);                                                                         \
		bpf_map_update_elem(&counts, &key, &value, BPF_ANY);                                                   \
		return 0;                                                                                              \
	}

#define TEN(first) PROGRAM(first##0) PROGRAM(first##1) PROGRAM(first##2) PROGRAM(first##3) PROGRAM(first##4)          \
	PROGRAM(first##5) PROGRAM(first##6) PROGRAM(first##7) PROGRAM(first##8) PROGRAM(first##9)
TEN(1)
TEN(2)
TEN(3)

