package dev.rawtap.script.run;

import dev.rawtap.btf.Btf;
import dev.rawtap.btf.BtfType;
import dev.rawtap.contract.Host;
import dev.rawtap.script.output.ErrorText;
import dev.rawtap.script.output.ScriptValue;
import dev.rawtap.script.output.SignalText;
import dev.rawtap.script.output.StackMode;
import dev.rawtap.script.output.TimeFormat;
import dev.rawtap.script.program.ScriptConfig;
import dev.rawtap.script.type.Layout;
import dev.rawtap.script.type.ScriptType;
import dev.rawtap.syscall.Architecture;
import dev.rawtap.syscall.ConstantSet;
import dev.rawtap.syscall.Syscall;
import dev.rawtap.syscall.SyscallResult;
import dev.rawtap.syscall.SyscallTable;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Makes values of bytes. For one thread. */
final class ValueDecoder {
    private static final ValueLayout.OfShort HALF = ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfInt WORD = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfLong DOUBLE = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final long SECOND = 1_000_000_000;

    private final Host host;
    private final Architecture architecture;
    private final ZoneId zone;
    private final byte[] trailer;
    private final Map<String, TimeFormat> formats = new HashMap<>();
    private final StackDecoder stacks;
    private long cutTexts;

    ValueDecoder(Host host, Architecture architecture, ScriptConfig config, ZoneId zone) {
        this.host = host;
        this.architecture = architecture;
        this.zone = zone;
        trailer = config.truncationTrailer().getBytes(StandardCharsets.UTF_8);
        stacks = new StackDecoder(host, config.demangleCpp());
    }

    /** The value at a place. With {@code names}, numbers that have names bring them along for {@code %s}. */
    ScriptValue decode(ScriptType type, MemorySegment bytes, long offset, boolean names) {
        return switch (type) {
            case ScriptType.Nothing _ -> ScriptValue.Nothing.NOTHING;
            case ScriptType.Bool _ -> new ScriptValue.Bool(bytes.get(ValueLayout.JAVA_BYTE, offset) != 0);
            case ScriptType.Int number -> number(number, bytes, offset);
            case ScriptType.Named named -> named(named, bytes, offset, names);
            case ScriptType.Text text -> text(text, bytes, offset);
            case ScriptType.Buffer buffer -> {
                int length = Math.clamp(Integer.toUnsignedLong(bytes.get(WORD, offset)), 0, buffer.capacity());
                yield new ScriptValue.Bytes(copy(bytes, offset + 4, length));
            }
            case ScriptType.Pointer _ -> new ScriptValue.Pointer(bytes.get(DOUBLE, offset));
            case ScriptType.Array array -> array(array, bytes, offset, names);
            case ScriptType.Composite composite -> composite(composite, bytes, offset);
            case ScriptType.Enumeration enumeration -> enumerator(enumeration, bytes, offset);
            case ScriptType.Tuple tuple -> new ScriptValue.Tuple(parts(tuple.elements(), bytes, offset, names));
            case ScriptType.RecordType fields -> {
                List<ScriptValue> values = parts(Layout.types(fields), bytes, offset, names);
                var named = new ArrayList<ScriptValue.Field>();
                for (int i = 0; i < values.size(); i++) {
                    named.add(new ScriptValue.Field(fields.fields().get(i).name(), values.get(i)));
                }
                yield new ScriptValue.Structure(named);
            }
            case ScriptType.Resolved resolved -> resolved(resolved, bytes, offset);
            case ScriptType.Stack stack -> stack(stack, bytes, offset);
            case ScriptType.Aggregation _ -> new ScriptValue.Signed(bytes.get(DOUBLE, offset));
        };
    }

    /** A number of a type's width at a place, extended. */
    static long integer(int bits, boolean signed, MemorySegment bytes, long offset) {
        return switch (bits) {
            case 8 -> {
                byte value = bytes.get(ValueLayout.JAVA_BYTE, offset);
                yield signed ? value : Byte.toUnsignedLong(value);
            }
            case 16 -> {
                short value = bytes.get(HALF, offset);
                yield signed ? value : Short.toUnsignedLong(value);
            }
            case 32 -> {
                int value = bytes.get(WORD, offset);
                yield signed ? value : Integer.toUnsignedLong(value);
            }
            default -> bytes.get(DOUBLE, offset);
        };
    }

    private static ScriptValue number(ScriptType.Int type, MemorySegment bytes, long offset) {
        long value = integer(type.bits(), type.signed(), bytes, offset);
        return type.signed() ? new ScriptValue.Signed(value) : new ScriptValue.Unsigned(value);
    }

    private ScriptValue named(ScriptType.Named type, MemorySegment bytes, long offset, boolean names) {
        if (!names) {
            return number(type.number(), bytes, offset);
        }
        long value = integer(type.number().bits(), type.number().signed(), bytes, offset);
        int colon = type.names().indexOf(':');
        Architecture caller =
                colon < 0 ? architecture : Architecture.of(type.names().substring(0, colon));
        String set = type.names().substring(colon + 1);
        String text = set.equals("result")
                ? SyscallResult.of(caller, value).toString()
                : ConstantSet.find(caller, set).map(found -> found.text(value)).orElse(Long.toString(value));
        return new ScriptValue.Enumerator(text, value);
    }

    /** How many texts so far filled what a script gives to texts. */
    long cutTexts() {
        return cutTexts;
    }

    /** Text up to its NUL; one that fills what it may fill was probably cut, and says so. */
    private ScriptValue text(ScriptType.Text type, MemorySegment bytes, long offset) {
        int end = 0;
        while (end < type.capacity() && bytes.get(ValueLayout.JAVA_BYTE, offset + end) != 0) {
            end++;
        }
        if (!type.fills() || end < type.capacity()) {
            return new ScriptValue.Text(copy(bytes, offset, end));
        }
        cutTexts++;
        byte[] cut = new byte[end + trailer.length];
        MemorySegment.copy(bytes, ValueLayout.JAVA_BYTE, offset, cut, 0, end);
        System.arraycopy(trailer, 0, cut, end, trailer.length);
        return new ScriptValue.Text(cut);
    }

    private static byte[] copy(MemorySegment bytes, long offset, int length) {
        byte[] copied = new byte[length];
        MemorySegment.copy(bytes, ValueLayout.JAVA_BYTE, offset, copied, 0, length);
        return copied;
    }

    private ScriptValue array(ScriptType.Array array, MemorySegment bytes, long offset, boolean names) {
        var elements = new ArrayList<ScriptValue>();
        int size = Layout.size(array.element());
        for (int i = 0; i < array.length(); i++) {
            elements.add(decode(array.element(), bytes, offset + (long) i * size, names));
        }
        return new ScriptValue.Array(elements);
    }

    private List<ScriptValue> parts(List<ScriptType> types, MemorySegment bytes, long offset, boolean names) {
        Layout layout = Layout.of(types);
        var values = new ArrayList<ScriptValue>();
        for (int i = 0; i < types.size(); i++) {
            values.add(decode(types.get(i), bytes, offset + layout.offsets().get(i), names));
        }
        return values;
    }

    private ScriptValue enumerator(ScriptType.Enumeration type, MemorySegment bytes, long offset) {
        long value = integer(type.number().bits(), type.number().signed(), bytes, offset);
        return enumerator(type.btf(), type.id(), value);
    }

    private static ScriptValue enumerator(Btf btf, int id, long value) {
        if (btf.type(id) instanceof BtfType.Enumeration enumeration) {
            for (BtfType.Enumerator one : enumeration.values()) {
                if (one.value() == value) {
                    return new ScriptValue.Enumerator(one.name(), value);
                }
            }
        }
        return new ScriptValue.Signed(value);
    }

    private ScriptValue composite(ScriptType.Composite type, MemorySegment bytes, long offset) {
        return new CompositeDecoder(type.btf()).decode(type.id(), bytes, offset);
    }

    private ScriptValue resolved(ScriptType.Resolved type, MemorySegment bytes, long offset) {
        return switch (type.kind()) {
            case KERNEL_SYMBOL -> {
                long address = bytes.get(DOUBLE, offset);
                yield new ScriptValue.Symbol(
                        address,
                        host.kernelSymbol(address).map(Host.Symbol::name).orElseGet(() -> number(address)));
            }
            case USER_SYMBOL -> {
                long address = bytes.get(DOUBLE, offset);
                int pid = bytes.get(WORD, offset + 8);
                yield new ScriptValue.Symbol(
                        address,
                        host.userPlace(pid, address)
                                .flatMap(Host.UserPlace::symbol)
                                .map(Host.Symbol::name)
                                .map(stacks::readable)
                                .orElseGet(() -> number(address)));
            }
            case USER_NAME -> {
                long uid = bytes.get(DOUBLE, offset);
                yield ScriptValue.Text.of(host.userName((int) uid).orElseGet(() -> Long.toString(uid)));
            }
            case ERROR_NAME -> ScriptValue.Text.of(ErrorText.inScript(bytes.get(DOUBLE, offset)));
            case SIGNAL_NAME -> ScriptValue.Text.of(SignalText.of(bytes.get(DOUBLE, offset)));
            case SYSCALL_NAME -> {
                long number = bytes.get(DOUBLE, offset);
                Architecture caller = number >>> 32 == 0
                        ? architecture
                        : architecture.of32BitCallers().orElse(architecture);
                yield ScriptValue.Text.of(SyscallTable.of(caller)
                        .byNumber((int) number)
                        .map(Syscall::name)
                        .orElse("Unknown syscall"));
            }
            case GFP_FLAGS -> new ScriptValue.Unsigned(bytes.get(DOUBLE, offset));
            case INET -> {
                int length = bytes.get(ValueLayout.JAVA_BYTE, offset);
                // Of a family that nobody knows there is no text.
                yield length == 0 ? ScriptValue.Text.of("") : new ScriptValue.Inet(copy(bytes, offset + 4, length));
            }
            case MAC -> new ScriptValue.Mac(copy(bytes, offset, 6));
            case TIMESTAMP -> time(type.parameter().orElse("boot:%H:%M:%S"), bytes.get(DOUBLE, offset));
            case CGROUP_PATH -> {
                long id = bytes.get(DOUBLE, offset);
                yield ScriptValue.Text.of(
                        host.controlGroup(id).map(path -> "unified:" + path).orElse(""));
            }
        };
    }

    private static String number(long address) {
        return (address == 0 ? "" : "0x") + Long.toHexString(address);
    }

    /** The moment of a clock as text. */
    private ScriptValue time(String clockAndFormat, long nanoseconds) {
        int colon = clockAndFormat.indexOf(':');
        String clock = clockAndFormat.substring(0, colon);
        TimeFormat format =
                formats.computeIfAbsent(clockAndFormat.substring(colon + 1), text -> new TimeFormat(text, zone));
        long wall = switch (clock) {
            case "epoch" -> nanoseconds;
            case "monotonic" -> sinceEpoch(host.wallClock(Host.Clock.MONOTONIC, nanoseconds));
            case "tai" -> sinceEpoch(host.wallClock(Host.Clock.TAI, nanoseconds));
            default -> sinceEpoch(host.wallClock(Host.Clock.BOOT, nanoseconds));
        };
        return new ScriptValue.Time(wall, format.write(wall));
    }

    static long sinceEpoch(Instant instant) {
        return instant.getEpochSecond() * SECOND + instant.getNano();
    }

    private ScriptValue stack(ScriptType.Stack type, MemorySegment bytes, long offset) {
        int pid = bytes.get(WORD, offset);
        int count = Math.clamp(bytes.get(WORD, offset + 4), 0, type.limit());
        long[] addresses = new long[count];
        for (int i = 0; i < count; i++) {
            addresses[i] = bytes.get(DOUBLE, offset + 8 + 8L * i);
        }
        return new ScriptValue.Stack(
                mode(type.mode()), type.user() ? stacks.user(pid, addresses) : stacks.kernel(addresses));
    }

    private static StackMode mode(String name) {
        return StackMode.valueOf(name.toUpperCase(Locale.ROOT));
    }
}
