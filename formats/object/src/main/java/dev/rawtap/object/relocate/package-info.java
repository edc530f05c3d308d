/**
 * CO-RE: fits the numbers in a program's instructions to the types of the kernel that it is made for.
 *
 * <pre>{@code
 * Relocated relocated = Relocator.relocate(spec, engine.target());
 * relocated.failures().forEach(failure -> System.err.println(failure.explain()));
 * }</pre>
 *
 * <pre>
 * FieldRelocation -> AccessPath (local)           what the program means: root type, members, elements
 *                 -> Candidates                   types of the target with that name: the kernel's, else its modules'
 *                 -> AccessPath (each candidate)  Matching: members by name, through anonymous structs
 *                 -> Answer (local, target)       a number, or why there is none
 *                 -> InstructionPatch             the instruction with the target's number
 * </pre>
 *
 * <p>Rules are those of the kernel's documentation ("BPF CO-RE reference", Documentation/bpf/llvm_reloc.rst, 6.18):
 * {@code ___flavour} suffixes of local names are left out; candidates that agree are one, those that differ are an
 * error; an instruction that cannot be fitted becomes a call of a helper that no kernel has, so that the program is
 * refused only if it can reach it. Registers are those of one machine: {@link CompiledFor} tells whose an object reads.
 *
 * <p>Invariant: code keeps its length in slots, so that jumps hold. Not here: reading objects, and types of functions
 * that a kernel exports.
 */
@NullMarked
package dev.rawtap.object.relocate;

import org.jspecify.annotations.NullMarked;
