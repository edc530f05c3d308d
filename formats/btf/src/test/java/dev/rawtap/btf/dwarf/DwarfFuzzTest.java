package dev.rawtap.btf.dwarf;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.rawtap.base.MalformedException;
import dev.rawtap.btf.TestObject;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Whatever the bytes of {@code .debug_info} and {@code .debug_abbrev} are: types, or one error. Without {@code JAZZER_FUZZ=1} what was
 * found once is tried.
 */
@Timeout(900)
class DwarfFuzzTest {
    private static final TestObject OBJECT = TestObject.resource("layouts.14.bpfel.o");

    /** The length of the abbreviations, two bytes, they themselves, and the entries. */
    static Stream<byte[]> sections() {
        return Stream.of("layouts.14.bpfel.o", "layouts.14.dwarf4.o", "layouts.21.bpfel.o")
                .map(TestObject::resource)
                .map(object -> {
                    byte[] abbreviations = object.section(".debug_abbrev").toArray(ValueLayout.JAVA_BYTE);
                    byte[] info = object.section(".debug_info").toArray(ValueLayout.JAVA_BYTE);
                    return ByteBuffer.allocate(2 + abbreviations.length + info.length)
                            .putShort((short) abbreviations.length)
                            .put(abbreviations)
                            .put(info)
                            .array();
                });
    }

    @MethodSource("sections")
    @FuzzTest(maxDuration = "10m")
    void reads(byte[] bytes) {
        if (bytes.length < 2) {
            return;
        }
        MemorySegment both = MemorySegment.ofArray(bytes).asSlice(2);
        long abbreviations = Math.min(
                both.byteSize(), Short.toUnsignedInt(ByteBuffer.wrap(bytes).getShort()));
        try {
            DwarfTypes.read(new DwarfSections(
                            "fuzzed",
                            OBJECT.order(),
                            both.asSlice(abbreviations),
                            both.asSlice(0, abbreviations),
                            OBJECT.section(".debug_str"),
                            OBJECT.section(".debug_str_offsets"),
                            OBJECT.section(".debug_line_str")))
                    .validate();
        } catch (MalformedException expected) {
            // what is to be seen
        }
    }
}
