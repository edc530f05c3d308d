/* libbpf's side of the load comparison: opens, loads and closes an object ROUNDS times; prints the median of each round's
 * milliseconds. Everything that libbpf keeps between loads is its own choice, as for ours.
 *
 *     load_bench OBJECT ROUNDS
 */
#include <bpf/libbpf.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

static double now(void)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	return time.tv_sec * 1e3 + time.tv_nsec / 1e6;
}

static int ascending(const void *left, const void *right)
{
	double difference = *(const double *)left - *(const double *)right;

	return (difference > 0) - (difference < 0);
}

int main(int count, char **arguments)
{
	int rounds = count == 3 ? atoi(arguments[2]) : 0;
	double *milliseconds = calloc(rounds > 0 ? rounds : 1, sizeof(double));

	if (rounds < 1 || !milliseconds) {
		fprintf(stderr, "usage: load_bench OBJECT ROUNDS\n");
		return 1;
	}
	for (int round = 0; round < rounds; round++) {
		double begin = now();
		struct bpf_object *object = bpf_object__open(arguments[1]);

		if (!object || bpf_object__load(object)) {
			fprintf(stderr, "load_bench: %s is not loaded\n", arguments[1]);
			return 1;
		}
		bpf_object__close(object);
		milliseconds[round] = now() - begin;
	}
	double first = milliseconds[0];
	qsort(milliseconds, rounds, sizeof(double), ascending);
	printf("side=libbpf rounds=%d first=%.2f median=%.2f\n", rounds, first, milliseconds[rounds / 2]);
	return 0;
}
