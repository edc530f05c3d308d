package dev.rawtap.kernel;

import dev.rawtap.base.Errno;
import dev.rawtap.base.InvalidInputException;
import dev.rawtap.contract.BpfMap;
import dev.rawtap.contract.Program;
import dev.rawtap.linux.BpfCommand;
import dev.rawtap.linux.FileDescriptor;
import dev.rawtap.linux.Kernel;
import dev.rawtap.linux.struct.MapElementAttribute;
import dev.rawtap.linux.struct.MapInfo;
import dev.rawtap.linux.struct.ObjectInfoAttribute;
import dev.rawtap.linux.struct.ObjectPathAttribute;
import dev.rawtap.object.MapSpec;
import dev.rawtap.object.MapType;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.IntFunction;

/**
 * A map in the kernel. Thread-safe. One that belongs to a loaded object closes with it; one that was opened by pin or id
 * closes when asked to.
 */
public final class KernelMap implements BpfMap, AutoCloseable {
    private final Bpf bpf;
    private final FileDescriptor descriptor;
    private final MapSpec spec;
    private final int valueBytes;

    /** Takes over {@code descriptor}. */
    KernelMap(Bpf bpf, FileDescriptor descriptor, MapSpec spec, int possibleCpus) {
        this.bpf = bpf;
        this.descriptor = descriptor;
        this.spec = spec;
        this.valueBytes =
                spec.type().perCpu() ? Math.multiplyExact((spec.valueSize() + 7) & ~7, possibleCpus) : spec.valueSize();
    }

    @Override
    public MapSpec spec() {
        return spec;
    }

    @Override
    public int valueBytes() {
        return valueBytes;
    }

    /** The kernel's number of this map, as {@code bpftool map} shows it. */
    public int id() {
        return describe(MapInfo.ID::get);
    }

    /** What the kernel says that it is; its name there is the first 15 bytes of the name. */
    MapSpec shape() {
        return describe(info -> ObjectReading.mapSpec(info, what()));
    }

    private <T> T describe(Function<MemorySegment, T> view) {
        try (var call = Arena.ofConfined()) {
            MemorySegment info = MapInfo.allocate(call);
            check(use(BpfCommand.OBJ_GET_INFO_BY_FD, fd -> ObjectInfoAttribute.of(call, fd, info)), "describe");
            return view.apply(info);
        }
    }

    private String what() {
        return "map '" + name() + "'";
    }

    /**
     * Gives it a name on a bpf file system, which keeps it after this process has ended.
     *
     * @param path a path that does not exist, below {@code /sys/fs/bpf}
     */
    public void pin(Path path) {
        try (var call = Arena.ofConfined()) {
            int result = use(BpfCommand.OBJ_PIN, fd -> ObjectPathAttribute.of(call, path.toString(), fd));
            Pins.check(result, "pin map '" + name() + "' at " + path, path);
        }
    }

    @Override
    public Optional<byte[]> lookup(byte[] key) {
        return read(BpfCommand.MAP_LOOKUP_ELEM, key, "look up in");
    }

    @Override
    public void update(byte[] key, byte[] value, UpdateMode mode) {
        checkKey(key);
        checkValue(value);
        long flags = switch (mode) {
            case ANY -> MapElementAttribute.ANY;
            case CREATE -> MapElementAttribute.NO_EXIST;
            case REPLACE -> MapElementAttribute.EXIST;
        };
        try (var call = Arena.ofConfined()) {
            MemorySegment from = bytes(call, key);
            MemorySegment to = bytes(call, value);
            String doing = "update an entry (" + mode + ") of";
            int result = use(BpfCommand.MAP_UPDATE_ELEM, fd -> MapElementAttribute.of(call, fd, from, to, flags));
            if (result == -Errno.E2BIG.number() || result == -Errno.ENOSPC.number()) {
                throw Bpf.failure(result, doing + " " + what(), full());
            }
            check(result, doing);
        }
    }

    @Override
    public void hold(byte[] key, BpfMap held) {
        if (!spec.type().holdsMaps() || !(held instanceof KernelMap map)) {
            throw cannotHold("map '" + held.name() + "'");
        }
        hold(
                key,
                map.descriptor,
                held.name(),
                "it holds maps like: " + spec.inner().map(MapCreation::shape).orElse("not known here")
                        + "; this one is: " + MapCreation.shape(held.spec()));
    }

    @Override
    public void hold(byte[] key, Program held) {
        if (spec.type() != MapType.PROGRAM_ARRAY || !(held instanceof KernelProgram program)) {
            throw cannotHold("program '" + held.name() + "'");
        }
        hold(
                key,
                program.descriptor(),
                held.name(),
                "all programs of an array, and those that call it, are of one kind: the same section, but for the name");
    }

    private InvalidInputException cannotHold(String held) {
        return new InvalidInputException(
                "map '%s' (%s) cannot hold %s".formatted(name(), spec.type(), held),
                "maps of maps hold maps, program arrays programs, each of the same engine");
    }

    private void hold(byte[] key, FileDescriptor held, String name, String mismatch) {
        checkKey(key);
        try (var call = Arena.ofConfined()) {
            MemorySegment from = bytes(call, key);
            MemorySegment value = call.allocate(Integer.BYTES, Integer.BYTES);
            int result = held.use(fd -> {
                value.set(ValueLayout.JAVA_INT, 0, fd);
                return use(
                        BpfCommand.MAP_UPDATE_ELEM,
                        map -> MapElementAttribute.of(call, map, from, value, MapElementAttribute.ANY));
            });
            if (result < 0) {
                boolean full = result == -Errno.E2BIG.number() || result == -Errno.ENOSPC.number();
                String hint = full ? full() : result == -Errno.EINVAL.number() ? mismatch : null;
                throw Bpf.failure(result, "put '%s' into %s".formatted(name, what()), hint);
            }
        }
    }

    private String full() {
        long entries = Integer.toUnsignedLong(spec.maxEntries());
        return spec.type().numbered()
                ? "its keys are 0 to " + (entries - 1)
                : "it is full: it has room for %d entries".formatted(entries);
    }

    @Override
    public boolean delete(byte[] key) {
        checkKey(key);
        try (var call = Arena.ofConfined()) {
            MemorySegment where = bytes(call, key);
            int result = use(
                    BpfCommand.MAP_DELETE_ELEM,
                    fd -> MapElementAttribute.of(call, fd, where, MemorySegment.NULL, MapElementAttribute.ANY));
            if (result == -Errno.ENOENT.number()) {
                return false;
            }
            check(result, "delete from");
            return true;
        }
    }

    /** {@inheritDoc} That is one for each MiB where kernel and map type have batches. */
    @Override
    public void updateAll(List<byte[]> keys, List<byte[]> values) {
        if (keys.size() != values.size()) {
            throw new InvalidInputException(
                    "%d keys and %d values for map '%s'".formatted(keys.size(), values.size(), name()),
                    "give each key its value");
        }
        keys.forEach(this::checkKey);
        values.forEach(this::checkValue);
        new MapBatches(this).update(keys, values);
    }

    @Override
    public int deleteAll(List<byte[]> keys) {
        keys.forEach(this::checkKey);
        return new MapBatches(this).delete(keys);
    }

    /** {@inheritDoc} Before 5.14 hash maps cannot do it in one step; there it is a lookup and a delete. */
    @Override
    public Optional<byte[]> take(byte[] key) {
        checkKey(key);
        try (var call = Arena.ofConfined()) {
            MemorySegment where = bytes(call, key);
            MemorySegment value = call.allocate(valueBytes, 8);
            int result = use(
                    BpfCommand.MAP_LOOKUP_AND_DELETE_ELEM,
                    fd -> MapElementAttribute.of(call, fd, where, value, MapElementAttribute.ANY));
            if (result == -Errno.ENOENT.number()) {
                return Optional.empty();
            }
            if (result < 0 && Unsupported.is(result) && spec.keySize() > 0) {
                Optional<byte[]> found = lookup(key);
                return found.isPresent() && delete(key) ? found : Optional.empty();
            }
            check(result, "take from");
            return Optional.of(value.toArray(ValueLayout.JAVA_BYTE));
        }
    }

    @Override
    public void forEach(EntryVisitor visitor) {
        if (spec.keySize() == 0) {
            throw new InvalidInputException(
                    "map '" + name() + "' (" + spec.type() + ") has no keys to go through",
                    "take entries one by one, or read it as a buffer");
        }
        new MapIteration(this, visitor).run();
    }

    /** No writes from now on but the kernel's own: {@code BPF_MAP_FREEZE}. */
    void freeze() {
        try (var call = Arena.ofConfined()) {
            check(
                    use(
                            BpfCommand.MAP_FREEZE,
                            fd -> MapElementAttribute.of(call, fd, MemorySegment.NULL, MemorySegment.NULL, 0)),
                    "freeze");
        }
    }

    /** Its memory, for the map types that have such; {@code arena} unmaps it. */
    MemorySegment map(Arena arena, long offset, long length, Kernel.Mapping mapping) {
        return bpf.kernel().mmap(arena, descriptor.number(), offset, length, mapping);
    }

    /** The descriptor, which this map goes on owning. */
    FileDescriptor descriptor() {
        return descriptor;
    }

    /** Runs a command on this map: its result, or {@code -errno}. */
    int use(BpfCommand command, IntFunction<MemorySegment> attribute) {
        return descriptor.use(fd -> bpf.call(command, attribute.apply(fd)));
    }

    /** Throws if {@code result} is an error of {@code doing} to this map. */
    void check(int result, String doing) {
        if (result < 0) {
            String hint = Unsupported.is(result) ? "maps of type " + spec.type() + " cannot do this here" : null;
            throw Bpf.failure(result, doing + " map '" + name() + "'", hint);
        }
    }

    @Override
    public void close() {
        descriptor.close();
    }

    @Override
    public String toString() {
        return what();
    }

    private Optional<byte[]> read(BpfCommand command, byte[] key, String doing) {
        checkKey(key);
        try (var call = Arena.ofConfined()) {
            MemorySegment where = bytes(call, key);
            MemorySegment value = call.allocate(valueBytes, 8);
            int result = use(command, fd -> MapElementAttribute.of(call, fd, where, value, MapElementAttribute.ANY));
            if (result == -Errno.ENOENT.number()) {
                return Optional.empty();
            }
            check(result, doing);
            return Optional.of(value.toArray(ValueLayout.JAVA_BYTE));
        }
    }

    private void checkKey(byte[] key) {
        if (key.length != spec.keySize()) {
            throw new InvalidInputException(
                    "key of %d bytes for map '%s', whose keys have %d".formatted(key.length, name(), spec.keySize()),
                    null);
        }
    }

    private void checkValue(byte[] value) {
        if (value.length != valueBytes) {
            throw new InvalidInputException(
                    "value of %d bytes for map '%s', whose values have %d".formatted(value.length, name(), valueBytes),
                    spec.type().perCpu() ? "a per-CPU map takes one value for each possible CPU" : null);
        }
    }

    /** Native copy; a queue's empty key is no key. */
    private static MemorySegment bytes(Arena arena, byte[] bytes) {
        if (bytes.length == 0) {
            return MemorySegment.NULL;
        }
        MemorySegment copy = arena.allocate(bytes.length, 8);
        MemorySegment.copy(bytes, 0, copy, ValueLayout.JAVA_BYTE, 0, bytes.length);
        return copy;
    }
}
