package dev.rawtap.cli.describe;

import dev.rawtap.cli.catalog.ProbeName;
import dev.rawtap.cli.text.Columns;
import dev.rawtap.syscall.Architecture;
import dev.rawtap.syscall.Argument;
import dev.rawtap.syscall.ConstantSet;
import dev.rawtap.syscall.Register;
import dev.rawtap.syscall.Syscall;
import dev.rawtap.syscall.SyscallRegisters;
import dev.rawtap.syscall.SyscallTable;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import tools.jackson.core.JsonGenerator;

/**
 * A system call, on every architecture that has it.
 *
 * @param call on the machine's own architecture
 */
public record SyscallDescription(Syscall call) implements Description {
    private static final int FOURTH = 3;
    private static final int NAMES = 12;

    /** The call on each architecture, the machine's own first. */
    private List<Syscall> everywhere() {
        List<Syscall> calls = new ArrayList<>();
        calls.add(call);
        for (Architecture other : Architecture.values()) {
            if (other != call.architecture()) {
                SyscallTable.of(other).byName(call.name()).ifPresent(calls::add);
            }
        }
        return calls;
    }

    @Override
    public String text(boolean verbose) {
        StringBuilder text = new StringBuilder(ProbeName.syscall(call.name()).text());
        text.append("\n  ").append(call.prototype()).append("\n\n");
        numbers().appendTo(text);
        text.append("\nregisters at sys_enter: name, field of struct pt_regs, its offset in bytes\n");
        registers().appendTo(text);
        if (call.architecture() == Architecture.X86_64 && call.arguments().size() > FOURTH) {
            text.append(
                            "  the fourth argument is r10, not cx: PT_REGS_PARM4_CORE reads cx, which holds the return address;")
                    .append(" PT_REGS_PARM4_CORE_SYSCALL reads r10\n");
        }
        Columns values = values(verbose);
        if (!values.isEmpty()) {
            text.append("\nnames of values\n");
            values.appendTo(text);
        }
        text.append("\ntracing\n");
        tracing().appendTo(text);
        text.append("\nexample: ").append(call.name()).append(".bpf.c\n");
        ExampleFile.appendIndented(SyscallExample.of(call), text);
        return text.append("\nto run it\n")
                .append(ExampleFile.commands(call.name()))
                .toString();
    }

    private Columns numbers() {
        Columns table = new Columns(2);
        table.row("architecture", "number", "kernel function", "prototype");
        for (Syscall each : everywhere()) {
            String prototype = each.prototype().equals(call.prototype()) ? "the same" : each.prototype();
            table.row(
                    each.architecture().toString(),
                    Integer.toString(each.number()),
                    each.implemented() ? each.function() : "none: always ENOSYS",
                    each.equals(call) ? "" : prototype);
        }
        return table;
    }

    private Columns registers() {
        Columns table = new Columns(2);
        List<Syscall> calls = everywhere();
        List<String> head = new ArrayList<>(List.of(""));
        calls.forEach(each -> head.add(each.architecture().toString()));
        table.row(head);
        int most =
                calls.stream().mapToInt(each -> each.arguments().size()).max().orElse(0);
        for (int i = 0; i < most; i++) {
            List<String> row = new ArrayList<>();
            row.add(i < call.arguments().size() ? call.arguments().get(i).declaration() : "argument " + i);
            for (Syscall each : calls) {
                row.add(
                        i < each.arguments().size()
                                ? place(each.register(each.arguments().get(i)))
                                : "-");
            }
            table.row(row);
        }
        table.row(special("number", calls, true));
        table.row(special("result, at sys_exit", calls, false));
        return table;
    }

    private static List<String> special(String title, List<Syscall> calls, boolean number) {
        List<String> row = new ArrayList<>(List.of(title));
        for (Syscall each : calls) {
            SyscallRegisters registers = SyscallRegisters.of(each.architecture());
            row.add(place(number ? registers.number() : registers.result()));
        }
        return row;
    }

    private static String place(Register register) {
        return register.name() + " " + register.field() + " " + register.offset();
    }

    private Columns values(boolean verbose) {
        Columns table = new Columns(2);
        for (Argument argument : call.arguments()) {
            Optional<ConstantSet> set = call.constants(argument);
            if (set.isPresent()) {
                List<String> names = names(set.get());
                boolean cut = !verbose && names.size() > NAMES;
                String shown = String.join(", ", cut ? names.subList(0, NAMES) : names);
                String rest = cut ? ", ... " + (names.size() - NAMES) + " more: -v" : "";
                table.row(argument.name(), set.get().name(), shown + rest);
            }
        }
        return table;
    }

    /** A field of more names than are shown, such as the signal in clone's flags, comes last: it would hide the flags. */
    private static List<String> names(ConstantSet set) {
        Map<Long, Long> sizes = set.constants().stream()
                .collect(Collectors.groupingBy(ConstantSet.Constant::mask, Collectors.counting()));
        return set.constants().stream()
                .sorted(Comparator.comparing(constant -> sizes.getOrDefault(constant.mask(), 0L) > NAMES))
                .map(ConstantSet.Constant::name)
                .toList();
    }

    private Columns tracing() {
        Columns lines = new Columns(2);
        lines.row("raw sys_enter", "(struct pt_regs *regs, long id): id is the number, arguments are in regs as above");
        lines.row("raw sys_exit", "(struct pt_regs *regs, long ret): ret is the result or -errno, the number in regs");
        call.architecture().of32BitCallers().ifPresent(narrow -> {
            lines.row(
                    "32-bit callers",
                    "also arrive there, with the numbers and registers of %s: %s"
                            .formatted(
                                    narrow,
                                    SyscallTable.of(narrow)
                                            .byNumber(call.number())
                                            .map(other -> call.number() + " is their " + other.name())
                                            .orElse(call.number() + " is none of theirs")));
            lines.row(
                    "",
                    narrow == Architecture.I386
                            ? "the current task's thread_info.status & 2 tells them"
                            : "regs->pstate & 16 tells them");
            SyscallTable.of(narrow)
                    .byName(call.name())
                    .ifPresent(theirs -> lines.row("", "in scripts: syscall:%s:%s".formatted(narrow, theirs.name())));
        });
        call.tracepointName()
                .ifPresent(name -> lines.row(
                        "classic",
                        "tracepoint:syscalls:sys_enter_%s costs %s as much (%s against %s, %s)"
                                .formatted(
                                        name,
                                        HookCost.CLASSIC_SYSCALL.comparedTo(HookCost.RAW),
                                        HookCost.CLASSIC_SYSCALL,
                                        HookCost.RAW,
                                        HookCost.MEASURED)));
        return lines;
    }

    @Override
    public void writeTo(JsonGenerator json) {
        json.writeStartObject();
        json.writeStringProperty("probe", ProbeName.syscall(call.name()).text());
        json.writeStringProperty("kind", "syscall");
        json.writeStringProperty("name", call.name());
        json.writeStringProperty("prototype", call.prototype());
        json.writeArrayPropertyStart("architectures");
        everywhere().forEach(each -> write(each, json));
        json.writeEndArray();
        json.writeStringProperty("example", SyscallExample.of(call));
        json.writeEndObject();
    }

    private static void write(Syscall each, JsonGenerator json) {
        SyscallRegisters registers = SyscallRegisters.of(each.architecture());
        json.writeStartObject();
        json.writeStringProperty("architecture", each.architecture().toString());
        json.writeNumberProperty("number", each.number());
        json.writeStringProperty("function", each.function());
        json.writeStringProperty("prototype", each.prototype());
        json.writeArrayPropertyStart("arguments");
        for (Argument argument : each.arguments()) {
            json.writeStartObject();
            json.writeStringProperty("name", argument.name());
            json.writeStringProperty("type", argument.type());
            writePlace(each.register(argument), json);
            each.constants(argument).ifPresent(set -> {
                json.writeArrayPropertyStart("values");
                set.constants().forEach(constant -> json.writeString(constant.name()));
                json.writeEndArray();
            });
            json.writeEndObject();
        }
        json.writeEndArray();
        writeRegister("number_register", registers.number(), json);
        writeRegister("result_register", registers.result(), json);
        json.writeEndObject();
    }

    private static void writeRegister(String property, Register register, JsonGenerator json) {
        json.writeObjectPropertyStart(property);
        writePlace(register, json);
        json.writeEndObject();
    }

    private static void writePlace(Register register, JsonGenerator json) {
        json.writeStringProperty("register", register.name());
        json.writeStringProperty("field", register.field());
        json.writeNumberProperty("offset", register.offset());
    }
}
