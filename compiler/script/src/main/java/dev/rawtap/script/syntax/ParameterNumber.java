package dev.rawtap.script.syntax;

/** The numbers of {@code $1}, {@code $2}, …. */
final class ParameterNumber {
    private ParameterNumber() {}

    /** The number, or 0 if there is no such parameter. */
    static int parse(String digits) {
        int significant = 0;
        while (significant < digits.length() && digits.charAt(significant) == '0') {
            significant++;
        }
        return digits.length() - significant > 9 || significant == digits.length()
                ? 0
                : Integer.parseInt(digits.substring(significant));
    }

    static String outOfRange(String digits) {
        return "param $" + digits + " is out of integer range [1, 9223372036854775807]";
    }
}
