/* What attaching and the statistics cost: programs that do nothing, one for each tracepoint of the others. */
#include "reference.h"

SEC("tp_btf/sys_enter")
int empty_sys_enter(__u64 *ctx)
{
	return 0;
}

SEC("tp_btf/task_rename")
int empty_rename(__u64 *ctx)
{
	return 0;
}

SEC("tp_btf/sched_wakeup")
int empty_wakeup(__u64 *ctx)
{
	return 0;
}

SEC("tp_btf/sched_switch")
int empty_switch(__u64 *ctx)
{
	return 0;
}
