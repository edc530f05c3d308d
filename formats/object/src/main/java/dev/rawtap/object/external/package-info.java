/**
 * Finds out what the external symbols of an object mean on a kernel: options of its configuration, addresses, typed
 * variables and functions.
 *
 * <pre>{@code
 * Externals found = Externals.find(spec, target, facts);
 * ObjectSpec ready = found.spec();               // options have their values
 * found.meanings().get("bpf_task_acquire");      // KernelType(id in the kernel's BTF, module?)
 * }</pre>
 *
 * <pre>
 * KernelFacts  = options, version, addresses of symbols       given by an engine
 * OptionValue  : text of a configuration file -> bytes of a constant
 * Meaning      = Address | KernelType | Absent
 * </pre>
 *
 * <p>Invariant: what is not weak and a program uses is there, or the error names all that is missing of its kind. What is
 * weak and absent is 0; a call of it fails only where the verifier gets to. Code is left as it is: an engine fills meanings
 * in when it loads a program, as it does with maps. Not here: reading a kernel's files.
 */
@NullMarked
package dev.rawtap.object.external;

import org.jspecify.annotations.NullMarked;
