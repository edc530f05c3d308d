/**
 * What is in an object file, as text and as JSON.
 *
 * <pre>{@code
 * var inspection = Inspection.of(ElfObject.read(path), Optional.of(engine.target()));
 * inspection.text(false);
 * }</pre>
 *
 * <pre>
 * Inspection  = ElfObject, Relocated?: sections, programs, maps, globals, relocations, notes
 * Needs       = ProgramSpec -> the first Linux that can load it, and because of what
 * Disassembly = ProgramSpec -> instructions below their source lines
 * </pre>
 *
 * <p>Nothing is loaded. Relocations are resolved against a target's types where it has any. Not here: reading the file.
 */
@NullMarked
package dev.rawtap.cli.inspect;

import org.jspecify.annotations.NullMarked;
