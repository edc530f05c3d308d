/* The record that the three renaming examples send, and the buffer that carries it. */
#pragma once

struct rename {
	__u32 pid;
	__u32 parent_pid;
	char old_comm[COMM_BYTES];
	char new_comm[COMM_BYTES];
};

struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, 64 * 1024);
} events SEC(".maps");
