package dev.rawtap.cli.describe;

import java.util.Set;

/** What all examples have in common. */
final class ExampleFile {
    static final String HEADER = """
            #include <linux/bpf.h>
            #include <bpf/bpf_helpers.h>
            #include <bpf/bpf_tracing.h>

            """;

    static final String LICENSE = "\nchar LICENSE[] SEC(\"license\") = \"GPL\";\n";

    /** Words of C, and what BPF_PROG's own code is called. */
    private static final Set<String> TAKEN = Set.of(
            "auto",
            "break",
            "case",
            "char",
            "const",
            "continue",
            "ctx",
            "default",
            "do",
            "double",
            "else",
            "enum",
            "extern",
            "float",
            "for",
            "goto",
            "if",
            "inline",
            "int",
            "long",
            "register",
            "restrict",
            "return",
            "short",
            "signed",
            "sizeof",
            "static",
            "struct",
            "switch",
            "typedef",
            "union",
            "unsigned",
            "void",
            "volatile",
            "while");

    private ExampleFile() {}

    /** A name that C takes. */
    static String identifier(String name) {
        return TAKEN.contains(name) ? name + "_" : name;
    }

    /** The commands that make {@code NAME.bpf.c} and run it on one command, not on the whole machine. */
    static String commands(String name) {
        return """
                  clang -O2 -g -target bpf -I/usr/include/$(uname -m)-linux-gnu -c %1$s.bpf.c -o %1$s.bpf.o
                  rawtap run %1$s.bpf.o --command-only -- CMD
                """.formatted(name);
    }

    /** Adds lines, indented by two. */
    static void appendIndented(String lines, StringBuilder text) {
        for (String line : lines.split("\n", -1)) {
            text.append(line.isEmpty() ? "" : "  ").append(line).append('\n');
        }
        text.setLength(text.length() - 1);
    }
}
