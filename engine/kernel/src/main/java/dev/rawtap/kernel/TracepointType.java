package dev.rawtap.kernel;

import java.util.Optional;

/**
 * A raw tracepoint in the kernel's types.
 *
 * @param name its name
 * @param type id of its {@code btf_trace_NAME} typedef
 * @param module the module whose BTF holds it, absent for the kernel itself
 */
record TracepointType(String name, int type, Optional<String> module) {}
