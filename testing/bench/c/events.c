/* Makes events on one CPU for the measurements of generated code: events KIND COUNT CPU.
 *
 * getppid   COUNT calls of getppid
 * rename    COUNT calls of prctl(PR_SET_NAME), each one task_rename
 * unlinkat  COUNT calls of unlinkat with a path of 40 bytes that does not exist
 * switch    COUNT/2 switches between two processes that send one byte to and fro through pipes, each with a wake-up
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

static const char *const path = "/tmp/rawtap-bench-a-path-of-forty-bytes.";

static void fail(const char *what)
{
	perror(what);
	exit(1);
}

static void ping(int from, int to, long rounds)
{
	char byte = 0;

	for (long i = 0; i < rounds; i++)
		if (write(to, &byte, 1) != 1 || read(from, &byte, 1) != 1)
			fail("pipe");
}

static void pong(int from, int to, long rounds)
{
	char byte;

	for (long i = 0; i < rounds; i++)
		if (read(from, &byte, 1) != 1 || write(to, &byte, 1) != 1)
			fail("pipe");
}

static void switches(long count)
{
	int there[2], back[2], status;
	pid_t child;

	if (pipe(there) || pipe(back))
		fail("pipe");
	child = fork();
	if (child < 0)
		fail("fork");
	if (child == 0) {
		pong(there[0], back[1], count / 4);
		_exit(0);
	}
	ping(back[0], there[1], count / 4);
	if (waitpid(child, &status, 0) < 0 || status != 0)
		fail("child");
}

int main(int arguments, char **argument)
{
	long count = arguments == 4 ? atol(argument[2]) : 0;
	cpu_set_t cpu;

	if (count <= 0) {
		fprintf(stderr, "usage: events getppid|rename|unlinkat|switch COUNT CPU\n");
		return 1;
	}
	CPU_ZERO(&cpu);
	CPU_SET(atoi(argument[3]), &cpu);
	if (sched_setaffinity(0, sizeof(cpu), &cpu))
		fail("bind to CPU");
	if (!strcmp(argument[1], "getppid"))
		for (long i = 0; i < count; i++)
			syscall(SYS_getppid);
	else if (!strcmp(argument[1], "rename"))
		for (long i = 0; i < count; i++)
			prctl(PR_SET_NAME, "rawtap-bench");
	else if (!strcmp(argument[1], "unlinkat"))
		for (long i = 0; i < count; i++)
			unlinkat(AT_FDCWD, path, 0);
	else if (!strcmp(argument[1], "switch"))
		switches(count);
	else
		fail(argument[1]);
	return 0;
}
