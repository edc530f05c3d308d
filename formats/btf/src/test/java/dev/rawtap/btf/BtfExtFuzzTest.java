package dev.rawtap.btf;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.rawtap.base.MalformedException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever the bytes of a {@code .BTF.ext} section are: records, or one error. Without {@code JAZZER_FUZZ=1} what was found once is tried. */
@Timeout(900)
class BtfExtFuzzTest {
    private static final Btf TYPES = TestObject.example("rename_btf.bpf.o").btf();

    static Stream<byte[]> sections() {
        return Stream.of("rename_btf.bpf.o", "unlinkat.bpf.o")
                .map(name -> TestObject.example(name).section(".BTF.ext").toArray(ValueLayout.JAVA_BYTE));
    }

    @MethodSource("sections")
    @FuzzTest(maxDuration = "10m")
    void reads(byte[] bytes) {
        try {
            BtfExt read = BtfExt.read("fuzzed", MemorySegment.ofArray(bytes), TYPES);
            for (String section : read.sections()) {
                read.functions(section);
                read.lines(section);
                read.relocations(section);
            }
        } catch (MalformedException expected) {
            // what is to be seen
        }
    }
}
