package dev.rawtap.script.output;

import dev.rawtap.script.output.FormatPiece.Conversion;
import dev.rawtap.script.output.FormatPiece.Flags;

/** One argument by one conversion, as C's {@code printf} lays it out. */
final class ConversionText {
    private ConversionText() {}

    static void write(Conversion conversion, ScriptValue argument, TextBuffer out) {
        int start = out.length();
        switch (conversion.kind()) {
            case SIGNED, UNSIGNED, OCTAL, LOWER_HEXADECIMAL, UPPER_HEXADECIMAL, POINTER ->
                number(conversion, integer(argument), out);
            case CHARACTER -> out.put((int) integer(argument));
            case ALLOCATION_FLAGS -> AllocationFlags.write(integer(argument), out);
            case STRING -> string(conversion, argument, out);
            case BUFFER, ESCAPED_BUFFER, SPACED_BUFFER -> buffer(conversion, argument, out);
        }
        int missing = conversion.width() - (out.length() - start);
        if (missing > 0) {
            Flags flags = conversion.flags();
            if (flags.left()) {
                out.fill(' ', missing);
            } else {
                out.insert(start, flags.zero() && !isNumber(conversion) ? '0' : ' ', missing);
            }
        }
    }

    private static boolean isNumber(Conversion conversion) {
        return switch (conversion.kind()) {
            case SIGNED, UNSIGNED, OCTAL, LOWER_HEXADECIMAL, UPPER_HEXADECIMAL, POINTER -> true;
            case CHARACTER, ALLOCATION_FLAGS, STRING, BUFFER, ESCAPED_BUFFER, SPACED_BUFFER -> false;
        };
    }

    /** Sign or prefix, zeros, digits. */
    private static void number(Conversion conversion, long argument, TextBuffer out) {
        int start = out.length();
        int unused = Long.SIZE - conversion.bits();
        long zeroExtended = argument << unused >>> unused;
        switch (conversion.kind()) {
            case SIGNED -> {
                long signed = argument << unused >> unused;
                sign(conversion.flags(), signed < 0, out);
                int digits = out.length();
                out.unsigned(signed < 0 ? -signed : signed);
                zeros(conversion, start, digits, signed == 0, out);
            }
            case UNSIGNED -> {
                out.unsigned(zeroExtended);
                zeros(conversion, start, start, zeroExtended == 0, out);
            }
            case OCTAL -> {
                out.octal(zeroExtended);
                zeros(conversion, start, start, zeroExtended == 0, out);
                if (conversion.flags().alternate() && (out.length() == start || out.array()[start] != '0')) {
                    out.insert(start, '0', 1);
                }
            }
            case LOWER_HEXADECIMAL ->
                hexadecimal(conversion, zeroExtended, conversion.flags().alternate(), out);
            case UPPER_HEXADECIMAL ->
                hexadecimal(conversion, zeroExtended, conversion.flags().alternate(), out);
            case POINTER -> hexadecimal(conversion, zeroExtended, true, out);
            case CHARACTER, STRING, BUFFER, ESCAPED_BUFFER, SPACED_BUFFER, ALLOCATION_FLAGS ->
                throw new IllegalStateException("not a number: " + conversion);
        }
    }

    private static void hexadecimal(Conversion conversion, long value, boolean prefix, TextBuffer out) {
        boolean upper = conversion.kind() == FormatPiece.Kind.UPPER_HEXADECIMAL;
        int start = out.length();
        if (prefix && value != 0) {
            out.put(upper ? "0X" : "0x");
        }
        int digits = out.length();
        out.hexadecimal(value, upper);
        zeros(conversion, start, digits, value == 0, out);
    }

    private static void sign(Flags flags, boolean negative, TextBuffer out) {
        if (negative) {
            out.put('-');
        } else if (flags.plus()) {
            out.put('+');
        } else if (flags.space()) {
            out.put(' ');
        }
    }

    /** Zeros between the prefix and the digits, for the precision or, without one, the width. */
    private static void zeros(Conversion conversion, int start, int digits, boolean zero, TextBuffer out) {
        int precision = conversion.precision();
        if (precision == 0 && zero) {
            out.truncate(digits);
        } else if (precision >= 0) {
            out.insert(digits, '0', precision - (out.length() - digits));
        } else if (conversion.flags().zero() && !conversion.flags().left()) {
            out.insert(digits, '0', conversion.width() - (out.length() - start));
        }
    }

    private static void string(Conversion conversion, ScriptValue argument, TextBuffer out) {
        int start = out.length();
        if (argument instanceof ScriptValue.Text(byte[] bytes)) {
            out.put(bytes);
        } else {
            ValueText.SPACED.value(argument, out);
        }
        if (conversion.precision() >= 0) {
            out.truncate(start + conversion.precision());
        }
    }

    private static void buffer(Conversion conversion, ScriptValue argument, TextBuffer out) {
        if (!(argument instanceof ScriptValue.Bytes(byte[] bytes))) {
            ValueText.SPACED.value(argument, out);
            return;
        }
        int count = conversion.precision() < 0 ? bytes.length : Math.min(bytes.length, conversion.precision());
        for (int i = 0; i < count; i++) {
            byte each = bytes[i];
            if (conversion.kind() == FormatPiece.Kind.SPACED_BUFFER) {
                out.put(i > 0 ? " " : "").hexadecimalByte(each);
            } else if (conversion.kind() == FormatPiece.Kind.BUFFER && each >= ' ' && each < 0x7f) {
                out.put(each);
            } else {
                out.put("\\x").hexadecimalByte(each);
            }
        }
    }

    /** The number that a conversion of numbers works on. */
    private static long integer(ScriptValue argument) {
        return switch (argument) {
            case ScriptValue.Signed(long value) -> value;
            case ScriptValue.Unsigned(long value) -> value;
            case ScriptValue.Pointer(long address) -> address;
            case ScriptValue.Bool(boolean truth) -> truth ? 1 : 0;
            case ScriptValue.Enumerator(String _, long number) -> number;
            case ScriptValue.Average average -> average.average();
            case ScriptValue.Statistics statistics -> statistics.average();
            case ScriptValue.Symbol(long address, String _) -> address;
            case ScriptValue.Time(long nanoseconds, String _) -> nanoseconds;
            case ScriptValue.Nothing() -> 0;
            case ScriptValue.Text _,
                    ScriptValue.Bytes _,
                    ScriptValue.Tuple _,
                    ScriptValue.Structure _,
                    ScriptValue.Array _,
                    ScriptValue.Stack _,
                    ScriptValue.Inet _,
                    ScriptValue.Mac _,
                    ScriptValue.LogHistogram _,
                    ScriptValue.LinearHistogram _,
                    ScriptValue.TimeSeries _ ->
                throw new IllegalArgumentException("not a number, check the format first: " + argument);
        };
    }
}
