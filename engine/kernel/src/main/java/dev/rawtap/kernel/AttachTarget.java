package dev.rawtap.kernel;

import java.util.Optional;

/**
 * What a typed program is loaded for, in the kernel's types.
 *
 * @param name its name
 * @param type id of the {@code btf_trace_NAME} typedef of a raw tracepoint, of the {@code bpf_iter_NAME} function of an iterator
 * @param module the module whose BTF holds it, absent for the kernel itself
 */
record AttachTarget(String name, int type, Optional<String> module) {}
