package dev.rawtap.object.external;

import java.util.List;
import java.util.Map;

/** What a kernel says of itself beside its types. Each is asked for only if an object needs it. */
public interface KernelFacts {
    /** Options by name as a configuration file writes their values, {@code y}, {@code 250}, {@code "text"}; set ones alone. */
    Map<String, String> options();

    /** Where the options come from, for messages: a file, or that none could be read. */
    String optionSource();

    /** Its version as {@code LINUX_VERSION_CODE}. */
    int versionCode();

    /** Addresses of its symbols of this name, ascending. */
    List<Long> addresses(String symbol);

    /** Whether addresses are hidden from this process. */
    boolean hidesAddresses();
}
