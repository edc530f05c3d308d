package dev.rawtap.btf;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.rawtap.base.InvalidInputException;
import dev.rawtap.base.MalformedException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever the bytes of a {@code .BTF} section are: types, or one error. Without {@code JAZZER_FUZZ=1} what was found once is tried. */
@Timeout(900)
class BtfFuzzTest {
    static Stream<byte[]> sections() {
        return Stream.of("signatures.14.bpfel.o", "signatures.21.bpfeb.o", "layouts.21.bpfel.o")
                .map(name -> TestObject.resource(name).section(".BTF").toArray(ValueLayout.JAVA_BYTE));
    }

    @MethodSource("sections")
    @FuzzTest(maxDuration = "10m")
    void reads(byte[] bytes) {
        try {
            MalformedBtfTest.use(Btf.read("fuzzed", MemorySegment.ofArray(bytes)));
        } catch (MalformedException | InvalidInputException expected) {
            // what is to be seen
        }
    }
}
