/* CO-RE relocations of types and enum values, kinds 6 to 12 (12 needs a newer clang than 14). */
#include "corpus.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_core_read.h>

struct task_struct { int tgid; } __attribute__((preserve_access_index));
struct pid_namespace { int level; } __attribute__((preserve_access_index));
struct no_such_struct { int field; } __attribute__((preserve_access_index));
enum pid_type { PIDTYPE_PID = 77, PIDTYPE_TGID = 78, PIDTYPE_NO_SUCH = 79 }; /* the kernel's are 0 and 1 */

#define PROGRAM(name) SEC("raw_tp/task_rename") int name(struct bpf_raw_tracepoint_args *ctx)

PROGRAM(type_id_local) { return bpf_core_type_id_local(struct task_struct); }		/* kind 6 */
PROGRAM(type_id_target) { return bpf_core_type_id_kernel(struct task_struct); }		/* kind 7 */
PROGRAM(type_exists) { return bpf_core_type_exists(struct task_struct); }		/* kind 8: 1 */
PROGRAM(type_missing) { return bpf_core_type_exists(struct no_such_struct); }		/* kind 8: 0 */
PROGRAM(type_size) { return bpf_core_type_size(struct pid_namespace); }			/* kind 9 */
PROGRAM(enum_value_exists) { return bpf_core_enum_value_exists(enum pid_type, PIDTYPE_TGID); }	/* kind 10: 1 */
PROGRAM(enum_value_missing) { return bpf_core_enum_value_exists(enum pid_type, PIDTYPE_NO_SUCH); }	/* kind 10: 0 */
PROGRAM(enum_value) { return bpf_core_enum_value(enum pid_type, PIDTYPE_TGID); }	/* kind 11: 1 */
#if __clang_major__ >= 15
PROGRAM(type_matches) { return __builtin_preserve_type_info(*(struct task_struct *)0, 2); }	/* kind 12 */
#endif

char LICENSE[] SEC("license") = "GPL";
