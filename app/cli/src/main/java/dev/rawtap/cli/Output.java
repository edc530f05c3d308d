package dev.rawtap.cli;

import dev.rawtap.base.InvalidInputException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Standard output, or the file that stands for it: buffered until {@link #flush}, and loud when it cannot be written.
 * Not thread-safe.
 */
final class Output extends OutputStream {
    private static final int CAPACITY = 1 << 16;

    private final String name;
    private final OutputStream to;
    private final byte[] buffer = new byte[CAPACITY];
    private int used;
    private @Nullable IOException failure;

    /**
     * Output to {@code to}.
     *
     * @param name what it is called in errors
     */
    Output(String name, OutputStream to) {
        this.name = name;
        this.to = to;
    }

    /** Prints text as UTF-8. */
    Output print(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        write(bytes, 0, bytes.length);
        return this;
    }

    /** Prints text and ends the line. */
    Output line(String text) {
        return print(text).print("\n");
    }

    @Override
    public void write(int one) {
        if (used == CAPACITY) {
            flush();
        }
        buffer[used++] = (byte) one;
    }

    @Override
    public void write(byte[] bytes, int from, int length) {
        if (length > CAPACITY - used) {
            flush();
        }
        if (length > CAPACITY) {
            pass(bytes, from, length);
            return;
        }
        System.arraycopy(bytes, from, buffer, used, length);
        used += length;
    }

    @Override
    public void flush() {
        int length = used;
        used = 0;
        pass(buffer, 0, length);
    }

    /** Nothing more is tried after a failure, so that ending does not fail once more. */
    private void pass(byte[] bytes, int from, int length) {
        if (length == 0 || failure != null) {
            return;
        }
        try {
            to.write(bytes, from, length);
            to.flush();
        } catch (IOException e) {
            failure = e;
            boolean readerGone = "Broken pipe".equals(e.getMessage());
            throw new InvalidInputException(
                    name + " cannot be written: " + e.getMessage(),
                    readerGone
                            ? "its reader ended before rawtap did"
                            : "make room; what was printed before is complete",
                    e);
        }
    }
}
