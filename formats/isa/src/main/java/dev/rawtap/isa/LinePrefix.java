package dev.rawtap.isa;

/**
 * What disassemblers print before an instruction: {@code 12:} with the eight or sixteen bytes (llvm-objdump) or
 * {@code (85)} (the kernel); before a label, {@code 0000000000000010}.
 *
 * @param length characters of the line that belong to it
 * @param opcode the opcode byte, or -1 if it is not there
 * @param source the source register field, 0 if it is not there; of calls, whose other register field is 0
 */
record LinePrefix(int length, int opcode, int source) {
    private static final LinePrefix NONE = new LinePrefix(0, -1, 0);
    private static final int BYTES = 8;

    static LinePrefix of(String line) {
        int at = skipSpaces(line, 0);
        int digits = skipDigits(line, at, 16);
        if (digits - at == 2 * BYTES && line.startsWith("<", skipSpaces(line, digits))) {
            return new LinePrefix(digits, -1, 0);
        }
        digits = skipDigits(line, at, 10);
        if (digits == at || digits == line.length() || line.charAt(digits) != ':') {
            return NONE;
        }
        int body = skipSpaces(line, digits + 1);
        if (line.startsWith("(", body) && line.startsWith(")", body + 3)) {
            int opcode = hex(line, body + 1);
            return new LinePrefix(opcode < 0 ? body : body + 4, opcode, 0);
        }
        return ofBytes(line, body);
    }

    private static LinePrefix ofBytes(String line, int body) {
        int bytes = 0;
        int at = body;
        while (bytes < 2 * BYTES && hex(line, at) >= 0 && isSpace(line, at + 2)) {
            bytes++;
            at += 3;
        }
        if (bytes < BYTES) {
            return new LinePrefix(body, -1, 0);
        }
        int registers = hex(line, body + 3);
        return new LinePrefix(at - 1, hex(line, body), registers >> 4 | (registers & 0xf));
    }

    /** The byte that two digits at {@code at} give, or -1. */
    private static int hex(String line, int at) {
        if (at + 2 > line.length()) {
            return -1;
        }
        int high = Character.digit(line.charAt(at), 16);
        int low = Character.digit(line.charAt(at + 1), 16);
        return high < 0 || low < 0 ? -1 : high << 4 | low;
    }

    private static boolean isSpace(String line, int at) {
        return at < line.length() && Character.isWhitespace(line.charAt(at));
    }

    private static int skipDigits(String line, int from, int radix) {
        int at = from;
        while (at < line.length() && Character.digit(line.charAt(at), radix) >= 0) {
            at++;
        }
        return at;
    }

    private static int skipSpaces(String line, int from) {
        int at = from;
        while (isSpace(line, at)) {
            at++;
        }
        return at;
    }
}
