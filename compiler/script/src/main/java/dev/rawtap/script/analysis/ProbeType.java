package dev.rawtap.script.analysis;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The types of probes by their names; those that need what this tool does not have are known too, to be refused by name. */
enum ProbeType {
    BEGIN(true, "begin", ""),
    END(true, "end", ""),
    SELF(true, "self", ""),
    TEST(true, "test", ""),
    BENCH(true, "bench", ""),
    INTERVAL(true, "interval", "i"),
    PROFILE(true, "profile", "p"),
    SOFTWARE(true, "software", "s"),
    HARDWARE(true, "hardware", "h"),
    TRACEPOINT(true, "tracepoint", "t"),
    RAW_TRACEPOINT(true, "rawtracepoint", "rt"),
    SYSCALL(true, "syscall", "sc"),
    ITERATOR(true, "iter", "it"),
    KPROBE(false, "kprobe", "k"),
    KRETPROBE(false, "kretprobe", "kr"),
    UPROBE(false, "uprobe", "u"),
    URETPROBE(false, "uretprobe", "ur"),
    USDT(false, "usdt", ""),
    FENTRY(false, "fentry", "f kfunc"),
    FEXIT(false, "fexit", "fr kretfunc"),
    WATCHPOINT(false, "watchpoint", "w"),
    ASYNC_WATCHPOINT(false, "asyncwatchpoint", "aw");

    private final boolean supported;
    private final String text;
    private final String shortForms;

    ProbeType(boolean supported, String text, String shortForms) {
        this.supported = supported;
        this.text = text;
        this.shortForms = shortForms;
    }

    /** The whole name. */
    String text() {
        return text;
    }

    /** The type of a name or its short form, in any case; {@code U} is usdt. */
    static Optional<ProbeType> find(String name) {
        if (name.equals("U")) {
            return Optional.of(USDT);
        }
        if (name.isEmpty()) {
            return Optional.empty();
        }
        String lower = name.toLowerCase(Locale.ROOT);
        return Arrays.stream(values())
                .filter(type -> type.text.equals(lower)
                        || List.of(type.shortForms.split(" ")).contains(lower))
                .findFirst();
    }

    /** Whole names of those that work. */
    static List<String> supported() {
        return Arrays.stream(values())
                .filter(type -> type.supported)
                .map(ProbeType::text)
                .toList();
    }
}
