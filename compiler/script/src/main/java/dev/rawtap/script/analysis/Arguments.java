package dev.rawtap.script.analysis;

import dev.rawtap.base.Span;
import dev.rawtap.btf.Btf;
import dev.rawtap.btf.Field;
import dev.rawtap.btf.tracepoint.RawTracepoint;
import dev.rawtap.script.syntax.TypeName;
import dev.rawtap.script.type.ScriptType;
import dev.rawtap.script.type.ScriptType.Space;
import dev.rawtap.script.typed.ProbeKind;
import dev.rawtap.script.typed.TypedExpression;
import dev.rawtap.syscall.Architecture;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What a probe is given: {@code args}, {@code arg0} and on, {@code ctx}. */
final class Arguments {
    /** What helps where a kernel has no BTF. */
    static final String NO_TYPES =
            "this kernel does not tell its types: give them by BPFTRACE_BTF=FILE or --btf FILE, or run a kernel with"
                    + " CONFIG_DEBUG_INFO_BTF";

    private static final String LOCATION = "__data_loc_";

    private final Elaborator elaborator;
    private final Problems problems;

    Arguments(Elaborator elaborator) {
        this.elaborator = elaborator;
        this.problems = elaborator.problems();
    }

    /** Whether a name is {@code args}, {@code ctx} or {@code argN}. */
    static boolean isName(String name) {
        return name.equals("args") || name.equals("ctx") || index(name) >= 0;
    }

    private static int index(String name) {
        if (name.length() < 4 || name.length() > 5 || !name.startsWith("arg")) {
            return -1;
        }
        String digits = name.substring(3);
        return digits.chars().allMatch(Character::isDigit) ? Integer.parseInt(digits) : -1;
    }

    /** {@code args}, {@code ctx} or {@code argN} as a value. */
    TypedExpression named(String name, Span at) {
        return switch (name) {
            case "args" -> all(at);
            case "ctx" -> context(at);
            default -> raw(name, index(name), at);
        };
    }

    /** {@code args.name}. */
    TypedExpression field(Span args, String name, Span at) {
        return switch (elaborator.body().kind().orElse(null)) {
            case ProbeKind.RawTracepointEvent(RawTracepoint tracepoint) -> parameter(tracepoint, name, at);
            case ProbeKind.SyscallEnter(var syscall) ->
                SyscallTypes.of(elaborator)
                        .entry(syscall, name, at)
                        .orElseGet(() -> noField(name, at, SyscallTypes.entryNames(syscall)));
            case ProbeKind.SyscallExit(var syscall) ->
                SyscallTypes.of(elaborator)
                        .exit(syscall, name, at)
                        .orElseGet(() -> noField(name, at, SyscallTypes.EXIT_NAMES));
            case ProbeKind.SyscallCall(var syscall) ->
                SyscallTypes.of(elaborator)
                        .call(syscall, name, at)
                        .orElseGet(() -> noField(name, at, SyscallTypes.callNames(syscall)));
            case ProbeKind.Tracepoint tracepoint -> record(tracepoint, name, at);
            case null, default -> refuse(args);
        };
    }

    private TypedExpression noField(String name, Span at, List<String> names) {
        problems.errorNear(
                "unknown-field",
                at,
                "Struct/union of type 'struct %s_args' does not contain a field named '%s'"
                        .formatted(elaborator.body().name(), name),
                name,
                names);
        return Unknown.at(at);
    }

    private TypedExpression refuse(Span at) {
        if (elaborator.body().unknown()) {
            return Unknown.at(at);
        }
        problems.error(
                "not-here",
                at,
                "The args builtin can only be used with tracepoint, rawtracepoint, fentry/fexit, and uprobe probes (%s used here)"
                        .formatted(elaborator.body().groupName()));
        return Unknown.at(at);
    }

    private TypedExpression parameter(RawTracepoint tracepoint, String name, Span at) {
        List<RawTracepoint.Parameter> parameters = tracepoint.parameters();
        for (int i = 0; i < parameters.size(); i++) {
            if (parameters.get(i).name().equals(name)) {
                return parameter(tracepoint, i, at);
            }
        }
        if (elaborator.knowledge().options().target().btf().isEmpty()) {
            problems.error(
                    "unknown-field", at, "Can't find function parameter " + name, "write arg0 and on; " + NO_TYPES);
            return Unknown.at(at);
        }
        problems.errorNear(
                "unknown-field",
                at,
                "Can't find function parameter " + name,
                name,
                parameters.stream().map(RawTracepoint.Parameter::name).toList());
        return Unknown.at(at);
    }

    private static TypedExpression parameter(RawTracepoint tracepoint, int index, Span at) {
        return new TypedExpression.Argument(
                index,
                BtfTypes.of(tracepoint.btf(), tracepoint.parameters().get(index).type(), Space.KERNEL),
                at);
    }

    private TypedExpression all(Span at) {
        return switch (elaborator.body().kind().orElse(null)) {
            case ProbeKind.RawTracepointEvent(RawTracepoint tracepoint) -> {
                var fields = new ArrayList<ScriptType.Field>();
                for (int i = 0; i < tracepoint.parameters().size(); i++) {
                    fields.add(new ScriptType.Field(
                            tracepoint.parameters().get(i).name(),
                            parameter(tracepoint, i, at).type()));
                }
                yield new TypedExpression.Arguments(new ScriptType.RecordType(fields), at);
            }
            case ProbeKind.SyscallEnter(var syscall) ->
                SyscallTypes.of(elaborator).all(syscall, at);
            case ProbeKind.SyscallCall(var syscall) ->
                SyscallTypes.of(elaborator).all(syscall, at);
            case ProbeKind.SyscallExit(var syscall) ->
                SyscallTypes.of(elaborator).exit(syscall, at);
            case ProbeKind.Tracepoint(var _, var _, ScriptType.Composite record) ->
                new TypedExpression.Dereference(pointer(record, at), record, at);
            case null, default -> refuse(at);
        };
    }

    private static TypedExpression pointer(ScriptType.Composite record, Span at) {
        return new TypedExpression.ContextPointer(new ScriptType.Pointer(record, Space.KERNEL), at);
    }

    /** A field of a tracepoint's record, where fields of varying length are 16 bits of place and 16 of length. */
    private TypedExpression record(ProbeKind.Tracepoint tracepoint, String name, Span at) {
        ScriptType.Composite record = tracepoint.record();
        TypedExpression base = new TypedExpression.Dereference(pointer(record, at), record, at);
        Btf btf = record.btf();
        if (btf.field(record.id(), name).isPresent()) {
            return elaborator.memory().field(base, name, at);
        }
        Optional<Field> located = btf.field(record.id(), LOCATION + name);
        if (located.isPresent()) {
            TypedExpression where = elaborator.memory().field(base, LOCATION + name, at);
            var offset = new TypedExpression.Binary(
                    TypedExpression.BinaryOperator.AND,
                    Conversions.convert(where, ScriptType.INT64),
                    new TypedExpression.Constant(0xffff, ScriptType.INT64, at),
                    ScriptType.INT64,
                    at);
            var text = new ScriptType.Pointer(new ScriptType.Int(8, true), Space.KERNEL);
            return new TypedExpression.Binary(
                    TypedExpression.BinaryOperator.ADD, new TypedExpression.ContextPointer(text, at), offset, text, at);
        }
        if (name.startsWith("common_") && btf.field(record.id(), "ent").isPresent()) {
            TypedExpression entry = elaborator.memory().field(base, "ent", at);
            return elaborator.memory().field(entry, name.substring("common_".length()), at);
        }
        var names = new ArrayList<String>();
        Memory.fieldNames(btf, record.id())
                .forEach(field -> names.add(field.startsWith(LOCATION) ? field.substring(LOCATION.length()) : field));
        return noField(name, at, names);
    }

    private TypedExpression context(Span at) {
        return switch (elaborator.body().kind().orElse(null)) {
            case ProbeKind.Tracepoint(var _, var _, ScriptType.Composite record) -> pointer(record, at);
            case ProbeKind.Iterator iterator ->
                elaborator
                        .knowledge()
                        .types()
                        .tagged(TypeName.Tag.STRUCT, "bpf_iter__" + iterator.what())
                        .map(type -> (TypedExpression)
                                new TypedExpression.ContextPointer(new ScriptType.Pointer(type, Space.KERNEL), at))
                        .orElseGet(() -> refuseContext(at));
            case null, default -> refuseContext(at);
        };
    }

    private TypedExpression refuseContext(Span at) {
        if (elaborator.body().unknown()) {
            return Unknown.at(at);
        }
        problems.error(
                "not-here",
                at,
                "The ctx builtin can not be used with '%s' probes"
                        .formatted(elaborator.body().typeName()));
        return Unknown.at(at);
    }

    private TypedExpression raw(String name, int index, Span at) {
        if (elaborator.isInCallback()) {
            problems.error(
                    "not-here",
                    at,
                    "'%s' builtin is not allowed in a for-loop".formatted(name),
                    "assign it to a variable before the loop");
            return Unknown.at(at);
        }
        if (elaborator.body().unknown()) {
            return Unknown.at(at);
        }
        if (!(elaborator.body().kind().orElse(null)
                instanceof ProbeKind.RawTracepointEvent(RawTracepoint tracepoint))) {
            problems.error(
                    "not-here",
                    at,
                    "The %s builtin can only be used with 'kprobes', 'uprobes' and 'usdt' probes".formatted(name),
                    "args has the arguments by name");
            return Unknown.at(at);
        }
        int count = tracepoint.parameters().size();
        if (index >= count
                && index >= 6
                && elaborator.knowledge().options().target().architecture() == Architecture.X86_64) {
            problems.error("not-here", at, "x86_64 doesn't support " + name, "it is " + tracepoint.prototype());
            return Unknown.at(at);
        }
        if (index >= count) {
            problems.error(
                    "not-here",
                    at,
                    "%s has no argument %s, only %d".formatted(tracepoint.name(), name, count),
                    "it is " + tracepoint.prototype());
            return Unknown.at(at);
        }
        return new TypedExpression.Argument(index, ScriptType.UINT64, at);
    }
}
