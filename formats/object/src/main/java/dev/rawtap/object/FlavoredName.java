package dev.rawtap.object;

/** Names that differ only after three underscores mean one thing of the kernel, declared in several ways. */
public final class FlavoredName {
    private FlavoredName() {}

    /** A name without its flavour: the last {@code ___} and what follows it, if exactly three underscores stand alone. */
    public static String essential(String name) {
        for (int at = name.length() - 5; at >= 0; at--) {
            if (name.startsWith("___", at + 1) && name.charAt(at) != '_' && name.charAt(at + 4) != '_') {
                return name.substring(0, at + 1);
            }
        }
        return name;
    }
}
