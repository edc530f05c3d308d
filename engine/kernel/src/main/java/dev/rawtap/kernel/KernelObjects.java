package dev.rawtap.kernel;

import dev.rawtap.base.Errno;
import dev.rawtap.btf.Btf;
import dev.rawtap.linux.BpfCommand;
import dev.rawtap.linux.FileDescriptor;
import dev.rawtap.linux.struct.BtfInfo;
import dev.rawtap.linux.struct.ObjectIdAttribute;
import dev.rawtap.object.MapType;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * Everything that is loaded on this machine, by whomever: programs, maps, links and BTF, by id. A list is a look at one
 * moment; what goes away during the walk is left out. Walking by id needs CAP_SYS_ADMIN. Thread-safe.
 */
public final class KernelObjects {
    private final Bpf bpf;
    private final ObjectReading reading;

    KernelObjects(Bpf bpf) {
        this.bpf = bpf;
        this.reading = new ObjectReading(bpf);
    }

    /** What has ids of its own. */
    enum Kind {
        PROGRAM(BpfCommand.PROG_GET_NEXT_ID, BpfCommand.PROG_GET_FD_BY_ID),
        MAP(BpfCommand.MAP_GET_NEXT_ID, BpfCommand.MAP_GET_FD_BY_ID),
        LINK(BpfCommand.LINK_GET_NEXT_ID, BpfCommand.LINK_GET_FD_BY_ID),
        BTF(BpfCommand.BTF_GET_NEXT_ID, BpfCommand.BTF_GET_FD_BY_ID);

        private final BpfCommand next;
        private final BpfCommand open;

        Kind(BpfCommand next, BpfCommand open) {
            this.next = next;
            this.open = open;
        }

        /** As messages name it. */
        private String text() {
            return switch (this) {
                case PROGRAM -> "program";
                case MAP -> "map";
                case LINK -> "link";
                case BTF -> "BTF";
            };
        }
    }

    /**
     * A program.
     *
     * @param id its number
     * @param type {@code enum bpf_prog_type}
     * @param name at most 15 characters, empty if it has none
     * @param tag hash of its instructions, 16 hexadecimal digits
     * @param loadTime nanoseconds since boot
     * @param userId who loaded it
     * @param maps ids of the maps that it uses
     * @param btf id of its BTF, 0 if none
     * @param translatedBytes bytes of verified instructions
     * @param machineBytes bytes of machine code
     * @param verifiedInstructions instructions that the verifier visited (5.16)
     * @param runs completed runs while statistics were on
     * @param nanoseconds time in them
     * @param recursionMisses runs left out because it was already running (5.12)
     * @param attachBtf id of the BTF that holds its attach point, 0 if none (5.18)
     * @param attachType id of the attach point's type in it
     * @param memory bytes that it takes in the kernel
     */
    public record ProgramEntry(
            int id,
            int type,
            String name,
            String tag,
            long loadTime,
            int userId,
            List<Integer> maps,
            int btf,
            int translatedBytes,
            int machineBytes,
            int verifiedInstructions,
            long runs,
            long nanoseconds,
            long recursionMisses,
            int attachBtf,
            int attachType,
            long memory) {
        /** Copies the list. */
        public ProgramEntry {
            maps = List.copyOf(maps);
        }
    }

    /**
     * A map.
     *
     * @param id its number
     * @param type {@code enum bpf_map_type}
     * @param name at most 15 characters, empty if it has none
     * @param keySize bytes of a key
     * @param valueSize bytes of a value, of one CPU
     * @param maxEntries entries; for rings bytes
     * @param flags BPF_F_* of its creation
     * @param btf id of the BTF of key and value, 0 if none
     * @param keyType id of the key's type in it
     * @param valueType id of the value's type in it
     * @param frozen whether no process can write to it any more (5.2)
     * @param memory bytes that it takes in the kernel
     */
    public record MapEntry(
            int id,
            int type,
            String name,
            int keySize,
            int valueSize,
            int maxEntries,
            int flags,
            int btf,
            int keyType,
            int valueType,
            boolean frozen,
            long memory) {
        /** Its kind, if this project knows it. */
        public Optional<MapType> kind() {
            return MapType.of(type);
        }
    }

    /**
     * A link.
     *
     * @param id its number
     * @param type {@code enum bpf_link_type}
     * @param program id of the program
     * @param target what it is attached to, where the kernel says so: a tracepoint, what an iterator goes through
     * @param cookie what the program is told, where the kernel says so (6.17), else 0
     */
    public record LinkEntry(int id, int type, int program, Optional<String> target, long cookie) {}

    /**
     * BTF.
     *
     * @param id its number
     * @param name {@code vmlinux}, a module's name, or empty (5.11)
     * @param kernel whether it is the kernel's own or a module's
     * @param bytes its size
     */
    public record BtfEntry(int id, String name, boolean kernel, int bytes) {}

    /** All programs, by id. */
    public List<ProgramEntry> programs() {
        return all(Kind.PROGRAM, reading::program);
    }

    /** All maps, by id. */
    public List<MapEntry> maps() {
        return all(Kind.MAP, reading::map);
    }

    /** All links, by id. */
    public List<LinkEntry> links() {
        return all(Kind.LINK, reading::link);
    }

    /** All BTF, by id. */
    public List<BtfEntry> types() {
        return all(Kind.BTF, reading::btf);
    }

    /** The program with this id, unless there is none. */
    public Optional<ProgramEntry> program(int id) {
        return one(Kind.PROGRAM, id, reading::program);
    }

    /** The map with this id, unless there is none. */
    public Optional<MapEntry> map(int id) {
        return one(Kind.MAP, id, reading::map);
    }

    /** The link with this id, unless there is none. */
    public Optional<LinkEntry> link(int id) {
        return one(Kind.LINK, id, reading::link);
    }

    /** The BTF with this id, unless there is none. */
    public Optional<BtfEntry> btf(int id) {
        return one(Kind.BTF, id, reading::btf);
    }

    /** A program's translated instructions, machine code, functions and source lines, unless there is none. */
    public Optional<ProgramCode> code(int program) {
        return one(Kind.PROGRAM, program, new CodeReading(bpf, this)::read);
    }

    /** The types in BTF of a program or map, unless there is none; a module's are read with {@link #moduleTypes}. */
    public Optional<Btf> types(int id) {
        return one(Kind.BTF, id, descriptor -> Btf.read("BTF " + id, btfBytes(descriptor)));
    }

    /** The types of a module, on top of the kernel's own; unless there are none of this id. */
    public Optional<Btf> moduleTypes(int id, Btf kernel) {
        return one(
                Kind.BTF,
                id,
                descriptor -> Btf.readSplit(reading.btf(descriptor).name(), btfBytes(descriptor), kernel));
    }

    private <T> Optional<T> one(Kind kind, int id, Function<FileDescriptor, T> describe) {
        Optional<FileDescriptor> opened = openIfThere(kind, id);
        if (opened.isEmpty()) {
            return Optional.empty();
        }
        try (FileDescriptor descriptor = opened.get()) {
            return Optional.of(describe.apply(descriptor));
        }
    }

    /** The bytes of BTF: asked for in a second call, when their number is known. */
    private MemorySegment btfBytes(FileDescriptor descriptor) {
        int size = reading.btf(descriptor).bytes();
        try (var call = Arena.ofConfined()) {
            MemorySegment bytes = call.allocate(size, 8);
            MemorySegment info = BtfInfo.allocate(call);
            BtfInfo.BTF.set(info, bytes);
            BtfInfo.BTF_SIZE.set(info, size);
            reading.describe(descriptor, info);
            return MemorySegment.ofArray(bytes.toArray(ValueLayout.JAVA_BYTE));
        }
    }

    private <T> List<T> all(Kind kind, Function<FileDescriptor, T> describe) {
        var entries = new ArrayList<T>();
        for (int id : ids(kind)) {
            Optional<FileDescriptor> opened = openIfThere(kind, id);
            if (opened.isPresent()) {
                try (FileDescriptor descriptor = opened.get()) {
                    entries.add(describe.apply(descriptor));
                }
            }
        }
        return entries;
    }

    /** All ids of a kind, ascending. */
    List<Integer> ids(Kind kind) {
        var ids = new ArrayList<Integer>();
        int id = 0;
        while (true) {
            try (var call = Arena.ofConfined()) {
                MemorySegment attribute = ObjectIdAttribute.of(call, id);
                int result = bpf.call(kind.next, attribute);
                if (result == -Errno.ENOENT.number()) {
                    return ids;
                }
                if (result < 0) {
                    throw Bpf.administratorFailure(result, "list loaded objects (" + kind.next + ")");
                }
                id = ObjectIdAttribute.NEXT_ID.get(attribute);
                ids.add(id);
            }
        }
    }

    /** The object with this id, unless it is gone; the caller owns the descriptor. */
    Optional<FileDescriptor> openIfThere(Kind kind, int id) {
        try (var call = Arena.ofConfined()) {
            int result = bpf.call(kind.open, ObjectIdAttribute.of(call, id));
            if (result == -Errno.ENOENT.number()) {
                return Optional.empty();
            }
            if (result < 0) {
                throw Bpf.administratorFailure(result, "open %s %d".formatted(kind.text(), id));
            }
            return Optional.of(new FileDescriptor(bpf.kernel(), result, kind.text() + " " + id));
        }
    }

    /** BTF with this id, if it is there and {@code wanted}; the caller owns the descriptor. */
    Optional<FileDescriptor> openBtf(int id, Predicate<BtfEntry> wanted) {
        Optional<FileDescriptor> opened = openIfThere(Kind.BTF, id);
        if (opened.isEmpty()) {
            return Optional.empty();
        }
        FileDescriptor descriptor = opened.get();
        try {
            if (wanted.test(reading.btf(descriptor))) {
                return opened;
            }
        } catch (RuntimeException | Error failed) {
            descriptor.close();
            throw failed;
        }
        descriptor.close();
        return Optional.empty();
    }
}
