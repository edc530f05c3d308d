package dev.rawtap.kernel;

import dev.rawtap.base.Errno;
import dev.rawtap.base.UnsupportedException;
import dev.rawtap.linux.BpfCommand;
import dev.rawtap.linux.FileDescriptor;
import dev.rawtap.linux.struct.BtfInfo;
import dev.rawtap.linux.struct.LinkInfo;
import dev.rawtap.linux.struct.MapInfo;
import dev.rawtap.linux.struct.ObjectIdAttribute;
import dev.rawtap.linux.struct.ObjectInfoAttribute;
import dev.rawtap.linux.struct.ProgramInfo;
import dev.rawtap.object.MapSpec;
import dev.rawtap.object.MapType;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * Everything that is loaded on this machine, by whomever: programs, maps, links and BTF, by id. A list is a look at one
 * moment; what goes away during the walk is left out. Walking by id needs CAP_SYS_ADMIN. Thread-safe.
 */
public final class KernelObjects {
    private static final int NAME_BYTES = 128;

    private final Bpf bpf;

    KernelObjects(Bpf bpf) {
        this.bpf = bpf;
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
            int attachType) {
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
            int valueType) {
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
     * @param target what it is attached to, where the kernel says so: a tracepoint's name
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
        return all(Kind.PROGRAM, this::program);
    }

    /** All maps, by id. */
    public List<MapEntry> maps() {
        return all(Kind.MAP, fd -> info(fd, MapInfo.SIZE, KernelObjects::mapEntry));
    }

    /** All links, by id. */
    public List<LinkEntry> links() {
        return all(Kind.LINK, this::link);
    }

    /** All BTF, by id. */
    public List<BtfEntry> types() {
        return all(Kind.BTF, this::btf);
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
                    throw Bpf.failure(result, "list loaded objects (" + kind.next + ")");
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
                throw Bpf.failure(result, "open loaded object %d (%s)".formatted(id, kind.open));
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
            if (wanted.test(btf(descriptor))) {
                return opened;
            }
        } catch (RuntimeException | Error failed) {
            descriptor.close();
            throw failed;
        }
        descriptor.close();
        return Optional.empty();
    }

    /** Asks for the info struct of an object and reads it. */
    <T> T info(FileDescriptor descriptor, int size, Function<MemorySegment, T> read) {
        try (var call = Arena.ofConfined()) {
            MemorySegment info = call.allocate(size, 8);
            describe(descriptor, info);
            return read.apply(info);
        }
    }

    private void describe(FileDescriptor descriptor, MemorySegment info) {
        int result = ask(descriptor, info);
        if (result < 0) {
            throw Bpf.failure(result, "describe " + descriptor.what());
        }
    }

    private int ask(FileDescriptor descriptor, MemorySegment info) {
        try (var call = Arena.ofConfined()) {
            return descriptor.use(
                    fd -> bpf.call(BpfCommand.OBJ_GET_INFO_BY_FD, ObjectInfoAttribute.of(call, fd, info)));
        }
    }

    /** A program's description; its maps are asked for in a second call. */
    ProgramEntry program(FileDescriptor descriptor) {
        int mapCount = info(descriptor, ProgramInfo.SIZE, ProgramInfo.MAP_COUNT::get);
        try (var call = Arena.ofConfined()) {
            MemorySegment maps = call.allocate(Integer.BYTES * (long) Math.max(1, mapCount), 8);
            MemorySegment info = ProgramInfo.allocate(call);
            ProgramInfo.MAP_COUNT.set(info, mapCount);
            ProgramInfo.MAP_IDS.set(info, maps);
            describe(descriptor, info);
            int count = Math.min(mapCount, ProgramInfo.MAP_COUNT.get(info));
            var ids = new ArrayList<Integer>();
            for (int i = 0; i < count; i++) {
                ids.add(maps.getAtIndex(ValueLayout.JAVA_INT, i));
            }
            return new ProgramEntry(
                    ProgramInfo.ID.get(info),
                    ProgramInfo.TYPE.get(info),
                    ProgramInfo.NAME.text(info),
                    HexFormat.of().formatHex(ProgramInfo.TAG.bytes(info)),
                    ProgramInfo.LOAD_TIME.get(info),
                    ProgramInfo.USER_ID.get(info),
                    ids,
                    ProgramInfo.BTF_ID.get(info),
                    ProgramInfo.TRANSLATED_LENGTH.get(info),
                    ProgramInfo.MACHINE_CODE_LENGTH.get(info),
                    ProgramInfo.VERIFIED_INSTRUCTIONS.get(info),
                    ProgramInfo.RUN_COUNT.get(info),
                    ProgramInfo.RUN_TIME.get(info),
                    ProgramInfo.RECURSION_MISSES.get(info),
                    ProgramInfo.ATTACH_BTF_OBJECT_ID.get(info),
                    ProgramInfo.ATTACH_BTF_ID.get(info));
        }
    }

    private static MapEntry mapEntry(MemorySegment info) {
        return new MapEntry(
                MapInfo.ID.get(info),
                MapInfo.TYPE.get(info),
                MapInfo.NAME.text(info),
                MapInfo.KEY_SIZE.get(info),
                MapInfo.VALUE_SIZE.get(info),
                MapInfo.MAX_ENTRIES.get(info),
                MapInfo.FLAGS.get(info),
                MapInfo.BTF_ID.get(info),
                MapInfo.BTF_KEY_TYPE_ID.get(info),
                MapInfo.BTF_VALUE_TYPE_ID.get(info));
    }

    /** A map's shape as a value; {@code what} names it in the error about a kind that is not known here. */
    static MapSpec mapSpec(MemorySegment info, String what) {
        MapEntry entry = mapEntry(info);
        MapType type = entry.kind()
                .orElseThrow(() -> new UnsupportedException(
                        "%s has type %d, which is not read here".formatted(what, entry.type()), null));
        return new MapSpec(
                entry.name(),
                type,
                entry.keySize(),
                entry.valueSize(),
                entry.maxEntries(),
                entry.flags(),
                0,
                0,
                false,
                Optional.empty());
    }

    /** A link's description. What its name and cookie are kept in depends on its type. */
    LinkEntry link(FileDescriptor descriptor) {
        int type = info(descriptor, LinkInfo.SIZE, LinkInfo.TYPE::get);
        try (var call = Arena.ofConfined()) {
            MemorySegment info = LinkInfo.allocate(call);
            MemorySegment name = call.allocate(NAME_BYTES);
            if (type == LinkInfo.TYPE_RAW_TRACEPOINT) {
                LinkInfo.RAW_TRACEPOINT_NAME.set(info, name);
                LinkInfo.RAW_TRACEPOINT_NAME_LENGTH.set(info, NAME_BYTES);
            } else if (type == LinkInfo.TYPE_PERF_EVENT) {
                LinkInfo.TRACEPOINT_NAME.set(info, name);
                LinkInfo.TRACEPOINT_NAME_LENGTH.set(info, NAME_BYTES);
            }
            describe(descriptor, info);
            long cookie = switch (type) {
                case LinkInfo.TYPE_RAW_TRACEPOINT -> LinkInfo.RAW_TRACEPOINT_COOKIE.get(info);
                case LinkInfo.TYPE_TRACING -> LinkInfo.TRACING_COOKIE.get(info);
                case LinkInfo.TYPE_PERF_EVENT -> LinkInfo.TRACEPOINT_COOKIE.get(info);
                default -> 0;
            };
            String target = name.getString(0);
            return new LinkEntry(
                    LinkInfo.ID.get(info),
                    type,
                    LinkInfo.PROGRAM_ID.get(info),
                    target.isEmpty() ? Optional.empty() : Optional.of(target),
                    cookie);
        }
    }

    /** Before 5.11 BTF has no name, and to ask for it is E2BIG. */
    private BtfEntry btf(FileDescriptor descriptor) {
        try (var call = Arena.ofConfined()) {
            MemorySegment name = call.allocate(NAME_BYTES);
            MemorySegment info = BtfInfo.allocate(call);
            BtfInfo.NAME.set(info, name);
            BtfInfo.NAME_LENGTH.set(info, NAME_BYTES);
            if (ask(descriptor, info) == -Errno.E2BIG.number()) {
                info.fill((byte) 0);
                describe(descriptor, info);
            }
            return new BtfEntry(
                    BtfInfo.ID.get(info), name.getString(0), BtfInfo.KERNEL.get(info) != 0, BtfInfo.BTF_SIZE.get(info));
        }
    }
}
