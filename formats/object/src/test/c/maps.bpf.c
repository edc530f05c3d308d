/* BTF-defined maps of the common kinds, keys and values of many shapes. */
#include "corpus.h"
#include <bpf/bpf_helpers.h>

enum state { STATE_NEW, STATE_RUNNING = 5, STATE_GONE = -1 };
enum __attribute__((packed)) small { SMALL_ONE = 1, SMALL_BIG = 200 };
enum wide { WIDE_LOW = 1, WIDE_HIGH = 0x100000000ULL };

struct key {
	__u32 pid;
	enum state state;
};

struct bits {
	__u32 low : 3;
	__u32 middle : 17;
	__s32 negative : 5;
	__u64 high : 40;
};

union number {
	__u64 whole;
	__u32 half[2];
};

struct value {
	__u64 when;
	char comm[16];
	struct {
		__s16 x, y;
	} point;
	struct bits bits;
	union number number;
	enum small small;
	_Bool flag;
	__u8 bytes[6];
	struct key keys[2];
	void *address;
};

#define MAP(name, kind, entries, ...) \
	struct { __uint(type, BPF_MAP_TYPE_##kind); __uint(max_entries, entries); __VA_ARGS__; } name SEC(".maps");

MAP(by_key, HASH, 128, __type(key, struct key); __type(value, struct value))
MAP(plain_array, ARRAY, 4, __type(key, __u32); __type(value, enum wide))
MAP(percpu_hash, PERCPU_HASH, 64, __type(key, char[16]); __type(value, __u64))
MAP(percpu_array, PERCPU_ARRAY, 2, __type(key, __u32); __type(value, __u32[3]))
MAP(lru, LRU_HASH, 256, __type(key, __u64); __type(value, __s8))
MAP(lru_percpu, LRU_PERCPU_HASH, 256, __type(key, __u64); __type(value, __s64))
/* sizes instead of types */
MAP(sized, HASH, 10, __uint(key_size, 12); __uint(value_size, 20))
/* flags, and a name that the kernel cuts to 15 characters */
MAP(not_preallocated_at_all, HASH, 1000, __uint(map_flags, BPF_F_NO_PREALLOC); __type(key, __u32); __type(value, __u32))
MAP(prefixes, LPM_TRIE, 16, __uint(map_flags, BPF_F_NO_PREALLOC); __uint(key_size, 8); __uint(value_size, 4))
MAP(counter, ARRAY, 1, __type(key, __u32); __type(value, __u64))
MAP(ring, RINGBUF, 8192)
MAP(user_ring, USER_RINGBUF, 4096)
/* no max_entries: the loader makes it one per CPU */
struct { __uint(type, BPF_MAP_TYPE_PERF_EVENT_ARRAY); __uint(key_size, 4); __uint(value_size, 4); } perf SEC(".maps");
MAP(stacks, STACK_TRACE, 32, __uint(key_size, 4); __uint(value_size, 127 * 8))
MAP(queue, QUEUE, 8, __type(value, __u64))
MAP(jumps, PROG_ARRAY, 3, __uint(key_size, 4); __uint(value_size, 4))

SEC("raw_tp/sys_enter")
int uses_two_maps(void *ctx)
{
	__u32 zero = 0;
	__u64 *value = bpf_map_lookup_elem(&counter, &zero);
	__u32 *three = bpf_map_lookup_elem(&percpu_array, &zero);

	if (value && three)
		three[1] += *value;
	return 0;
}

char LICENSE[] SEC("license") = "Dual MIT/GPL";
