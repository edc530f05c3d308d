package dev.rawtap.cli.catalog;

/**
 * An argument of a probe, or a field of a classic tracepoint.
 *
 * @param name its name
 * @param type its type in C
 * @param declaration both in C, such as {@code char comm[16]}
 */
public record ProbeArgument(String name, String type, String declaration) {}
