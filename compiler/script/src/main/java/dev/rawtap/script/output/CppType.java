package dev.rawtap.script.output;

/**
 * A type of C++ as text, which is written around what it declares: {@code void (*} and {@code )(int)}.
 *
 * @param left what comes before
 * @param right what comes behind
 * @param wraps whether a pointer to it needs parentheses: a function or an array
 */
record CppType(String left, String right, boolean wraps) {
    static CppType of(String name) {
        return new CppType(name, "", false);
    }

    static CppType function(CppType result, String parameters, String qualifiers) {
        return new CppType(
                result.left + (result.right.isEmpty() ? " " : ""),
                "(" + parameters + ")" + qualifiers + result.right,
                true);
    }

    static CppType array(String dimension, CppType element) {
        return new CppType(element.left + " ", "[" + dimension + "]" + element.right, true);
    }

    /** With a {@code *}, a {@code &} or the like behind it. */
    CppType pointed(String sign) {
        if (sign.startsWith("&")
                && (left.endsWith("&")
                        || left.contains("(&)"))) { // a reference to a reference is one, to a value if both are
            return sign.equals("&") && left.endsWith("&&")
                    ? new CppType(left.substring(0, left.length() - 1), right, wraps)
                    : this;
        }
        String space = right.startsWith("[") ? " " : "";
        return wraps
                ? new CppType(left + "(" + sign, ")" + space + right, false)
                : new CppType(left + sign, right, false);
    }

    /** With {@code const} or the like behind it; of a function it belongs to its end. */
    CppType qualified(String word) {
        return wraps && right.startsWith("(")
                ? new CppType(left, right + " " + word, true)
                : new CppType(left + " " + word, right, wraps);
    }

    String text() {
        return left + right;
    }
}
