package dev.rawtap.kernel;

import dev.rawtap.base.Errno;
import dev.rawtap.base.UnsupportedException;
import dev.rawtap.kernel.KernelObjects.BtfEntry;
import dev.rawtap.kernel.KernelObjects.LinkEntry;
import dev.rawtap.kernel.KernelObjects.MapEntry;
import dev.rawtap.kernel.KernelObjects.ProgramEntry;
import dev.rawtap.linux.BpfCommand;
import dev.rawtap.linux.FileDescriptor;
import dev.rawtap.linux.SystemFiles;
import dev.rawtap.linux.struct.BtfInfo;
import dev.rawtap.linux.struct.LinkInfo;
import dev.rawtap.linux.struct.MapInfo;
import dev.rawtap.linux.struct.ObjectInfoAttribute;
import dev.rawtap.linux.struct.ProgramInfo;
import dev.rawtap.object.MapSpec;
import dev.rawtap.object.MapType;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;

/** What the kernel says of an open program, map, link or BTF, as values. */
final class ObjectReading {
    private static final int NAME_BYTES = 128;

    private static final String MEMORY = "memlock";

    private final Bpf bpf;

    ObjectReading(Bpf bpf) {
        this.bpf = bpf;
    }

    /** Asks for the info struct of an object and reads it. */
    <T> T info(FileDescriptor descriptor, int size, Function<MemorySegment, T> read) {
        try (var call = Arena.ofConfined()) {
            MemorySegment info = call.allocate(size, 8);
            describe(descriptor, info);
            return read.apply(info);
        }
    }

    /** Fills an info struct. */
    void describe(FileDescriptor descriptor, MemorySegment info) {
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
                    ProgramInfo.ATTACH_BTF_ID.get(info),
                    file(descriptor, MEMORY).orElse(0));
        }
    }

    /** A map's description. */
    MapEntry map(FileDescriptor descriptor) {
        MapEntry entry = info(descriptor, MapInfo.SIZE, ObjectReading::mapEntry);
        return new MapEntry(
                entry.id(),
                entry.type(),
                entry.name(),
                entry.keySize(),
                entry.valueSize(),
                entry.maxEntries(),
                entry.flags(),
                entry.btf(),
                entry.keyType(),
                entry.valueType(),
                file(descriptor, "frozen").orElse(0) != 0,
                file(descriptor, MEMORY).orElse(0));
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
                MapInfo.BTF_VALUE_TYPE_ID.get(info),
                false,
                0);
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
            } else if (type == LinkInfo.TYPE_ITERATOR) {
                LinkInfo.ITERATOR_TARGET.set(info, name);
                LinkInfo.ITERATOR_TARGET_LENGTH.set(info, NAME_BYTES);
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
    BtfEntry btf(FileDescriptor descriptor) {
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

    /** A number that only the descriptor's file in procfs has; empty for a descriptor of a door without a kernel. */
    private static OptionalLong file(FileDescriptor descriptor, String field) {
        String start = field + ":";
        return descriptor
                .lend(fd -> SystemFiles.HOST.text("/proc/self/fdinfo/" + fd))
                .flatMap(text ->
                        text.lines().filter(line -> line.startsWith(start)).findFirst())
                .map(line -> OptionalLong.of(
                        Long.parseUnsignedLong(line.substring(start.length()).strip())))
                .orElse(OptionalLong.empty());
    }
}
