package dev.rawtap.ir.pass;

import dev.rawtap.ir.Operation;
import dev.rawtap.isa.Helper;

/** What a call of a helper does besides giving its result. The kernel says it in prose alone (bpf.h of 6.18). */
enum HelperEffect {
    /** Nothing, and the result is the same during one run of a program: it stays on its CPU and in its task. */
    FIXED,
    /** Nothing, but the result may be another the next time. */
    NONE,
    /** Writes the memory that its arguments say, and nothing else. */
    WRITES_ARGUMENTS,
    /** May write maps and memory reached through them, or be seen from outside. */
    ANY;

    static HelperEffect of(Helper helper) {
        return switch (helper.name()) {
            case "get_current_pid_tgid",
                    "get_current_uid_gid",
                    "get_current_task",
                    "get_current_task_btf",
                    "get_current_cgroup_id",
                    "get_current_ancestor_cgroup_id",
                    "get_smp_processor_id",
                    "get_numa_node_id",
                    "get_attach_cookie",
                    "get_func_ip",
                    "get_cgroup_classid",
                    "task_pt_regs",
                    "current_task_under_cgroup" -> FIXED;
            case "ktime_get_ns",
                    "ktime_get_boot_ns",
                    "ktime_get_coarse_ns",
                    "ktime_get_tai_ns",
                    "jiffies64",
                    "get_prandom_u32",
                    "map_lookup_elem",
                    "map_lookup_percpu_elem",
                    "per_cpu_ptr",
                    "this_cpu_ptr",
                    "strncmp",
                    "ringbuf_query" -> NONE;
            case "probe_read",
                    "probe_read_user",
                    "probe_read_kernel",
                    "probe_read_str",
                    "probe_read_user_str",
                    "probe_read_kernel_str",
                    "get_current_comm",
                    "get_ns_current_pid_tgid",
                    "get_stack",
                    "get_task_stack",
                    "get_branch_snapshot",
                    "snprintf",
                    "snprintf_btf",
                    "d_path",
                    "strtol",
                    "strtoul" -> WRITES_ARGUMENTS;
            default -> ANY;
        };
    }

    /** Whether a step may go when nobody uses its result. */
    static boolean removable(Operation operation) {
        return operation.removable()
                || (operation instanceof Operation.CallHelper(var helper, var _)
                        && of(helper).pure());
    }

    /** Whether two such steps give the same result, wherever they stand. */
    static boolean fixed(Operation operation) {
        return operation.pure()
                || (operation instanceof Operation.CallHelper(var helper, var _) && of(helper) == FIXED);
    }

    private boolean pure() {
        return this == FIXED || this == NONE;
    }
}
