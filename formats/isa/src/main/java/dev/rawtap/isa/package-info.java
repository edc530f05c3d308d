/**
 * BPF instructions: values, bytes, text. Knows nothing of ELF, BTF types or the running kernel.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc9669">RFC 9669</a>
 */
@NullMarked
package dev.rawtap.isa;

import org.jspecify.annotations.NullMarked;
