package dev.rawtap.script.output;

import java.util.Optional;
import java.util.regex.Pattern;

/** Names of C++ functions as a programmer wrote them. */
public final class CppName {
    private static final String MANGLED = "_Z";

    /** A word with its numbers: {@code .isra.0}, {@code .cold}. */
    private static final Pattern CLONE = Pattern.compile("\\.[a-zA-Z_]+(\\.[0-9]+)*|\\.[0-9]+");

    private CppName() {}

    /**
     * The name behind a mangled one (Itanium C++ ABI, chapter 5.1): {@code JavaThread::run()} for {@code
     * _ZN10JavaThread3runEv}. A name that is not mangled, or that this does not know to read, stays as it is.
     */
    public static String of(String symbol) {
        if (!symbol.startsWith(MANGLED)) {
            return symbol;
        }
        // What compilers add to clones of a function, such as .constprop.0
        int dot = symbol.indexOf('.');
        String suffix = dot < 0 ? "" : CLONE.matcher(symbol.substring(dot)).replaceAll(" [clone $0]");
        String mangled = symbol.substring(MANGLED.length(), dot < 0 ? symbol.length() : dot);
        Optional<String> name = new CppNameReader(mangled).read();
        return name.filter(text -> !text.isEmpty()).map(text -> text + suffix).orElse(symbol);
    }
}
