package dev.rawtap.script.output;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneId;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;

class TimeFormatTest {
    @Test
    void writesWhatTheCLibraryWrites() throws IOException {
        Path data = Path.of(System.getProperty("rawtap.root"), "conformance/script/output/strftime.data");
        for (String line : Files.readAllLines(data)) {
            String[] parts = line.split("\t", -1);
            String expected = parts[3].substring(1, parts[3].length() - 1)
                    .replace("\\n", "\n")
                    .replace("\\t", "\t");
            assertThat(new TimeFormat(parts[2], ZoneId.of(parts[0])).write(Long.parseLong(parts[1])))
                    .as(line)
                    .isEqualTo(expected);
        }
    }

    @Test
    void microsecondsHaveSixDigits() {
        assertThat(utc("%S.%f")).isEqualTo("01.000123");
    }

    @Test
    void whatIsNoConversionStandsForItself() {
        assertThat(utc("%Q %Ek %")).isEqualTo("%Q  0 %");
        assertThat(utc("é%")).isEqualTo("é%");
    }

    @Test
    void timesBefore1970AreTimes() {
        assertThat(new TimeFormat("%F %T.%f", ZoneOffset.UTC).write(-1)).isEqualTo("1969-12-31 23:59:59.999999");
    }

    private static String utc(String format) {
        return new TimeFormat(format, ZoneOffset.UTC).write(1_000_123_456L);
    }
}
