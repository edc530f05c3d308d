/* Every way to name a program's section that the kernel's raw tracepoints, BTF tracepoints and classic tracepoints have.
 * Each program returns its own number, so that a test can tell them apart by their code. */
#include "corpus.h"
#include <bpf/bpf_helpers.h>

#define PROGRAM(section, name, number) SEC(section) int name(void *ctx) { return number; }

PROGRAM("raw_tp/sys_enter", raw_tp_named, 1)
PROGRAM("raw_tracepoint/sys_exit", raw_tracepoint_named, 2)
PROGRAM("raw_tp.w/bpf_test_finish", raw_tp_writable, 3)
PROGRAM("raw_tracepoint.w/bpf_test_finish", raw_tracepoint_writable, 4)
PROGRAM("tp_btf/task_rename", tp_btf_named, 5)
PROGRAM("tp_btf/nbd:nbd_send_request", tp_btf_of_module, 6)
PROGRAM("tp/task/task_rename", tp_named, 7)
PROGRAM("tracepoint/sched/sched_process_exit", tracepoint_named, 8)
PROGRAM("raw_tp.s/sys_enter", raw_tp_sleepable, 9)
PROGRAM("raw_tracepoint.s/sys_enter", raw_tracepoint_sleepable, 10)
PROGRAM("tp_btf.s/sys_enter", tp_btf_sleepable, 11)
PROGRAM("tp.s/raw_syscalls/sys_enter", tp_sleepable, 12)
PROGRAM("tracepoint.s/raw_syscalls/sys_exit", tracepoint_sleepable, 13)
PROGRAM("raw_tp", raw_tp_bare, 14)
PROGRAM("raw_tracepoint", raw_tracepoint_bare, 15)
PROGRAM("raw_tp.w", raw_tp_writable_bare, 16)
PROGRAM("raw_tracepoint.w", raw_tracepoint_writable_bare, 17)
PROGRAM("tp_btf", tp_btf_bare, 18)
PROGRAM("tp", tp_bare, 19)
PROGRAM("tracepoint", tracepoint_bare, 20)
PROGRAM("?raw_tp/sched_switch", raw_tp_optional, 21)
PROGRAM("?tp_btf/sched_switch", tp_btf_optional, 22)
PROGRAM("?raw_tp", raw_tp_bare_optional, 23)
/* Two programs in one section: the second starts at byte 16 of it. */
PROGRAM("raw_tp/task_newtask", first_of_two, 24)
PROGRAM("raw_tp/task_newtask", second_of_two, 25)

char LICENSE[] SEC("license") = "GPL";
