package dev.rawtap.kernel;

import dev.rawtap.base.Errno;
import dev.rawtap.btf.BtfBuilder;
import dev.rawtap.btf.BtfType;
import dev.rawtap.isa.SlotMap;
import dev.rawtap.linux.BpfCommand;
import dev.rawtap.linux.FileDescriptor;
import dev.rawtap.linux.struct.BtfLoadAttribute;
import dev.rawtap.object.FunctionInfo;
import dev.rawtap.object.ObjectSpec;
import dev.rawtap.object.ProgramSpec;
import dev.rawtap.object.SourceLine;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * An object's own BTF in the kernel, where programs and maps refer to it while they are loaded. The kernel takes what
 * clang wrote only after two changes: data sections get their sizes, and the source lines of instructions become strings
 * of it. A kernel that does not know a kind gets the types without it; one that refuses even these gets none.
 */
final class ObjectTypes implements AutoCloseable {
    /** Bytes of a {@code func_info} record. */
    static final int FUNCTION_RECORD = 8;

    /** Bytes of a {@code line_info} record. */
    static final int LINE_RECORD = 16;
    /** No types. */
    static final ObjectTypes NONE = new ObjectTypes(null, null);

    private static final int COLUMNS = 1 << 10;

    private static final String KERNEL_SYMBOLS = ".ksyms";

    private final @Nullable FileDescriptor descriptor;
    private final @Nullable BtfBuilder types;

    private ObjectTypes(@Nullable FileDescriptor descriptor, @Nullable BtfBuilder types) {
        this.descriptor = descriptor;
        this.types = types;
    }

    /** Loads the types of {@code object}, with the source lines of its programs. */
    static ObjectTypes load(Bpf bpf, ObjectSpec object) {
        if (object.btf().isEmpty()) {
            return NONE;
        }
        BtfBuilder types = BtfBuilder.of(object.btf().get());
        for (ProgramSpec program : object.programs()) {
            for (SourceLine line : program.lines()) {
                types.string(line.file());
                types.string(line.text());
            }
        }
        defineExternals(types);
        laySections(types, object);
        int result = load(bpf, types);
        if (result == -Errno.EINVAL.number()) {
            simplify(types);
            result = load(bpf, types);
        }
        if (result == -Errno.EINVAL.number()) {
            return NONE;
        }
        String what = "the types of " + object.name();
        if (result < 0) {
            throw Bpf.failure(result, "load " + what);
        }
        return new ObjectTypes(new FileDescriptor(bpf.kernel(), result, what), types);
    }

    private static int load(Bpf bpf, BtfBuilder types) {
        try (var call = Arena.ofConfined()) {
            MemorySegment bytes = call.allocateFrom(ValueLayout.JAVA_BYTE, types.bytes());
            return bpf.call(BpfCommand.BTF_LOAD, BtfLoadAttribute.of(call, bytes));
        }
    }

    /**
     * The kernel refuses what is declared and not defined (btf_var_meta_check, btf_func_check, 6.18): symbols of its own
     * become numbers that nothing refers to, options are defined by now, and a function's parameters need names.
     */
    private static void defineExternals(BtfBuilder types) {
        for (int id = 1; id < types.nextId(); id++) {
            switch (types.type(id)) {
                case BtfType.DataSection section
                when section.name().equals(KERNEL_SYMBOLS) ->
                    types.set(id, new BtfType.Int("ksyms", 1, BtfType.IntEncoding.UNSIGNED));
                case BtfType.Variable variable
                when variable.linkage() == BtfType.Linkage.EXTERN -> types.set(id, defined(types, variable));
                case BtfType.Function function
                when function.linkage() == BtfType.Linkage.EXTERN -> {
                    types.set(id, new BtfType.Function(function.name(), function.prototype(), BtfType.Linkage.GLOBAL));
                    nameParameters(types, function.prototype());
                }
                default -> {}
            }
        }
    }

    /** One of no size is an address alone. */
    private static BtfType defined(BtfBuilder types, BtfType.Variable variable) {
        boolean address = variable.type() == 0
                || (types.type(variable.type()) instanceof BtfType.Const constant && constant.target() == 0);
        return address
                ? new BtfType.Int(variable.name(), 1, BtfType.IntEncoding.UNSIGNED)
                : new BtfType.Variable(variable.name(), variable.type(), BtfType.Linkage.GLOBAL);
    }

    private static void nameParameters(BtfBuilder types, int prototype) {
        if (types.type(prototype) instanceof BtfType.FunctionPrototype signature) {
            List<BtfType.Parameter> named = signature.parameters().stream()
                    .map(parameter -> parameter.type() != 0 && parameter.name().isEmpty()
                            ? new BtfType.Parameter("argument", parameter.type())
                            : parameter)
                    .toList();
            types.set(prototype, new BtfType.FunctionPrototype(signature.returnType(), named));
        }
    }

    /** The kernel refuses a section without size or with variables out of order (btf_datasec_check_meta, 6.18). */
    private static void laySections(BtfBuilder types, ObjectSpec object) {
        for (int id = 1; id < types.nextId(); id++) {
            if (types.type(id) instanceof BtfType.DataSection section) {
                types.set(id, laid(section, sizeOf(section.name(), object)));
            }
        }
    }

    private static BtfType.DataSection laid(BtfType.DataSection section, int size) {
        var placed = new ArrayList<BtfType.Placement>();
        int end = 0;
        List<BtfType.Placement> sorted = section.variables().stream()
                .sorted((one, other) -> Integer.compare(one.offset(), other.offset()))
                .toList();
        for (BtfType.Placement variable : sorted) {
            int offset = Math.max(variable.offset(), end);
            placed.add(new BtfType.Placement(variable.type(), offset, variable.size()));
            end = offset + variable.size();
        }
        return new BtfType.DataSection(section.name(), Math.max(Math.max(size, section.size()), end), placed);
    }

    /** Bytes of the map that holds the section; 0 for a section that becomes none. */
    private static int sizeOf(String section, ObjectSpec object) {
        return object.maps().stream()
                .filter(map -> map.contents().isPresent() && map.name().endsWith(section))
                .mapToInt(map -> map.valueSize())
                .findFirst()
                .orElse(0);
    }

    /** Kinds that came after 5.8 become older ones of the same size, ids unchanged: 5.13, 5.16, 5.17, 6.0, 6.15. */
    private static void simplify(BtfBuilder types) {
        for (int id = 1; id < types.nextId(); id++) {
            switch (types.type(id)) {
                case BtfType.Float real -> types.set(id, new BtfType.Struct(real.name(), real.size(), List.of()));
                case BtfType.Enum64 wide -> types.set(id, new BtfType.Struct(wide.name(), wide.size(), List.of()));
                case BtfType.DeclarationTag _ -> types.set(id, new BtfType.Int("tag", 1, BtfType.IntEncoding.UNSIGNED));
                case BtfType.TypeTag tag -> types.set(id, new BtfType.Const(tag.target()));
                default -> {}
            }
        }
    }

    /** The descriptor, or nothing if the object has no types or the kernel took none; it stays this object's. */
    Optional<FileDescriptor> descriptor() {
        return Optional.ofNullable(descriptor);
    }

    /** {@code func_info} of a program; empty unless every function has a type. */
    Optional<MemorySegment> functions(Arena call, ProgramSpec program) {
        List<FunctionInfo> functions = program.functions();
        if (types == null || functions.isEmpty() || functions.stream().anyMatch(f -> f.type() == 0)) {
            return Optional.empty();
        }
        SlotMap slots = SlotMap.of(program.code());
        MemorySegment records = call.allocate((long) functions.size() * FUNCTION_RECORD, 8);
        long at = 0;
        for (FunctionInfo function : functions) {
            records.set(ValueLayout.JAVA_INT, at, slots.slotOf(function.instruction()));
            records.set(ValueLayout.JAVA_INT, at + 4, function.type());
            at += FUNCTION_RECORD;
        }
        return Optional.of(records);
    }

    /** {@code line_info} of a program. */
    Optional<MemorySegment> lines(Arena call, ProgramSpec program) {
        if (types == null || program.lines().isEmpty()) {
            return Optional.empty();
        }
        SlotMap slots = SlotMap.of(program.code());
        MemorySegment records = call.allocate((long) program.lines().size() * LINE_RECORD, 8);
        long at = 0;
        for (SourceLine line : program.lines()) {
            records.set(ValueLayout.JAVA_INT, at, slots.slotOf(line.instruction()));
            records.set(ValueLayout.JAVA_INT, at + 4, types.string(line.file()));
            records.set(ValueLayout.JAVA_INT, at + 8, types.string(line.text()));
            records.set(ValueLayout.JAVA_INT, at + 12, line.line() * COLUMNS + Math.min(line.column(), COLUMNS - 1));
            at += LINE_RECORD;
        }
        return Optional.of(records);
    }

    @Override
    public void close() {
        if (descriptor != null) {
            descriptor.close();
        }
    }
}
