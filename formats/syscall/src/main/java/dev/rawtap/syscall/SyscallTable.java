package dev.rawtap.syscall;

import dev.rawtap.base.InvalidInputException;
import dev.rawtap.base.NearestNames;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * The system calls of one architecture. Reading the table takes a few milliseconds in a cold JVM, once; a call is decoded when first
 * asked for. Thread-safe.
 */
public final class SyscallTable {
    // Nothing on the way to one call uses a lambda, a stream or + on strings: each costs milliseconds in a cold JVM.
    private static final Map<Architecture, SyscallTable> LOADED = new EnumMap<>(Architecture.class);

    private static final int NAME = 1;
    private static final int FUNCTION = 2;
    private static final int FIRST_ARGUMENT = 3;

    private final Architecture architecture;
    private final TableText text;
    private final AtomicReferenceArray<@Nullable Syscall> decoded;

    private SyscallTable(Architecture architecture) {
        this.architecture = architecture;
        text = TableText.load(architecture.toString().concat(".tsv"));
        decoded = new AtomicReferenceArray<>(text.size());
    }

    /** The table of an architecture. */
    public static SyscallTable of(Architecture architecture) {
        synchronized (LOADED) {
            SyscallTable table = LOADED.get(architecture);
            if (table == null) {
                table = new SyscallTable(architecture);
                LOADED.put(architecture, table);
            }
            return table;
        }
    }

    /** Whose calls these are. */
    public Architecture architecture() {
        return architecture;
    }

    /** How many there are. */
    public int size() {
        return text.size();
    }

    /** The call with this number. */
    public Optional<Syscall> byNumber(int number) {
        int low = 0;
        int high = size() - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            int found = text.number(middle);
            if (found == number) {
                return Optional.of(decode(middle));
            }
            if (found < number) {
                low = middle + 1;
            } else {
                high = middle - 1;
            }
        }
        return Optional.empty();
    }

    /** The call that user space knows by this name ({@code stat}, not {@code newstat}). */
    public Optional<Syscall> byName(String name) {
        return find(NAME, name);
    }

    /**
     * The call behind {@code sys_enter_NAME} and {@code sys_exit_NAME} ({@code newstat}, not {@code stat}); with several
     * names for one function the one with the lowest number. For 32-bit callers, who have no such tracepoints, always empty.
     */
    public Optional<Syscall> byTracepointName(String name) {
        return architecture.is32Bit() ? Optional.empty() : find(FUNCTION, "sys_".concat(name));
    }

    /** By name, then by tracepoint name; an {@link InvalidInputException} gives the nearest names. */
    public Syscall get(String name) {
        Optional<Syscall> found = byName(name);
        if (found.isEmpty()) {
            found = byTracepointName(name);
        }
        if (found.isPresent()) {
            return found.get();
        }
        List<String> near = nearest(name);
        throw new InvalidInputException(
                "no system call '" + name + "' on " + architecture,
                near.isEmpty() ? null : "nearest: " + String.join(", ", near));
    }

    /** At most five names that {@code wrong} may have meant, best first. */
    public List<String> nearest(String wrong) {
        return NearestNames.of(wrong, names(), 5);
    }

    /** All names, by number. */
    public List<String> names() {
        List<String> names = new ArrayList<>(size());
        for (int line = 0; line < size(); line++) {
            names.add(text.field(line, NAME));
        }
        return names;
    }

    /** All calls, by number. */
    public List<Syscall> all() {
        List<Syscall> all = new ArrayList<>(size());
        for (int line = 0; line < size(); line++) {
            all.add(decode(line));
        }
        return all;
    }

    private Optional<Syscall> find(int field, String value) {
        for (int line = 0; line < size(); line++) {
            if (text.fieldIs(line, field, value)) {
                return Optional.of(decode(line));
            }
        }
        return Optional.empty();
    }

    private Syscall decode(int line) {
        Syscall known = decoded.get(line);
        if (known == null) {
            List<String> fields = text.fields(line);
            List<Argument> arguments = new ArrayList<>(SyscallRegisters.MAX_ARGUMENTS);
            for (String argument : fields.subList(FIRST_ARGUMENT, fields.size())) {
                arguments.add(argument(arguments.size(), TableText.split(argument, ';')));
            }
            known = new Syscall(architecture, text.number(line), fields.get(NAME), fields.get(FUNCTION), arguments);
            decoded.set(line, known);
        }
        return known;
    }

    private static Argument argument(int index, List<String> parts) {
        String set = parts.get(3);
        return new Argument(
                index,
                parts.get(1),
                parts.getFirst(),
                Representation.of(parts.get(2)),
                set.isEmpty() ? Optional.empty() : Optional.of(set));
    }
}
