package dev.rawtap.kernel;

import dev.rawtap.base.Errno;
import dev.rawtap.base.InvalidInputException;
import dev.rawtap.contract.BpfMap.UpdateMode;
import dev.rawtap.linux.BpfCommand;
import dev.rawtap.linux.FileDescriptor;
import dev.rawtap.linux.struct.MapCreateAttribute;
import dev.rawtap.linux.struct.ObjectPathAttribute;
import dev.rawtap.object.Feature;
import dev.rawtap.object.KernelVersion;
import dev.rawtap.object.MapSpec;
import dev.rawtap.object.MapType;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Makes maps: creates them, or opens pinned ones, and gives global data its first bytes. */
final class MapCreation {
    /** {@code BPF_F_RDONLY_PROG} (5.2): the verifier may take the value as constant once it is frozen. */
    private static final int READ_ONLY_FOR_PROGRAMS = 1 << 7;

    /** {@code BPF_F_MMAPABLE} (5.5). */
    static final int MEMORY_MAPPED = 1 << 10;

    private static final KernelVersion LONG_KEYS = Feature.LONG_KEYS.since();
    private static final int OLD_KEY_LIMIT = 512;
    private static final int SMALLEST_PAGE = 4096;
    private static final int LARGEST_PAGE = 65536;
    private static final long LARGEST_RING = 1L << 31;

    private final Bpf bpf;
    private final int possibleCpus;
    private final Optional<Path> pins;
    private final KernelVersion running;
    private final List<KernelMap> created = new ArrayList<>();

    /**
     * With {@code pins}, maps declared {@code LIBBPF_PIN_BY_NAME} are shared by pins in that folder.
     *
     * @param running for messages
     */
    MapCreation(Bpf bpf, int possibleCpus, Optional<Path> pins, KernelVersion running) {
        this.bpf = bpf;
        this.possibleCpus = possibleCpus;
        this.pins = pins;
        this.running = running;
    }

    /** A map as {@code spec} says, with its contents; the caller owns it. */
    KernelMap create(MapSpec spec, ObjectTypes types) {
        MapSpec complete = complete(spec);
        Optional<Path> pin = pins.filter(_ -> spec.pinByName()).map(folder -> folder.resolve(spec.name()));
        Optional<KernelMap> pinned = pin.flatMap(path -> openPinned(complete, path));
        if (pinned.isPresent()) {
            return pinned.get();
        }
        var map = new KernelMap(bpf, descriptor(complete, types), complete, possibleCpus);
        try {
            fill(map);
            pin.ifPresent(map::pin);
            created.add(map);
            return map;
        } catch (RuntimeException | Error failed) {
            map.close();
            throw failed;
        }
    }

    /** The maps that were made; not those that were pinned already, which have their contents. */
    List<KernelMap> created() {
        return created;
    }

    /** Fills in what a loader chooses. */
    private MapSpec complete(MapSpec spec) {
        return switch (spec.type()) {
            case PERF_EVENT_ARRAY ->
                spec.withShape(Integer.BYTES, Integer.BYTES, spec.maxEntries() == 0 ? possibleCpus : spec.maxEntries());
            case RINGBUF, USER_RINGBUF -> spec.withMaxEntries(ringBytes(spec.maxEntries()));
            case HASH,
                    ARRAY,
                    PROGRAM_ARRAY,
                    PERCPU_HASH,
                    PERCPU_ARRAY,
                    STACK_TRACE,
                    CGROUP_ARRAY,
                    LRU_HASH,
                    LRU_PERCPU_HASH,
                    LPM_TRIE,
                    ARRAY_OF_MAPS,
                    HASH_OF_MAPS,
                    QUEUE,
                    STACK,
                    TASK_STORAGE,
                    BLOOM_FILTER,
                    CGROUP_STORAGE -> spec.withInner(spec.inner().map(this::complete));
        };
    }

    /** The next power of two, at least a page; what has none in 32 bits is left for the kernel to refuse. */
    private static int ringBytes(int unsigned) {
        long wanted = Math.max(Integer.toUnsignedLong(unsigned), SMALLEST_PAGE);
        long power = Long.highestOneBit(wanted - 1) << 1;
        return power > LARGEST_RING ? unsigned : (int) power;
    }

    /** A map of maps is made with the descriptor of a map as its own will be, which the kernel only looks at. */
    private FileDescriptor descriptor(MapSpec spec, ObjectTypes types) {
        if (!spec.type().holdsMaps()) {
            return descriptor(spec, types, 0);
        }
        MapSpec inner = spec.inner()
                .orElseThrow(() -> new InvalidInputException(
                        "map '%s' does not say what its maps are like".formatted(spec.name()),
                        "give it the shape of one: MapSpec.withInner"));
        if (inner.type().holdsMaps() || inner.type() == MapType.PROGRAM_ARRAY) {
            throw new InvalidInputException(
                    "map '%s' holds maps of type %s, which hold maps or programs in turn"
                            .formatted(spec.name(), inner.type()),
                    "the kernel nests one level");
        }
        try (FileDescriptor example = descriptor(inner, types, 0)) {
            return descriptor(spec, types, example.number());
        }
    }

    private FileDescriptor descriptor(MapSpec spec, ObjectTypes types, int inner) {
        int result = create(spec, spec.maxEntries(), types, inner);
        boolean ring = spec.type() == MapType.RINGBUF || spec.type() == MapType.USER_RINGBUF;
        if (result == -Errno.EINVAL.number() && ring && Integer.compareUnsigned(spec.maxEntries(), LARGEST_PAGE) < 0) {
            result = create(spec, LARGEST_PAGE, types, inner); // pages of 16 or 64 KiB on arm64
        }
        if (result < 0) {
            throw Bpf.failure(result, "create map '%s' (%s)".formatted(spec.name(), spec.type()), hint(result, spec));
        }
        return new FileDescriptor(bpf.kernel(), result, "map '" + spec.name() + "'");
    }

    /** First with types; a kernel or map type that refuses these gets none. */
    private int create(MapSpec spec, int entries, ObjectTypes types, int inner) {
        boolean typed = spec.valueType() != 0 && takesTypes(spec.type());
        if (typed && types.descriptor().isPresent()) {
            int result = types.descriptor().get().use(btf -> create(spec, entries, inner, btf, spec.keyType()));
            boolean refused = result == -Errno.EINVAL.number() || result == -Errno.ENOTSUPP.number();
            if (!refused || spec.type() == MapType.TASK_STORAGE) {
                return result;
            }
        }
        return create(spec, entries, inner, 0, 0);
    }

    private int create(MapSpec spec, int entries, int inner, int btf, int keyType) {
        try (var call = Arena.ofConfined()) {
            MemorySegment attribute = MapCreateAttribute.allocate(call);
            MapCreateAttribute.TYPE.set(attribute, spec.type().number());
            MapCreateAttribute.KEY_SIZE.set(attribute, spec.keySize());
            MapCreateAttribute.VALUE_SIZE.set(attribute, spec.valueSize());
            MapCreateAttribute.MAX_ENTRIES.set(attribute, entries);
            MapCreateAttribute.FLAGS.set(attribute, flags(spec));
            MapCreateAttribute.INNER_MAP_FD.set(attribute, inner);
            MapCreateAttribute.NAME.set(attribute, KernelNames.of(spec.name()));
            if (btf > 0) {
                MapCreateAttribute.BTF_FD.set(attribute, btf);
                MapCreateAttribute.BTF_KEY_TYPE_ID.set(attribute, keyType);
                MapCreateAttribute.BTF_VALUE_TYPE_ID.set(attribute, spec.valueType());
            }
            return bpf.call(BpfCommand.MAP_CREATE, attribute);
        }
    }

    private static int flags(MapSpec spec) {
        return spec.flags()
                | spec.contents()
                        .map(contents -> contents.constant() ? READ_ONLY_FOR_PROGRAMS : MEMORY_MAPPED)
                        .orElse(0);
    }

    /** Whether the kernel takes BTF types for maps of this type at all (map_check_no_btf, 6.18). */
    private static boolean takesTypes(MapType type) {
        return switch (type) {
            case PERF_EVENT_ARRAY, CGROUP_ARRAY, STACK_TRACE, ARRAY_OF_MAPS, HASH_OF_MAPS, RINGBUF, USER_RINGBUF ->
                false;
            case HASH,
                    ARRAY,
                    PROGRAM_ARRAY,
                    PERCPU_HASH,
                    PERCPU_ARRAY,
                    LRU_HASH,
                    LRU_PERCPU_HASH,
                    LPM_TRIE,
                    QUEUE,
                    STACK,
                    TASK_STORAGE,
                    BLOOM_FILTER,
                    CGROUP_STORAGE -> true;
        };
    }

    private @Nullable String hint(int result, MapSpec spec) {
        String shape = "key %d, value %d, entries %d, flags 0x%x"
                .formatted(spec.keySize(), spec.valueSize(), Integer.toUnsignedLong(spec.maxEntries()), flags(spec));
        if (result == -Errno.EINVAL.number() && running.compareTo(spec.type().since()) < 0) {
            return "maps of this type came with Linux %s; this kernel is %s"
                    .formatted(spec.type().since(), running);
        }
        if (result == -Errno.EINVAL.number()) {
            return "this kernel has no such map type, or refuses its shape: " + shape;
        }
        if (result == -Errno.E2BIG.number() && spec.keySize() > OLD_KEY_LIMIT && running.compareTo(LONG_KEYS) < 0) {
            return "keys have at most %d bytes before Linux %s; this one has %d"
                    .formatted(OLD_KEY_LIMIT, LONG_KEYS, spec.keySize());
        }
        if (result == -Errno.E2BIG.number() || result == -Errno.ENOMEM.number()) {
            return "the map is too large: " + shape;
        }
        return null;
    }

    private static void fill(KernelMap map) {
        map.spec().contents().ifPresent(contents -> {
            byte[] bytes = contents.bytes();
            if (!isZero(bytes)) {
                map.update(new byte[Integer.BYTES], bytes, UpdateMode.ANY);
            }
            if (contents.constant()) {
                map.freeze();
            }
        });
    }

    private static boolean isZero(byte[] bytes) {
        for (byte b : bytes) {
            if (b != 0) {
                return false;
            }
        }
        return true;
    }

    /** The map pinned at {@code path}, if there is one; another shape is refused. */
    private Optional<KernelMap> openPinned(MapSpec spec, Path path) {
        try (var call = Arena.ofConfined()) {
            int result = bpf.call(BpfCommand.OBJ_GET, ObjectPathAttribute.of(call, path.toString(), 0));
            if (result == -Errno.ENOENT.number()) {
                return Optional.empty();
            }
            Pins.check(result, "open pinned map " + path, path);
            var map = new KernelMap(
                    bpf, new FileDescriptor(bpf.kernel(), result, "map '" + spec.name() + "'"), spec, possibleCpus);
            try {
                requireShape(spec, map.shape(), path);
                return Optional.of(map);
            } catch (RuntimeException | Error failed) {
                map.close();
                throw failed;
            }
        }
    }

    private static void requireShape(MapSpec wanted, MapSpec pinned, Path path) {
        boolean equal = wanted.type() == pinned.type()
                && wanted.keySize() == pinned.keySize()
                && wanted.valueSize() == pinned.valueSize()
                && wanted.maxEntries() == pinned.maxEntries()
                && flags(wanted) == pinned.flags();
        if (!equal) {
            throw new InvalidInputException(
                    "map '%s' is %s, but %s holds %s".formatted(wanted.name(), shape(wanted), path, shape(pinned)),
                    "remove that pin, or load without pins");
        }
    }

    /** What a map is like, in words. */
    static String shape(MapSpec spec) {
        return "%s with key %d, value %d, entries %d, flags 0x%x"
                .formatted(spec.type(), spec.keySize(), spec.valueSize(), spec.maxEntries(), flags(spec));
    }
}
