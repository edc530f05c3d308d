package dev.rawtap.btf.c;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.rawtap.base.InvalidInputException;
import dev.rawtap.base.MalformedException;
import dev.rawtap.btf.Btf;
import dev.rawtap.btf.TestObject;
import dev.rawtap.btf.value.ValueDecoder;
import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever the text of {@code --events} is: a sound type, or problems with a text. Without {@code JAZZER_FUZZ=1} what was found once is tried. */
@Timeout(900)
class CDeclarationsFuzzTest {
    private static final Btf KNOWN = TestObject.example("rename_btf.bpf.o").btf();

    static Stream<byte[]> texts() {
        return Stream.of(
                        "u32 pid; char comm[16];",
                        "struct event { unsigned long long at; struct { int a : 3, b : 5; }; union { void *p; u8 raw[8]; } u; };",
                        "typedef enum { A = 1, B = -1, C } kind; struct e { kind k; const volatile kind *next[2][3]; int (*f)(int, ...); };",
                        "struct __attribute__((packed, aligned(4))) p { char c; long l; }; // end",
                        "struct file *f; enum pid_type t; /* of the kernel */ unsigned char x[0x10 + 2];")
                .map(text -> text.getBytes(StandardCharsets.UTF_8));
    }

    @MethodSource("texts")
    @FuzzTest(maxDuration = "10m")
    void parses(byte[] bytes) {
        String text = new String(bytes, StandardCharsets.UTF_8);
        try {
            switch (CDeclarations.parse("--events", text, KNOWN)) {
                case CDeclarations.Found found -> {
                    found.btf().validate();
                    ValueDecoder.of(found.btf(), found.type());
                }
                case CDeclarations.Wrong wrong ->
                    assertThat(wrong.problems())
                            .isNotEmpty()
                            .allSatisfy(problem -> assertThat(problem.render()).isNotBlank());
            }
        } catch (MalformedException | InvalidInputException tooLarge) {
            assertThat(tooLarge.getMessage()).isNotBlank();
        }
    }
}
