package dev.rawtap.object.elf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rawtap.base.InvalidInputException;
import dev.rawtap.base.MalformedException;
import dev.rawtap.base.RawtapException;
import dev.rawtap.object.KernelVersion;
import dev.rawtap.object.ObjectSpec;
import dev.rawtap.object.Target;
import dev.rawtap.object.relocate.Relocator;
import dev.rawtap.syscall.Architecture;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever the bytes are: a value, or one of our exceptions, soon. */
@Timeout(60)
final class BrokenObjectTest {
    private static final List<String> OBJECTS =
            List.of("calls", "core_types.clang21", "globals.big_endian", "typed_ring");

    /** More with -Drounds=100000 -Dseed=N. */
    private static final int ROUNDS = Integer.getInteger("rounds", 200);

    private static final int SAMPLES = 2;

    private static final long[] EXTREMES = {0, 1, 7, 0xffff, 0x7fff_ffffL, 0x8000_0000L, Long.MAX_VALUE, -1};

    static Stream<String> objects() {
        return OBJECTS.stream();
    }

    private static byte[] bytes(String object) {
        try {
            return Files.readAllBytes(Objects.path(object));
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    /** Reads and relocates against the object's own types; true if that was possible. */
    static boolean survives(byte[] bytes) {
        try {
            var object = ElfObject.read("broken", bytes);
            ObjectSpec spec = object.spec();
            var target = new Target(Architecture.X86_64, new KernelVersion(6, 18), Set.of(), spec.btf(), List.of());
            Relocator.relocate(spec, target);
            object.debugTypes();
            return true;
        } catch (RawtapException explained) {
            assertThat(explained.getMessage()).isNotBlank();
            return false;
        }
    }

    private static ByteBuffer copy(byte[] bytes) {
        return ByteBuffer.wrap(bytes.clone()).order(bytes[5] == 1 ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
    }

    @ParameterizedTest
    @MethodSource("objects")
    void truncatedAnywhere(String object) {
        byte[] whole = bytes(object);
        for (int length = 0; length < whole.length; length += length < 128 ? 1 : 29) {
            byte[] cut = Arrays.copyOf(whole, length);
            // The section table is at the end of the file: nothing shorter is whole.
            assertThatThrownBy(() -> ElfObject.read("cut", cut))
                    .as("%d of %d bytes", cut.length, whole.length)
                    .isInstanceOf(MalformedException.class)
                    .hasMessageContaining("cut at byte 0x");
        }
    }

    @Test
    void missingPartOfATruncatedFileIsNamed() {
        byte[] whole = bytes("calls");
        long table = copy(whole).getLong(40);
        int headers = copy(whole).getShort(60) * 64;
        assertRefused(
                Arrays.copyOf(whole, (int) table),
                "cut at byte 0x%x: the section headers: %d bytes wanted, 0 left; the file is cut off"
                        .formatted(table, headers),
                "copy it again");
        assertRefused(
                Arrays.copyOf(whole, 10),
                "cut at byte 0x0: the ELF header: 64 bytes wanted, 10 left; the file is cut off",
                "copy it again");
    }

    /** The magic number of bitcode is BC 0xC0DE (LLVM, Bitcode File Format). */
    @Test
    void bitcodeIsKnown() {
        assertRefused(
                new byte[] {'B', 'C', (byte) 0xc0, (byte) 0xde, 0x35, 0x14, 0, 0},
                "cut at byte 0x0: LLVM bitcode, not an ELF file",
                "compile without -emit-llvm");
    }

    private static void assertRefused(byte[] bytes, String message, String hint) {
        assertThatThrownBy(() -> ElfObject.read("cut", bytes))
                .hasMessage(message)
                .isInstanceOfSatisfying(
                        RawtapException.class,
                        refused -> assertThat(refused.hint().orElse("")).contains(hint));
    }

    @ParameterizedTest
    @MethodSource("objects")
    void everyHeaderFieldAtItsExtremes(String object) {
        byte[] whole = bytes(object);
        for (int at = 0; at < 64; at++) {
            for (int value : new int[] {0, 1, 0xff}) {
                byte[] broken = whole.clone();
                broken[at] = (byte) value;
                survives(broken);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("objects")
    void everySectionHeaderFieldAtItsExtremes(String object) {
        byte[] whole = bytes(object);
        int table = (int) copy(whole).getLong(40);
        int[] fields = {0, 4, 8, 24, 32, 40, 44};
        var random = new Random(Long.getLong("seed", object.hashCode()));
        for (int section = 0; section < copy(whole).getShort(60); section++) {
            for (int field : fields) {
                for (int i = 0; i < SAMPLES; i++) {
                    long value = EXTREMES[random.nextInt(EXTREMES.length)];
                    ByteBuffer broken = copy(whole);
                    int at = table + section * 64 + field;
                    if (field == 8 || field == 24 || field == 32) {
                        broken.putLong(at, value);
                    } else {
                        broken.putInt(at, (int) value);
                    }
                    survives(broken.array());
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource("objects")
    void everyNumberOfTheTablesAtItsExtremes(String object) {
        byte[] whole = bytes(object);
        ElfFile file = ElfFile.read(object, MemorySegment.ofArray(whole));
        var random = new Random(object.hashCode());
        for (ElfSection section : file.sections()) {
            boolean table = section.type() == ElfSection.SYMBOL_TABLE
                    || section.isRelocations()
                    || section.name().startsWith(".BTF");
            int start = (int) section.data().segment().address();
            int size = (int) section.data().size();
            for (int at = 0; table && at + 8 <= size; at += 4 + 4 * random.nextInt(3)) {
                ByteBuffer broken = copy(whole);
                long value = EXTREMES[random.nextInt(EXTREMES.length)];
                broken.putInt(start + at, (int) (random.nextBoolean() ? value : broken.getInt(start + at) + value));
                survives(broken.array());
            }
        }
    }

    @ParameterizedTest
    @MethodSource("objects")
    void randomBytes(String object) {
        byte[] whole = bytes(object);
        long seed = Long.getLong("seed", object.hashCode());
        var random = new Random(seed);
        for (int round = 0; round < ROUNDS; round++) {
            byte[] broken = whole.clone();
            for (int change = random.nextInt(1, 5); change > 0; change--) {
                broken[random.nextInt(whole.length)] = (byte) random.nextInt();
            }
            try {
                survives(broken);
            } catch (RuntimeException | Error unexpected) {
                throw new AssertionError("reproduce: -Dseed=%d round %d".formatted(seed, round), unexpected);
            }
        }
    }

    @Test
    void overlappingSectionsAreRefused() {
        ByteBuffer broken = copy(bytes("calls"));
        int table = (int) broken.getLong(40);
        // .text (2) lies where raw_tp/sys_enter (4) is.
        broken.putLong(table + 2 * 64 + 24, broken.getLong(table + 4 * 64 + 24));
        assertThatThrownBy(() -> ElfObject.read("broken", broken.array()))
                .isInstanceOf(MalformedException.class)
                .hasMessageContaining("overlap");
    }

    @Test
    void hugeFilesAreRefusedUnread(@TempDir Path folder) throws IOException {
        Path huge = folder.resolve("huge.bpf.o");
        try (var file = new RandomAccessFile(huge.toFile(), "rw")) {
            file.setLength((64L << 20) + 1);
        }
        assertThatThrownBy(() -> ElfObject.read(huge))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("67108865 bytes, an object may have 67108864");
    }
}
