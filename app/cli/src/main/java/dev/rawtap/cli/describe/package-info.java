/**
 * What there is to say about one thing that can be traced, as text and as JSON.
 *
 * <pre>{@code
 * var description = new SyscallDescription(SyscallTable.of(Architecture.X86_64).get("unlinkat"));
 * description.text(false);
 * }</pre>
 *
 * <pre>
 * Description               = text(verbose) | JSON
 * RawTracepointDescription  : prototype, arguments and NULL, structs, programs, helpers, cost, example
 * ClassicDescription        : fields of the record, the raw tracepoint to use instead
 * SyscallDescription        : numbers, prototype, registers and pt_regs fields, names of values, example
 * </pre>
 *
 * <p>Invariant: what is printed comes from the running kernel's BTF, tracefs and verifier, or from tables that say so; an
 * example compiles as it stands. Not here: finding the thing by its name.
 */
@NullMarked
package dev.rawtap.cli.describe;

import org.jspecify.annotations.NullMarked;
