package dev.rawtap.script.type;

import dev.rawtap.btf.Btf;
import dev.rawtap.btf.BtfType;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** The type of a value in a script. {@link Object#toString} gives the language's own spelling: {@code uint64}, {@code string[64]}. */
public sealed interface ScriptType {
    /** No value. */
    Nothing NOTHING = new Nothing();

    /** A truth value. */
    Bool BOOL = new Bool();

    /** The widest signed number. */
    Int INT64 = new Int(64, true);

    /** The widest unsigned number. */
    Int UINT64 = new Int(64, false);

    /** The result of what gives none. */
    record Nothing() implements ScriptType {
        @Override
        public String toString() {
            return "void";
        }
    }

    /** A truth value, one byte of 0 or 1. */
    record Bool() implements ScriptType {
        @Override
        public String toString() {
            return "bool";
        }
    }

    /**
     * An integer.
     *
     * @param bits 8, 16, 32 or 64
     * @param signed whether it has a sign
     */
    record Int(int bits, boolean signed) implements ScriptType {
        @Override
        public String toString() {
            return (signed ? "int" : "uint") + bits;
        }
    }

    /**
     * An integer with names for its values, such as a system call's flags or result: a number everywhere, names in {@code %s}.
     *
     * @param number how it lies in memory
     * @param names a constant set of {@code dev.rawtap.syscall.ConstantSet}, or {@code result} for a system call's result; those of
     *     32-bit callers as {@code i386:open_flags}
     */
    record Named(Int number, String names) implements ScriptType {
        @Override
        public String toString() {
            return number.toString();
        }
    }

    /**
     * Text that ends at its first NUL.
     *
     * @param capacity bytes with the NUL
     * @param fills whether text may fill all of them: then it has memory for a NUL behind
     */
    record Text(int capacity, boolean fills) implements ScriptType {
        /** Text that has its NUL within. */
        public Text(int capacity) {
            this(capacity, false);
        }

        /** How many bytes text has at most. */
        public int longest() {
            return fills ? capacity : Math.max(0, capacity - 1);
        }

        /** How many bytes of memory it takes: whole words stay whole words. */
        public int bytes() {
            return !fills ? capacity : capacity % 8 == 0 ? capacity + 8 : capacity + 1;
        }

        @Override
        public String toString() {
            return "string[" + capacity + "]";
        }
    }

    /**
     * Bytes: a length of 4 bytes, then the bytes.
     *
     * @param capacity bytes without the length
     */
    record Buffer(int capacity) implements ScriptType {
        @Override
        public String toString() {
            return "buffer[" + (4 + capacity) + "]";
        }
    }

    /**
     * An address.
     *
     * @param target what lies there; {@link Nothing} for {@code void *}
     * @param space whose memory
     */
    record Pointer(ScriptType target, Space space) implements ScriptType {
        @Override
        public String toString() {
            return target + " *";
        }
    }

    /** Whose memory a pointer means. */
    enum Space {
        /** The kernel's. */
        KERNEL,
        /** The current process's. */
        USER,
        /** One or the other, by the address. */
        EITHER
    }

    /** Elements side by side. */
    record Array(ScriptType element, int length) implements ScriptType {
        @Override
        public String toString() {
            return element + "[" + length + "]";
        }
    }

    /**
     * A struct or union of C.
     *
     * @param btf where it is described
     * @param id its id there, typedefs and qualifiers taken off
     * @param space whose memory a value of it was taken from, for pointers within
     */
    record Composite(Btf btf, int id, Space space) implements ScriptType {
        @Override
        public String toString() {
            String kind = btf.type(id) instanceof BtfType.Union ? "union " : "struct ";
            return kind + btf.nameOf(id);
        }
    }

    /** An enumeration of C: a number that prints its enumerator's name. */
    record Enumeration(Btf btf, int id, Int number) implements ScriptType {
        @Override
        public String toString() {
            return "enum " + btf.nameOf(id);
        }
    }

    /** Values in order; also a map's key of several parts. */
    record Tuple(List<ScriptType> elements) implements ScriptType {
        /** Copies the elements. */
        public Tuple {
            elements = List.copyOf(elements);
        }

        @Override
        public String toString() {
            return elements.stream().map(Object::toString).collect(Collectors.joining(",", "(", ")"));
        }
    }

    /** Named values in order. */
    record RecordType(List<Field> fields) implements ScriptType {
        /** Copies the fields. */
        public RecordType {
            fields = List.copyOf(fields);
        }

        @Override
        public String toString() {
            return fields.stream()
                    .map(field -> "." + field.name() + " = " + field.type())
                    .collect(Collectors.joining(", ", "record { ", " }"));
        }
    }

    /** One field of a {@link RecordType}. */
    record Field(String name, ScriptType type) {}

    /**
     * A value that the run time turns into text: the program only takes it along.
     *
     * @param kind what becomes text
     * @param parameter what belongs to the kind and is known when compiling: the format of a time, the pattern of a control group path
     */
    record Resolved(Resolution kind, Optional<String> parameter) implements ScriptType {
        /** What becomes text, and what is taken along. */
        public enum Resolution {
            /** A kernel address (8 bytes). */
            KERNEL_SYMBOL("ksym_t", 8),
            /** An address in a process: address (8), process (4), a spare (4). */
            USER_SYMBOL("usym_t", 16),
            /** A user id (8). */
            USER_NAME("username_t", 8),
            /** An error number (8). */
            ERROR_NAME("string[64]", 8),
            /** A signal number (8). */
            SIGNAL_NAME("string[64]", 8),
            /** A system call number (4), 1 if a 32-bit caller means it (4). */
            SYSCALL_NAME("string[64]", 8),
            /** A GFP mask (8). */
            GFP_FLAGS("gfp_t", 8),
            /** A network address: 4 for IPv4 or 16 for IPv6 (1), spare (3), 16 bytes. */
            INET("inet[24]", 20),
            /** A hardware address (6). */
            MAC("mac_address", 6),
            /** Nanoseconds of a clock (8); the parameter is {@code CLOCK:FORMAT}, clock boot, tai, monotonic or epoch. */
            TIMESTAMP("timestamp", 8),
            /** A control group's id (8); the parameter is the pattern of hierarchies. */
            CGROUP_PATH("cgroup_path_t", 8);

            private final String text;
            private final int bytes;

            Resolution(String text, int bytes) {
                this.text = text;
                this.bytes = bytes;
            }

            /** Its name in messages. */
            public String text() {
                return text;
            }

            /** Bytes in memory. */
            public int bytes() {
                return bytes;
            }
        }

        @Override
        public String toString() {
            return kind.text();
        }
    }

    /**
     * A stack of addresses, newest first, unused places 0: 8 bytes of process (4) and number of frames (4), then the addresses.
     *
     * @param user whether it is the process's, not the kernel's
     * @param mode {@code bpftrace}, {@code perf}, {@code raw} or {@code build_id}
     * @param limit frames at most
     */
    record Stack(boolean user, String mode, int limit) implements ScriptType {
        @Override
        public String toString() {
            return (user ? "ustack_" : "kstack_") + mode + "_" + limit;
        }
    }

    /**
     * The value of a map that only an aggregation function writes. Held per CPU and added up by the run time.
     *
     * @param kind how values are put together
     * @param signed whether they have a sign
     * @param parameters of {@code hist}: bits of sub-buckets; of {@code lhist}: min, max, step; of {@code tseries}: interval in ns,
     *     number of buckets
     * @param joining how a bucket of {@code tseries} joins its values: AVG, MIN, MAX, SUM, or TSERIES for the last one; for others the kind
     *     itself
     */
    record Aggregation(AggregationKind kind, boolean signed, List<Long> parameters, AggregationKind joining)
            implements ScriptType {
        /** Copies the parameters. */
        public Aggregation {
            parameters = List.copyOf(parameters);
        }

        /** An aggregation that is no series. */
        public Aggregation(AggregationKind kind, boolean signed, List<Long> parameters) {
            this(kind, signed, parameters, kind);
        }

        /** How values are put together. */
        public enum AggregationKind {
            /** How many. */
            COUNT("count_t"),
            /** Their sum. */
            SUM("sum_t"),
            /** The least. */
            MIN("min_t"),
            /** The greatest. */
            MAX("max_t"),
            /** Their mean. */
            AVG("avg_t"),
            /** Count, mean and sum. */
            STATS("stats_t"),
            /** Logarithmic histogram. */
            HIST("hist_t"),
            /** Linear histogram. */
            LHIST("lhist_t"),
            /** Series over time. */
            TSERIES("tseries_t");

            private final String text;

            AggregationKind(String text) {
                this.text = text;
            }

            /** Its name in the language, without a sign. */
            public String text() {
                return text;
            }
        }

        @Override
        public String toString() {
            boolean unsigned = !signed
                    && switch (kind) {
                        case SUM, MIN, MAX, AVG, STATS -> true;
                        case COUNT, HIST, LHIST, TSERIES -> false;
                    };
            return (unsigned ? "u" : "") + kind.text();
        }
    }
}
