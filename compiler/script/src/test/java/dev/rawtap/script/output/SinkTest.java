package dev.rawtap.script.output;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SinkTest {
    /** Remembers each write. */
    private static final class Writes extends OutputStream {
        final List<String> all = new ArrayList<>();

        @Override
        public void write(int value) {
            all.add(String.valueOf((char) value));
        }

        @Override
        public void write(byte[] bytes, int start, int count) {
            all.add(new String(bytes, start, count, StandardCharsets.ISO_8859_1));
        }
    }

    private final Writes writes = new Writes();

    @Test
    void withoutBufferingEveryPieceIsWrittenAtOnce() {
        var sink = new Sink(writes, Buffering.NONE);
        sink.write(text("a"));
        sink.write(text("b\n"));
        assertThat(writes.all).containsExactly("a", "b\n");
    }

    @Test
    void linesAreWrittenTogetherWhenTheReaderHasCaughtUp() {
        var sink = new Sink(writes, Buffering.LINE);
        sink.write(text("a\n"));
        sink.write(text("b\n"));
        assertThat(writes.all).isEmpty();
        sink.caughtUp();
        assertThat(writes.all).containsExactly("a\nb\n");
    }

    @Test
    void aFullBufferEndsWithAWholeLine() {
        var sink = new Sink(writes, Buffering.LINE);
        String line = "x".repeat(999) + "\n";
        for (int i = 0; i < 200; i++) {
            sink.write(text(line));
        }
        assertThat(writes.all).isNotEmpty().allMatch(each -> each.endsWith("\n"));
        sink.close();
        assertThat(String.join("", writes.all)).isEqualTo(line.repeat(200));
    }

    @Test
    void fullBufferingWaitsForTheEnd() {
        var sink = new Sink(writes, Buffering.FULL);
        sink.write(text("a\n"));
        sink.caughtUp();
        assertThat(writes.all).isEmpty();
        sink.close();
        assertThat(writes.all).containsExactly("a\n");
    }

    @Test
    void whatIsLargerThanTheBufferPassesThrough() {
        for (Buffering buffering : Buffering.values()) {
            writes.all.clear();
            var sink = new Sink(writes, buffering);
            String large = "y".repeat(200_000);
            sink.write(text("a"));
            sink.write(text(large));
            sink.write(text("b"));
            sink.close();
            assertThat(String.join("", writes.all)).isEqualTo("a" + large + "b");
        }
    }

    @Test
    void aFileIsReplaced(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("out"), "long old content");
        try (var sink = Sink.toFile(file, Buffering.LINE)) {
            sink.write(text("new\n"));
        }
        assertThat(file).hasContent("new\n");
    }

    @Test
    void aBrokenStreamIsReported() {
        var sink = new Sink(
                new ByteArrayOutputStream() {
                    @Override
                    public void flush() throws IOException {
                        throw new IOException("Broken pipe");
                    }
                },
                Buffering.LINE);
        sink.write(text("a"));
        assertThatThrownBy(sink::flush).isInstanceOf(UncheckedIOException.class).hasMessageContaining("Broken pipe");
    }

    private static TextBuffer text(String text) {
        return new TextBuffer().put(text);
    }
}
