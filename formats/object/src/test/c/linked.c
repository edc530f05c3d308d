/* What libbpf makes of an object before it gives it to the kernel: one line for each program, its name and its
 * instructions in hex, immediates of map references left out. Loads the objects: needs root.
 *
 *     cc -o linked linked.c -lbpf && ./linked OBJECT... > ../resources/golden/linked.txt
 */
#include <bpf/libbpf.h>
#include <linux/bpf.h>
#include <stdio.h>
#include <string.h>

static int quiet(enum libbpf_print_level level, const char *format, va_list arguments)
{
	return 0;
}

static void print(const char *file, const struct bpf_program *program)
{
	const struct bpf_insn *code = bpf_program__insns(program);
	const char *name = strrchr(file, '/');

	printf("%s %s", name ? name + 1 : file, bpf_program__name(program));
	for (size_t i = 0; i < bpf_program__insn_cnt(program); i++) {
		struct bpf_insn one = code[i];
		const unsigned char *bytes = (const unsigned char *)&one;

		if (one.code == (BPF_LD | BPF_IMM | BPF_DW) && (one.src_reg == 1 || one.src_reg == 2))
			one.imm = 0;
		printf(" ");
		for (size_t byte = 0; byte < sizeof(one); byte++)
			printf("%02x", bytes[byte]);
	}
	printf("\n");
}

int main(int count, char **arguments)
{
	libbpf_set_print(quiet);
	for (int i = 1; i < count; i++) {
		struct bpf_object *object = bpf_object__open(arguments[i]);
		struct bpf_program *program;

		if (!object || bpf_object__load(object))
			return 1;
		bpf_object__for_each_program(program, object)
			print(arguments[i], program);
		bpf_object__close(object);
	}
	return 0;
}
