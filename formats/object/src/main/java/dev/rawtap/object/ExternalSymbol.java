package dev.rawtap.object;

/**
 * What an object uses and the kernel has: {@code extern} with {@code __kconfig} or {@code __ksym}.
 *
 * @param name its name in the object
 * @param kind what it is
 * @param weak true if the kernel may lack it: an option is 0 then, an address NULL
 * @param type id in the object's BTF: of an option's or variable's type, of a function's prototype; 0 for an address
 */
public record ExternalSymbol(String name, Kind kind, boolean weak, int type) {
    /** Name of the map that holds the options: constant data, each option at its place in the BTF section of that name. */
    public static final String OPTIONS = ".kconfig";

    /** What there is. */
    public enum Kind {
        /** An option that the kernel was built with, or one of the loader's own, whose names begin with {@code LINUX_}. */
        OPTION,
        /** The address of anything, declared {@code extern const void}. */
        ADDRESS,
        /** A variable with its type in the kernel's BTF. */
        VARIABLE,
        /** A function that programs may call. */
        FUNCTION
    }

    /** The name that the kernel knows: without a flavour, such as {@code ___v2}. */
    public String kernelName() {
        return FlavoredName.essential(name);
    }
}
