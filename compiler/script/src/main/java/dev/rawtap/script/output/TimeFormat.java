package dev.rawtap.script.output;

import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoField;
import java.time.temporal.IsoFields;
import java.util.Locale;
import java.util.TimeZone;

/**
 * The formats of {@code strftime} and {@code time}: those of C's {@code strftime} in the C locale with glibc's additions,
 * and {@code %f}, microseconds in six digits. A conversion that does not exist stands for itself.
 *
 * @param format as it was written
 * @param zone of the times that it writes
 */
public record TimeFormat(String format, ZoneId zone) {
    /** The default of {@code time()}. */
    public static final String CLOCK = "%H:%M:%S\n";

    private static final long SECOND = 1_000_000_000;

    /**
     * Writes a time.
     *
     * @param nanoseconds since 1970-01-01 UTC
     */
    public String write(long nanoseconds) {
        var instant = Instant.ofEpochSecond(Math.floorDiv(nanoseconds, SECOND), Math.floorMod(nanoseconds, SECOND));
        var out = new StringBuilder();
        write(format, instant.atZone(zone), out);
        return out.toString();
    }

    private static void write(String format, ZonedDateTime time, StringBuilder out) {
        int at = 0;
        while (at < format.length()) {
            int percent = format.indexOf('%', at);
            if (percent < 0 || percent == format.length() - 1) {
                out.append(format, at, format.length());
                return;
            }
            out.append(format, at, percent);
            int letter = percent + 1;
            if ("_-0^#".indexOf(format.charAt(letter)) >= 0 && letter + 1 < format.length()) {
                letter++;
            }
            int conversion = letter;
            if ("EO".indexOf(format.charAt(letter)) >= 0 && letter + 1 < format.length()) {
                conversion++;
            }
            int start = out.length();
            if (convert(format.charAt(conversion), time, out)) {
                adjust(format.charAt(percent + 1), format.charAt(conversion), start, out);
            } else {
                out.append(format, percent, conversion + 1);
            }
            at = conversion + 1;
        }
    }

    private static boolean convert(char letter, ZonedDateTime time, StringBuilder out) {
        switch (letter) {
            case 'a' -> out.append(name(time.getDayOfWeek().toString()), 0, 3);
            case 'A' -> out.append(name(time.getDayOfWeek().toString()));
            case 'b', 'h' -> out.append(name(time.getMonth().toString()), 0, 3);
            case 'B' -> out.append(name(time.getMonth().toString()));
            case 'c' -> write("%a %b %e %H:%M:%S %Y", time, out);
            case 'C' -> number(time.getYear() / 100, 2, '0', out);
            case 'd' -> number(time.getDayOfMonth(), 2, '0', out);
            case 'D', 'x' -> write("%m/%d/%y", time, out);
            case 'e' -> number(time.getDayOfMonth(), 2, ' ', out);
            case 'f' -> number(time.getNano() / 1000, 6, '0', out);
            case 'F' -> write("%Y-%m-%d", time, out);
            case 'g' -> number(time.get(IsoFields.WEEK_BASED_YEAR) % 100, 2, '0', out);
            case 'G' -> number(time.get(IsoFields.WEEK_BASED_YEAR), 4, '0', out);
            case 'H' -> number(time.getHour(), 2, '0', out);
            case 'I' -> number(time.get(ChronoField.CLOCK_HOUR_OF_AMPM), 2, '0', out);
            case 'j' -> number(time.getDayOfYear(), 3, '0', out);
            case 'k' -> number(time.getHour(), 2, ' ', out);
            case 'l' -> number(time.get(ChronoField.CLOCK_HOUR_OF_AMPM), 2, ' ', out);
            case 'm' -> number(time.getMonthValue(), 2, '0', out);
            case 'M' -> number(time.getMinute(), 2, '0', out);
            case 'n' -> out.append('\n');
            case 'p' -> out.append(time.getHour() < 12 ? "AM" : "PM");
            case 'P' -> out.append(time.getHour() < 12 ? "am" : "pm");
            case 'r' -> write("%I:%M:%S %p", time, out);
            case 'R' -> write("%H:%M", time, out);
            case 's' -> out.append(time.toEpochSecond());
            case 'S' -> number(time.getSecond(), 2, '0', out);
            case 't' -> out.append('\t');
            case 'T', 'X' -> write("%H:%M:%S", time, out);
            case 'u' -> out.append(time.getDayOfWeek().getValue());
            case 'U' -> number((time.getDayOfYear() + 6 - time.getDayOfWeek().getValue() % 7) / 7, 2, '0', out);
            case 'V' -> number(time.get(IsoFields.WEEK_OF_WEEK_BASED_YEAR), 2, '0', out);
            case 'w' -> out.append(time.getDayOfWeek().getValue() % 7);
            case 'W' -> number((time.getDayOfYear() + 7 - time.getDayOfWeek().getValue()) / 7, 2, '0', out);
            case 'y' -> number(time.getYear() % 100, 2, '0', out);
            case 'Y' -> out.append(time.getYear());
            case 'z' -> offset(time.getOffset().getTotalSeconds(), out);
            case 'Z' -> out.append(zoneName(time));
            case '%' -> out.append('%');
            default -> {
                return false;
            }
        }
        return true;
    }

    /** What glibc's flags do: {@code -} no padding, {@code _} with spaces, {@code 0} with zeros, {@code ^} upper case. */
    private static void adjust(char flag, char letter, int start, StringBuilder out) {
        if (flag == '^' || (flag == '#' && "aAbBh".indexOf(letter) >= 0)) {
            out.replace(start, out.length(), out.substring(start).toUpperCase(Locale.ROOT));
        } else if ("CdegGHIjklmMSUVWy".indexOf(letter) >= 0 && (flag == '-' || flag == '_' || flag == '0')) {
            int end = out.length();
            int digit = start;
            while (digit < end - 1 && (out.charAt(digit) == '0' || out.charAt(digit) == ' ')) {
                digit++;
            }
            out.replace(start, digit, flag == '-' ? "" : (flag == '_' ? " " : "0").repeat(digit - start));
        }
    }

    private static void number(int value, int digits, char padding, StringBuilder out) {
        String text = Integer.toString(value);
        out.repeat(padding, Math.max(0, digits - text.length())).append(text);
    }

    private static String name(String constant) {
        return constant.charAt(0) + constant.substring(1).toLowerCase(Locale.ROOT);
    }

    private static void offset(int seconds, StringBuilder out) {
        int minutes = Math.abs(seconds) / 60;
        number(minutes / 60, 2, '0', out.append(seconds < 0 ? '-' : '+'));
        number(minutes % 60, 2, '0', out);
    }

    private static String zoneName(ZonedDateTime time) {
        boolean summer = time.getZone().getRules().isDaylightSavings(time.toInstant());
        return TimeZone.getTimeZone(time.getZone()).getDisplayName(summer, TimeZone.SHORT, Locale.ENGLISH);
    }
}
