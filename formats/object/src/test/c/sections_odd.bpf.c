/* Sections that look like a tracepoint's and are not, and kinds that belong to other parts of the kernel. */
#include "corpus.h"
#include <bpf/bpf_helpers.h>

#define PROGRAM(section, name, number) SEC(section) int name(void *ctx) { return number; }

PROGRAM("raw_tp/", nothing_after_slash, 1)
PROGRAM("tp/task_rename", category_missing, 2)
PROGRAM("tp/task/", event_missing, 3)
PROGRAM("raw_tpx/sys_enter", prefix_too_long, 4)
PROGRAM("raw_tracepoints/sys_enter", plural, 5)
PROGRAM("raw_tp.x/sys_enter", suffix_unknown, 6)
PROGRAM("tp_btf/nbd:", module_without_name, 7)
PROGRAM("tp_btf/:task_rename", name_without_module, 8)
PROGRAM("RAW_TP/sys_enter", upper_case, 9)
PROGRAM("kprobe/do_unlinkat", other_kind, 10)
PROGRAM("socket", socket_filter, 11)
PROGRAM("fancy/section", unknown, 12)

char LICENSE[] SEC("license") = "GPL";
