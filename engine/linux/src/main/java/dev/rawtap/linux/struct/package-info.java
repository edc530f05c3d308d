/**
 * Kernel structs that cross the door: the members of {@code union bpf_attr}, one class per command, the info structs, and
 * {@code perf_event_attr}.
 *
 * <pre>{@code
 * try (var call = Arena.ofConfined()) {
 *     var attribute = MapCreateAttribute.allocate(call);
 *     MapCreateAttribute.TYPE.set(attribute, 27);
 *     MapCreateAttribute.MAX_ENTRIES.set(attribute, 1 << 18);
 *     int map = kernel.bpf(BpfCommand.MAP_CREATE, attribute);      // an fd or -errno
 * }
 * }</pre>
 *
 * <pre>
 * XAttribute, XInfo = SIZE, Field..., allocate(Arena), of(Arena, ...)
 * Field             = U16 | U32 | U64 | Bytes : path, offset, size
 * </pre>
 *
 * <p>A struct is a plain {@link java.lang.foreign.MemorySegment} that the caller may keep and reuse on a hot path; the
 * classes here only know where its members are. Sizes and offsets are those of Linux 6.18; a kernel that knows less of a
 * struct takes it as long as the rest is zero. Every field is compared with the running kernel's BTF by a test.
 *
 * <p>Not here: system calls ({@code dev.rawtap.linux.Kernel}), meaning of map and program types.
 */
@NullMarked
package dev.rawtap.linux.struct;

import org.jspecify.annotations.NullMarked;
