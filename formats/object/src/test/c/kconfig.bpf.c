/* Kernel options of every kind; CONFIG_TEST_* are given by the test, the others are the kernel's or the loader's. */
#include "corpus.h"
#include <bpf/bpf_helpers.h>

extern int LINUX_KERNEL_VERSION __kconfig;
extern _Bool LINUX_HAS_BPF_COOKIE __kconfig __weak;
extern unsigned char LINUX_HAS_SYSCALL_WRAPPER __kconfig;
extern _Bool CONFIG_BPF_SYSCALL __kconfig;
extern int CONFIG_HZ __kconfig;
extern _Bool CONFIG_TEST_BOOL __kconfig;
extern enum libbpf_tristate CONFIG_TEST_MODULE __kconfig;
extern char CONFIG_TEST_CHARACTER __kconfig;
extern short CONFIG_TEST_NEGATIVE __kconfig;
extern unsigned long long CONFIG_TEST_WIDE __kconfig;
extern char CONFIG_TEST_TEXT[8] __kconfig;
extern int CONFIG_TEST_ABSENT __kconfig __weak;

struct values {
	__u64 version, cookie, wrapper, syscall, hz, boolean, module, character, wide, absent;
	__s64 negative;
	char text[8];
} values;

SEC("raw_tp/sys_enter")
int read_options(void *ctx)
{
	values.version = LINUX_KERNEL_VERSION;
	values.cookie = LINUX_HAS_BPF_COOKIE;
	values.wrapper = LINUX_HAS_SYSCALL_WRAPPER;
	values.syscall = CONFIG_BPF_SYSCALL;
	values.hz = CONFIG_HZ;
	values.boolean = CONFIG_TEST_BOOL;
	values.module = CONFIG_TEST_MODULE;
	values.character = CONFIG_TEST_CHARACTER;
	values.negative = CONFIG_TEST_NEGATIVE;
	values.wide = CONFIG_TEST_WIDE;
	values.absent = CONFIG_TEST_ABSENT;
	for (int i = 0; i < sizeof(values.text); i++)
		values.text[i] = CONFIG_TEST_TEXT[i];
	/* No kernel accepts the call: the verifier must see that it is not reached. */
	if (LINUX_KERNEL_VERSION < 0x10000)
		((void (*)(void))99999)();
	return 0;
}

char LICENSE[] SEC("license") = "GPL";
