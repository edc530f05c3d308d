package dev.rawtap.script.output;

import dev.rawtap.script.output.ScriptMap.Entry;
import dev.rawtap.script.output.ScriptValue.Point;
import dev.rawtap.script.output.ScriptValue.TimeSeries;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A time series as a graph: a line for each interval, from the first with a value to the newest interval of any key, with a
 * {@code *} between the smallest value at column 0 and the largest at column 52, and {@code .} at 0 where the values have
 * both signs.
 */
final class TimeSeriesText {
    private static final int LAST_COLUMN = 52;
    private static final long SECOND = 1_000_000_000;

    private static final DateTimeFormatter DATE = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss", Locale.ROOT);
    private static final DateTimeFormatter CLOCK = DateTimeFormatter.ofPattern("HH:mm:ss", Locale.ROOT);

    private final ZoneId zone;

    TimeSeriesText(ZoneId zone) {
        this.zone = zone;
    }

    /** The start of the newest interval that any of these series has a value in. */
    static long newest(List<Entry> entries) {
        return entries.stream()
                .map(Entry::value)
                .filter(TimeSeries.class::isInstance)
                .flatMap(series -> ((TimeSeries) series).points().stream())
                .mapToLong(Point::start)
                .max()
                .orElse(0);
    }

    /** The points within the intervals that are shown. */
    static List<Point> shown(TimeSeries series, long newest) {
        long oldest = newest - (series.intervals() - 1) * series.interval() - series.interval() / 2;
        return series.points().stream().filter(point -> point.start() >= oldest).toList();
    }

    /** A time for JSON: local date and time with nanoseconds. */
    String timestamp(long nanoseconds) {
        return DATE.format(instant(nanoseconds).atZone(zone)) + fraction(nanoseconds, 9);
    }

    void write(TimeSeries series, long newest, TextBuffer out) {
        List<Point> points = shown(series, newest);
        if (points.isEmpty()) {
            return;
        }
        long first = points.getFirst().start();
        int digits = first == newest ? 9 : digits(series.interval());
        int labelWidth = "hh:mm:ss ".length() + (digits == 0 ? 0 : digits + 1);
        var scale = Scale.of(points, series.signed());
        scale.writeBounds(labelWidth, out);
        String head = "hh:mm:ss"
                + switch (digits) {
                    case 0 -> "";
                    case 3 -> ".ms";
                    case 6 -> ".us";
                    default -> ".ns";
                };
        out.put(head)
                .fill(' ', labelWidth - head.length())
                .put('|')
                .fill('_', LAST_COLUMN - 1)
                .put("|\n");
        Map<Long, Long> values = new HashMap<>();
        points.forEach(point -> values.put(row(first, point.start(), series.interval()), point.value()));
        for (long row = 0; row <= row(first, newest, series.interval()); row++) {
            long start = first + row * series.interval();
            out.put(CLOCK.format(instant(start).atZone(zone)))
                    .put(fraction(start, digits))
                    .put(' ');
            scale.writeLine(values.get(row), out);
        }
        out.fill(' ', labelWidth).put('v').fill('_', LAST_COLUMN - 1).put("v\n");
        scale.writeBounds(labelWidth, out);
    }

    /** The line of an interval; clocks drift against each other, so that starts are rounded. */
    private static long row(long first, long start, long interval) {
        return (start - first + interval / 2) / interval;
    }

    private static int digits(long interval) {
        if (interval >= SECOND) {
            return 0;
        }
        return interval >= 1_000_000 ? 3 : interval >= 1_000 ? 6 : 9;
    }

    private static Instant instant(long nanoseconds) {
        return Instant.ofEpochSecond(Math.floorDiv(nanoseconds, SECOND), Math.floorMod(nanoseconds, SECOND));
    }

    private static String fraction(long nanoseconds, int digits) {
        if (digits == 0) {
            return "";
        }
        String all = Long.toString(Math.floorMod(nanoseconds, SECOND) + SECOND);
        return "." + all.substring(1, 1 + digits);
    }

    /** From values to columns. */
    private record Scale(long smallest, long largest, boolean signed) {
        static Scale of(List<Point> points, boolean signed) {
            long smallest = points.getFirst().value();
            long largest = smallest;
            for (Point point : points) {
                smallest = less(point.value(), smallest, signed) ? point.value() : smallest;
                largest = less(largest, point.value(), signed) ? point.value() : largest;
            }
            if (smallest == largest) {
                smallest -= smallest == (signed ? Long.MIN_VALUE : 0) ? 0 : 1;
                largest += largest == (signed ? Long.MAX_VALUE : -1) ? 0 : 1;
            }
            return new Scale(smallest, largest, signed);
        }

        private static boolean less(long left, long right, boolean signed) {
            return signed ? left < right : Long.compareUnsigned(left, right) < 0;
        }

        /** The smallest value at the left end of the graph, the largest at the right end. */
        void writeBounds(int indentation, TextBuffer out) {
            int start = out.fill(' ', indentation).length();
            ValueText.number(smallest, signed, out);
            int middle = out.length();
            ValueText.number(largest, signed, out);
            out.insert(middle, ' ', LAST_COLUMN + 1 - (out.length() - start));
            out.put('\n');
        }

        void writeLine(@Nullable Long value, TextBuffer out) {
            int start = out.put('|').fill(' ', LAST_COLUMN - 1).put('|').length() - LAST_COLUMN - 1;
            int zero = (int) Math.round(position(0));
            if (signed && smallest < 0 && largest > 0 && zero > 0) {
                out.set(start + zero, '.');
            }
            if (value == null) {
                out.put(" -\n");
            } else {
                out.set(start + (int) position(value), '*');
                ValueText.number(value, signed, out.put(' '));
                out.put('\n');
            }
        }

        private double position(long value) {
            return distance(smallest, value) / distance(smallest, largest) * LAST_COLUMN;
        }

        /** The difference as a number that does not overflow. */
        private static double distance(long from, long to) {
            long difference = to - from;
            return difference >= 0 ? difference : (difference >>> 1) * 2.0;
        }
    }
}
