package dev.rawtap.btf.tracepoint;

import dev.rawtap.btf.Btf;
import dev.rawtap.btf.c.CNames;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * A raw tracepoint: its arguments as the kernel passes them, argument {@code i} at byte {@code 8 * i} of a program's
 * context.
 *
 * @param name name that programs attach to
 * @param module kernel module that defines it; empty for the kernel itself
 * @param btf what the parameters' type ids refer to
 * @param parameters without the kernel's own first argument, {@code void *__data}
 */
public record RawTracepoint(String name, Optional<String> module, Btf btf, List<Parameter> parameters) {
    /** Copies the parameters. */
    public RawTracepoint {
        parameters = List.copyOf(parameters);
    }

    /**
     * One argument.
     *
     * @param name as in the kernel's source; {@code arg0}, ... where BTF has no name
     * @param type id
     * @param nullability whether it may be NULL, as far as BTF says
     */
    public record Parameter(String name, int type, Nullability nullability) {}

    /** As C text: {@code task_rename(struct task_struct *task, const char *comm)}. */
    public String prototype() {
        return parameters.stream()
                .map(parameter -> CNames.declare(btf, parameter.type(), parameter.name()))
                .collect(Collectors.joining(", ", name + "(", ")"));
    }

    /** The same with another knowledge of what may be NULL; {@code nullability} has one entry per parameter. */
    public RawTracepoint withNullability(List<Nullability> nullability) {
        if (nullability.size() != parameters.size()) {
            throw new IllegalArgumentException(
                    "%d nullabilities for %d parameters".formatted(nullability.size(), parameters.size()));
        }
        var known = new ArrayList<Parameter>();
        for (int i = 0; i < parameters.size(); i++) {
            Parameter parameter = parameters.get(i);
            known.add(new Parameter(parameter.name(), parameter.type(), nullability.get(i)));
        }
        return new RawTracepoint(name, module, btf, known);
    }
}
