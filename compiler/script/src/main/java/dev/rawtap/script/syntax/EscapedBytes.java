package dev.rawtap.script.syntax;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Bytes that are mostly UTF-8 as a string: a byte b that is not is the char 0xdc00 + b, which UTF-8 never gives. */
public final class EscapedBytes {
    private static final int ESCAPE = 0xdc00;

    private EscapedBytes() {}

    /** The string for {@code bytes}; {@link #encode} gives them back. */
    public static String decode(byte[] bytes) {
        var decoder = StandardCharsets.UTF_8.newDecoder();
        var in = ByteBuffer.wrap(bytes);
        var out = CharBuffer.allocate(bytes.length);
        CoderResult result = decoder.decode(in, out, true);
        while (result.isError()) {
            for (int i = 0; i < result.length(); i++) {
                out.put((char) (ESCAPE + (in.get() & 0xff)));
            }
            result = decoder.decode(in, out, true);
        }
        return out.flip().toString();
    }

    /** The bytes of {@code text}. */
    public static byte[] encode(String text) {
        byte[] out = new byte[3 * text.length()];
        int length = 0;
        for (int i = 0; i < text.length(); ) {
            int point = text.codePointAt(i);
            if (isEscape(text, i)) {
                out[length++] = (byte) point;
            } else {
                byte[] encoded = Character.toString(point).getBytes(StandardCharsets.UTF_8);
                System.arraycopy(encoded, 0, out, length, encoded.length);
                length += encoded.length;
            }
            i += Character.charCount(point);
        }
        return Arrays.copyOf(out, length);
    }

    /** Whether the char at {@code index} stands for a byte. */
    static boolean isEscape(String text, int index) {
        char c = text.charAt(index);
        boolean paired = index > 0 && Character.isHighSurrogate(text.charAt(index - 1));
        return c >= ESCAPE + 0x80 && c <= ESCAPE + 0xff && !paired;
    }
}
