package dev.rawtap.btf.value;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;

/** Text that is not plain ASCII, the rare case. */
final class Utf8 {
    private Utf8() {}

    interface Escape {
        void append(StringBuilder out, char next);
    }

    /** Decodes and appends; what is not UTF-8 becomes U+FFFD. */
    static void append(MemorySegment data, long offset, int length, StringBuilder out, Escape escape) {
        String text = new String(data.asSlice(offset, length).toArray(ValueLayout.JAVA_BYTE), StandardCharsets.UTF_8);
        for (int i = 0; i < text.length(); i++) {
            escape.append(out, text.charAt(i));
        }
    }
}
