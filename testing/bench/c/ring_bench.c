/* The C side of the ring buffer comparison: libbpf's reader against the producer in ring_bench.bpf.o.
 *
 *     ring_bench OBJECT concurrent poll|consume|rest=MICROSECONDS [SECONDS]   records per second received, and lost
 *     ring_bench OBJECT drain [ROUNDS]                                        ns per record of ring_buffer__consume alone
 *     ring_bench OBJECT stalls [SECONDS]                                      records that waited over 100 ms for a sleeping reader
 *
 * RING_BYTES sets the size of the ring, RUN_RECORDS the records per run. The producer is on CPU 1, the reader on CPU 0.
 * One line of key=value on standard output. */
#define _GNU_SOURCE
#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <errno.h>
#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum { READER_CPU = 0, PRODUCER_CPU = 1, RECORD_BYTES = 64, HEADER_BYTES = 8 };
static const __u64 STALL_NANOSECONDS = 100 * 1000 * 1000;

struct record { __u64 sequence, nanoseconds, unused[6]; };
struct totals { __u64 sent, lost; };

static int program, totals_map;
static __u64 ring_bytes = 32 << 20, run_records = 50000;
static atomic_bool stopping;

/* what the reader saw; a callback may not be inlined into libbpf, so this is all it does per record */
static struct {
	__u64 received, gaps, backwards, next, stalls, oldest;
	int timed;
} seen;

static void die(const char *what)
{
	fprintf(stderr, "ring_bench: %s: %s\n", what, strerror(errno));
	exit(1);
}

static __u64 now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec * 1000000000ULL + t.tv_nsec;
}

static void pin_reader(void)
{
	cpu_set_t set;

	CPU_ZERO(&set);
	CPU_SET(READER_CPU, &set);
	if (sched_setaffinity(0, sizeof(set), &set))
		die("sched_setaffinity");
}

static void produce(__u64 records, __u64 stamped)
{
	__u64 arguments[2] = { records, stamped };
	LIBBPF_OPTS(bpf_test_run_opts, run, .ctx_in = arguments, .ctx_size_in = sizeof(arguments));

	if (bpf_prog_test_run_opts(program, &run))
		die("test run of the producer");
}

static void *produce_always(void *unused)
{
	while (!stopping)
		produce(run_records, 0);
	return unused;
}

/* On its CPU from the start: beside a reader that spins it might wait long for its first turn. */
static pthread_t start_producer(void *(*producer)(void *))
{
	pthread_t thread;
	pthread_attr_t attributes;
	cpu_set_t set;

	CPU_ZERO(&set);
	CPU_SET(PRODUCER_CPU, &set);
	pthread_attr_init(&attributes);
	pthread_attr_setaffinity_np(&attributes, sizeof(set), &set);
	errno = pthread_create(&thread, &attributes, producer, NULL);
	if (errno)
		die("starting the producer (two CPUs are needed)");
	pthread_attr_destroy(&attributes);
	return thread;
}

/* Small bursts with pauses around the time that falling asleep takes: the reader's last look races with the next record. */
static void *produce_in_bursts(void *unused)
{
	unsigned random = 1;

	while (!stopping) {
		produce(1 + rand_r(&random) % 8, 1);
		for (__u64 end = now() + rand_r(&random) % 60000; now() < end;)
			;
	}
	return unused;
}

static int on_record(void *context, void *data, size_t bytes)
{
	struct record *record = data;

	(void)context;
	(void)bytes;
	if (record->sequence != seen.next) {
		if (record->sequence < seen.next)
			seen.backwards++;
		else
			seen.gaps += record->sequence - seen.next;
	}
	seen.next = record->sequence + 1;
	seen.received++;
	if (seen.timed) {
		__u64 age = now() - record->nanoseconds;

		seen.stalls += age > STALL_NANOSECONDS;
		seen.oldest = age > seen.oldest ? age : seen.oldest;
	}
	return 0;
}

static struct totals totals(void)
{
	int cpus = libbpf_num_possible_cpus(), key = 0;
	struct totals each[cpus], sum = { 0, 0 };

	if (bpf_map_lookup_elem(totals_map, &key, each))
		die("reading the totals");
	for (int cpu = 0; cpu < cpus; cpu++) {
		sum.sent += each[cpu].sent;
		sum.lost += each[cpu].lost;
	}
	return sum;
}

static void read_for(struct ring_buffer *ring, const char *reader, __u64 nanoseconds)
{
	int rest = sscanf(reader, "rest=%d", &rest) == 1 ? rest : -1;
	__u64 end = now() + nanoseconds;

	while (now() < end) {
		int got = strcmp(reader, "poll") ? ring_buffer__consume(ring) : ring_buffer__poll(ring, 100);

		if (got < 0 && got != -EINTR)
			die("reading the ring");
		if (rest >= 0)
			usleep(rest);
	}
}

static void concurrent(struct ring_buffer *ring, const char *reader, double seconds, void *(*producer)(void *))
{
	pthread_t thread;
	__u64 start, end;

	pin_reader();
	start = now();
	thread = start_producer(producer);
	read_for(ring, reader, seconds * 1e9);
	end = now();
	__u64 received = seen.received; /* the rate counts what was read while the producer ran */
	stopping = 1;
	pthread_join(thread, NULL);
	while (ring_buffer__consume(ring) > 0)
		;
	struct totals sum = totals(); /* lost also counts what was lost after the last record, which leaves no gap */
	printf("mode=%s reader=%s seconds=%.2f rate=%.0f received=%llu sent=%llu lost=%llu gaps=%llu backwards=%llu",
	       seen.timed ? "stalls" : "concurrent", reader, (end - start) / 1e9, received / ((end - start) / 1e9), seen.received, sum.sent,
	       sum.lost, seen.gaps, seen.backwards);
	if (seen.timed)
		printf(" stalls=%llu oldest_us=%.1f", seen.stalls, seen.oldest / 1e3);
	printf(" ring_bytes=%llu\n", ring_bytes);
}

static int by_size(const void *left, const void *right)
{
	double difference = *(const double *)left - *(const double *)right;

	return (difference > 0) - (difference < 0);
}

static void drain(struct ring_buffer *ring, int rounds)
{
	__u64 fits = (ring_bytes - 1) / (RECORD_BYTES + HEADER_BYTES), lost = 0;
	double read[rounds], fill[rounds];

	pin_reader();
	for (int round = 0; round < rounds; round++) {
		__u64 before = now(), filled, end;

		produce(fits, 0);
		filled = now();
		int got = ring_buffer__consume(ring);
		end = now();
		if ((__u64)got != fits)
			lost += fits - got;
		fill[round] = (double)(filled - before) / fits;
		read[round] = (double)(end - filled) / fits;
	}
	qsort(read, rounds, sizeof(double), by_size);
	qsort(fill, rounds, sizeof(double), by_size);
	printf("mode=drain reader=consume rounds=%d records=%llu drain_ns=%.2f drain_ns_best=%.2f fill_ns=%.2f lost=%llu ring_bytes=%llu\n",
	       rounds, fits, read[rounds / 2], read[0], fill[rounds / 2], lost, ring_bytes);
}

int main(int count, char **arguments)
{
	const char *mode = count > 2 ? arguments[2] : "";
	struct bpf_object *object = count > 2 ? bpf_object__open(arguments[1]) : NULL;

	if (!object || (!strcmp(mode, "concurrent") && count < 4)) {
		fprintf(stderr, "usage: ring_bench OBJECT concurrent poll|consume|rest=US [SECONDS] | drain [ROUNDS] | stalls [SECONDS]\n");
		return 1;
	}
	ring_bytes = getenv("RING_BYTES") ? strtoull(getenv("RING_BYTES"), NULL, 0) : ring_bytes;
	run_records = getenv("RUN_RECORDS") ? strtoull(getenv("RUN_RECORDS"), NULL, 0) : run_records;
	struct bpf_map *events = bpf_object__find_map_by_name(object, "events");
	bpf_map__set_max_entries(events, ring_bytes);
	if (bpf_object__load(object))
		die("loading the producer");
	program = bpf_program__fd(bpf_object__find_program_by_name(object, "produce"));
	totals_map = bpf_object__find_map_fd_by_name(object, "totals");
	struct ring_buffer *ring = ring_buffer__new(bpf_map__fd(events), on_record, NULL, NULL);
	if (!ring)
		die("mapping the ring");
	if (!strcmp(mode, "concurrent")) {
		concurrent(ring, arguments[3], count > 4 ? atof(arguments[4]) : 5, produce_always);
	} else if (!strcmp(mode, "stalls")) {
		seen.timed = 1;
		concurrent(ring, "poll", count > 3 ? atof(arguments[3]) : 60, produce_in_bursts);
	} else if (!strcmp(mode, "drain")) {
		drain(ring, count > 3 ? atoi(arguments[3]) : 9);
	} else {
		fprintf(stderr, "ring_bench: no mode '%s'; modes: concurrent, drain, stalls\n", mode);
		return 1;
	}
	ring_buffer__free(ring);
	bpf_object__close(object);
	return 0;
}
