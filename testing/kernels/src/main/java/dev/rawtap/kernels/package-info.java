/**
 * The kernel suite: what Rawtap does on a kernel, tried on that kernel.
 *
 * <pre>
 * java -jar testing/kernels/target/suite.jar               all kernel tests, here
 * testing/kernels/matrix                                   all, on each kernel of packages.lock, in virtual machines
 * </pre>
 *
 * <pre>
 * suite  ::= tests of this package + kernel tests of other rooms (their test jars)
 * result ::= passed | failed with its trace | skipped with its reason ;  fact*
 * fact   ::= table, row, value                             a cell of docs/kernels.md
 * </pre>
 *
 * <p>Not here: how a machine is booted (testing/kernels/kernel-vm), and tests of one room alone, which stay in it.
 */
@NullMarked
package dev.rawtap.kernels;

import org.jspecify.annotations.NullMarked;
