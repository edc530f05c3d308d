package dev.rawtap.cli.describe;

import dev.rawtap.syscall.Architecture;
import dev.rawtap.syscall.Argument;
import dev.rawtap.syscall.Representation;
import dev.rawtap.syscall.Syscall;
import dev.rawtap.syscall.SyscallRegisters;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** A complete C program that prints each use of one system call: its first text argument, else its first two numbers. */
final class SyscallExample {
    private SyscallExample() {}

    /** The program's text, for the call's own architecture. */
    static String of(Syscall call) {
        Optional<Argument> path = call.arguments().stream()
                .filter(argument -> argument.representation() == Representation.USER_STRING)
                .findFirst();
        List<Argument> read = path.map(List::of)
                .orElseGet(() ->
                        call.arguments().subList(0, Math.min(2, call.arguments().size())));
        StringBuilder text = new StringBuilder(ExampleFile.HEADER);
        text.append(read.isEmpty() ? "struct pt_regs;\n" : registers(call, read));
        text.append("\nSEC(\"tp_btf/sys_enter\")\nint BPF_PROG(on_").append(call.name());
        text.append(", struct pt_regs *regs, long id)\n{\n");
        if (path.isPresent()) {
            text.append("\tchar ").append(local(path.get())).append("[128] = {};\n\n");
        }
        text.append("\tif (id != ").append(call.number()).append(")\n\t\treturn 0;\n");
        path.ifPresent(argument -> text.append("\tbpf_probe_read_user_str(%1$s, sizeof(%1$s), (void *)regs->%2$s);\n"
                .formatted(local(argument), call.register(argument).field())));
        text.append("\tbpf_printk(\"").append(call.name());
        read.forEach(argument -> text.append(' ').append(argument.name()).append(path.isPresent() ? "=%s" : "=%lx"));
        text.append('"');
        read.forEach(argument -> text.append(", ")
                .append(
                        path.isPresent()
                                ? local(argument)
                                : "regs->" + call.register(argument).field()));
        return text.append(");\n\treturn 0;\n}\n").append(ExampleFile.LICENSE).toString();
    }

    private static String local(Argument argument) {
        return ExampleFile.identifier(argument.name());
    }

    /** Only the members that are read; the loader finds their offsets (CO-RE). */
    private static String registers(Syscall call, List<Argument> read) {
        Set<String> members = new LinkedHashSet<>();
        for (Argument argument : read) {
            String field = call.register(argument).field();
            int bracket = field.indexOf('[');
            members.add(bracket < 0 ? field : field.substring(0, bracket) + "[" + registerCount(call) + "]");
        }
        return "struct pt_regs {\n\tunsigned long " + String.join(", ", members)
                + ";\n} __attribute__((preserve_access_index));\n";
    }

    /** Members of the array of arm64, x0 to x30. */
    private static int registerCount(Syscall call) {
        return call.architecture() == Architecture.ARM64 ? 31 : SyscallRegisters.MAX_ARGUMENTS;
    }
}
