package dev.rawtap.script.output;

import static dev.rawtap.script.output.Golden.*;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rawtap.script.output.ScriptValue.Point;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Times are those of the run that conformance/script/output/series.data holds. */
class TimeSeriesOutputTest {
    private static final long MILLISECOND = 1_000_000;
    private static final long SECOND = 1000 * MILLISECOND;

    @TestFactory
    List<DynamicTest> matchBpftrace() {
        var several = new Golden("series.data");
        String text = "2026-11-21T" + several.clock("several intervals");
        String keyed = "2026-11-21T" + several.clock("keyed series end together");
        return several.expectText("one interval", one("13:35:05", "13:35:05.8", "13:35:05.829163"))
                .expectJson("one interval", one("13:35:06", "13:35:06.2", "13:35:06.292287"))
                .expectText("several intervals", several(text))
                .expectJson("several intervals", several(several.start("several intervals")))
                .expectText("keyed series end together", keyed(keyed))
                .expectJson("keyed series end together", keyed(several.start("keyed series end together")))
                .expectText("long intervals", longOnes("13:35:07.5", "13:35:10"))
                .expectJson("long intervals", longOnes("13:35:12", "13:35:14"))
                .tests();
    }

    @Test
    void pointsBeforeTheLastIntervalsAreNotShown() {
        var series = new ScriptValue.TimeSeries(
                SECOND, 2, true, List.of(new Point(0, 9), new Point(SECOND, 1), new Point(2 * SECOND, 2)));
        var results = new ByteArrayOutputStream();
        var output = output("text", results, new ByteArrayOutputStream());
        output.print(scalar("@s", series), 0, 0);
        output.flush();
        assertThat(results.toString(StandardCharsets.UTF_8)).isEqualTo("""
                        @s:
                                 1                                                   2
                        hh:mm:ss |___________________________________________________|
                        00:00:01 *                                                   | 1
                        00:00:02 |                                                   * 2
                                 v___________________________________________________v
                                 1                                                   2

                        """);
    }

    private static Consumer<Output> one(String second, String tenth, String micro) {
        return end(
                scalar("@a", series(SECOND, 5, at(second), 5)),
                map(
                        "@k",
                        text("x"),
                        series(100 * MILLISECOND, 3, at(tenth), -3),
                        text("y"),
                        series(100 * MILLISECOND, 3, at(tenth), 9)),
                scalar("@u", new ScriptValue.TimeSeries(SECOND, 2, false, List.of(new Point(at(second), -1)))),
                scalar("@z", series(1000, 2, at(micro), 0)));
    }

    private static Consumer<Output> several(String start) {
        long first = nanoseconds(start);
        return end(
                scalar("@a", pair(first, -1, 6)),
                scalar("@b", pair(first, -7, 0)),
                scalar("@c", pair(first, -3, -1)),
                scalar("@e", pair(first, -10, 3)),
                scalar("@h", pair(first, -1, 300)),
                scalar("@i", pair(first, 0, 3)),
                scalar("@n", number(3)));
    }

    /** Key 0 comes first and begins an interval later. */
    private static Consumer<Output> keyed(String start) {
        long first = nanoseconds(start) - 100 * MILLISECOND;
        return end(
                map(
                        "@k",
                        number(1),
                        pair(first, 1, 3),
                        number(0),
                        series(100 * MILLISECOND, 9, first + 100 * MILLISECOND, 2)),
                scalar("@n", number(3)));
    }

    private static Consumer<Output> longOnes(String first, String second) {
        long start = at(first);
        return end(
                scalar(
                        "@h",
                        new ScriptValue.TimeSeries(
                                1500 * MILLISECOND,
                                9,
                                true,
                                List.of(
                                        new Point(start, 1),
                                        new Point(start + 1500 * MILLISECOND, 3),
                                        new Point(start + 3000 * MILLISECOND, 4)))),
                scalar("@n", number(4)),
                scalar("@s", series(SECOND, 2, at(second), 3, 4)));
    }

    /** Two values with an empty interval between. */
    private static ScriptValue pair(long start, long first, long second) {
        return new ScriptValue.TimeSeries(
                100 * MILLISECOND,
                9,
                true,
                List.of(new Point(start, first), new Point(start + 200 * MILLISECOND, second)));
    }

    private static ScriptValue series(long interval, int intervals, long start, long... values) {
        var points = new ArrayList<Point>();
        for (int i = 0; i < values.length; i++) {
            points.add(new Point(start + i * interval, values[i]));
        }
        return new ScriptValue.TimeSeries(interval, intervals, true, points);
    }

    private static long at(String clock) {
        return nanoseconds("2026-11-21T" + clock);
    }

    private static long nanoseconds(String time) {
        var instant = Instant.parse(time.replace(' ', 'T') + "Z");
        return instant.getEpochSecond() * SECOND + instant.getNano();
    }
}
