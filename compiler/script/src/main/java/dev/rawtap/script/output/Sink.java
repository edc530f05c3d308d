package dev.rawtap.script.output;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * Where output goes: standard output or a file ({@code -o}), with the buffering of {@code -B}.
 *
 * <p>With {@link Buffering#LINE} a write per line would cost more than all else a line does. Lines are kept until the
 * reader of events has caught up and is about to wait: a line is never late, and a burst of events is one write. Not for
 * several threads.
 */
public final class Sink implements AutoCloseable {
    private static final int CAPACITY = 64 << 10;

    private final OutputStream stream;
    private final Buffering buffering;
    private final byte[] pending = new byte[CAPACITY];
    private int length;

    /**
     * Output to a stream, which {@link #close} closes.
     *
     * @param stream without a buffer of its own
     */
    public Sink(OutputStream stream, Buffering buffering) {
        this.stream = stream;
        this.buffering = buffering;
    }

    /** Output to a file, which is emptied if it exists. */
    public static Sink toFile(Path file, Buffering buffering) throws IOException {
        return new Sink(Files.newOutputStream(file), buffering);
    }

    /** Takes all bytes of a buffer, which may be changed afterwards. */
    public void write(TextBuffer text) {
        byte[] bytes = text.array();
        int count = text.length();
        if (count > CAPACITY - length) {
            makeRoom(count);
        }
        if (count > CAPACITY) {
            passOn(bytes, count);
        } else {
            System.arraycopy(bytes, 0, pending, length, count);
            length += count;
        }
        if (buffering == Buffering.NONE) {
            flush();
        }
    }

    /** To be called when there is no more to read for now: with {@link Buffering#LINE}, what is kept goes out. */
    public void caughtUp() {
        if (buffering == Buffering.LINE) {
            flush();
        }
    }

    /** What is kept goes out. */
    public void flush() {
        if (length > 0) {
            int count = length;
            length = 0;
            passOn(pending, count);
        }
        try {
            stream.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Flushes and closes the stream. */
    @Override
    public void close() {
        try (stream) {
            flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Writes the whole lines that are kept; the begun one stays unless it alone fills the buffer. */
    private void makeRoom(int count) {
        int whole = length;
        if (buffering == Buffering.LINE && count < CAPACITY) {
            while (whole > 0 && pending[whole - 1] != '\n') {
                whole--;
            }
        }
        if (whole == 0 || length - whole + count > CAPACITY) {
            whole = length;
        }
        byte[] begun = Arrays.copyOfRange(pending, whole, length);
        passOn(pending, whole);
        System.arraycopy(begun, 0, pending, 0, begun.length);
        length = begun.length;
    }

    private void passOn(byte[] bytes, int count) {
        try {
            stream.write(bytes, 0, count);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
