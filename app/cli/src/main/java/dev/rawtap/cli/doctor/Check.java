package dev.rawtap.cli.doctor;

/**
 * One thing that was looked at.
 *
 * @param name what
 * @param value what was found
 * @param verdict whether that is good
 * @param advice what to do about it, empty if nothing
 */
public record Check(String name, String value, Verdict verdict, String advice) {
    /** Whether something is as it should be. */
    public enum Verdict {
        /** It is. */
        OK("ok"),
        /** Something works less well, or not at all, but raw tracepoints do. */
        LIMITED("limited"),
        /** Raw tracepoints cannot be traced because of it. */
        MISSING("missing"),
        /** A fact, neither good nor bad. */
        FACT("");

        private final String text;

        Verdict(String text) {
            this.text = text;
        }

        /** As it is printed. */
        public String text() {
            return text;
        }
    }

    static Check ok(String name, String value) {
        return new Check(name, value, Verdict.OK, "");
    }

    static Check fact(String name, String value) {
        return new Check(name, value, Verdict.FACT, "");
    }

    static Check limited(String name, String value, String advice) {
        return new Check(name, value, Verdict.LIMITED, advice);
    }

    static Check missing(String name, String value, String advice) {
        return new Check(name, value, Verdict.MISSING, advice);
    }
}
