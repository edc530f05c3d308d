package dev.rawtap.cli;

import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/** Options and operands in the shapes that commands use. */
final class Options {
    /** Where the kernel's types come from. */
    static final String BTF = "--btf";

    private Options() {}

    /** Types that the kernel does not have itself. */
    static OptionSpec btf() {
        return option(
                "FILE",
                "Take the kernel's types from FILE, such as a copy of /sys/kernel/btf/vmlinux of the same build, or 'none'.",
                BTF);
    }

    /** An option that is there or not. */
    static OptionSpec flag(String description, String... names) {
        return OptionSpec.builder(names)
                .type(boolean.class)
                .arity("0")
                .description(description)
                .build();
    }

    /** An option with a value, which {@code label} names. */
    static OptionSpec option(String label, String description, String... names) {
        return OptionSpec.builder(names)
                .paramLabel(label)
                .type(String.class)
                .arity("1")
                .description(description)
                .build();
    }

    /** An operand that must be there. */
    static PositionalParamSpec operand(String label, String description) {
        return operand(label, description, "1");
    }

    /** An operand that may be there. */
    static PositionalParamSpec optionalOperand(String label, String description) {
        return operand(label, description, "0..1");
    }

    /** An operand that may be there, behind others. */
    static PositionalParamSpec optionalOperandAt(int index, String label, String description) {
        return operand(index, label, description, "0..1");
    }

    /** An operand that must be there, behind others. */
    static PositionalParamSpec operandAt(int index, String label, String description) {
        return operand(index, label, description, "1");
    }

    private static PositionalParamSpec operand(String label, String description, String arity) {
        return operand(0, label, description, arity);
    }

    private static PositionalParamSpec operand(int index, String label, String description, String arity) {
        return PositionalParamSpec.builder()
                .index(Integer.toString(index))
                .arity(arity)
                .paramLabel(label)
                .type(String.class)
                .description(description)
                .build();
    }
}
