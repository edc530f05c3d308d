package dev.rawtap.script.analysis;

import dev.rawtap.base.Span;
import java.util.Map;
import java.util.Set;

/** Names that the language knows and that have no meaning where this runs: they are refused by name, with what to use instead. */
final class Refusals {
    private record Refusal(String message, String hint) {}

    private static final String RETVAL =
            "The retval builtin can only be used with 'kretprobe' and 'uretprobe' and 'fentry' probes";

    private static final Map<String, Refusal> NAMES = Map.ofEntries(
            Map.entry("retval", new Refusal(RETVAL, "at the exit of a system call: args.ret")),
            Map.entry(
                    "func",
                    new Refusal(
                            "The func builtin can not be used with '%s' probes", "probe has the name of the probe")),
            Map.entry(
                    "reg",
                    new Refusal(
                            "reg can not be used with \"%s\" probes",
                            "registers of a system call: args.regs in rawtracepoint:sys_enter")),
            Map.entry(
                    "uaddr",
                    new Refusal(
                            "__builtin_uaddr can not be used with \"%s\" probes",
                            "usym() gives the symbol of an address")),
            Map.entry(
                    "override",
                    new Refusal(
                            "override() can only be used with kprobe probes", "signal(\"KILL\") stops the process")),
            Map.entry(
                    "unwatch",
                    new Refusal("unwatch() can only be used with watchpoint probes", "watchpoints are not supported")),
            Map.entry(
                    "dw_ustack",
                    new Refusal("dw_ustack() is not supported", "ustack() walks user stacks by their frame pointers")),
            Map.entry("sarg0", new Refusal("Unknown identifier: 'sarg0'", "args has the arguments by name")),
            Map.entry("kstr", new Refusal("Unknown function: 'kstr'", "use str(kptr(p))")));

    private Refusals() {}

    /** The names. */
    static Set<String> names() {
        return NAMES.keySet();
    }

    /** Tells why a name cannot be used, if it is one of these. */
    static boolean tell(Problems problems, Body body, String name, Span at) {
        Refusal refusal = NAMES.get(name);
        if (refusal == null) {
            return false;
        }
        if (body.unknown()) {
            return true;
        }
        boolean exit = name.equals("retval") && body.groupName().equals("tracepoint");
        problems.error(
                "not-here",
                at,
                refusal.message().replace("%s", body.typeName()) + (exit ? " (try to use args.ret instead)" : ""),
                refusal.hint());
        return true;
    }
}
