/**
 * What is inserted into programs when they are loaded: counters for what gets lost, and a question at the start whether
 * this process is of interest. From values to values; nothing here speaks to a kernel.
 *
 * <pre>{@code
 * var counting = new LossCounting();
 * ObjectSpec counted = counting.insert(object, LongJumps.REFUSED);     // load this
 * List<Loss> losses = counting.losses(valueOfMapRawtapLosses);
 * }</pre>
 *
 * <pre>
 * LossCounting       a branch and an atomic add after each call that can lose something; one array map
 * ProcessRestriction a prologue at each entry; for a tree of processes also a map and two programs that keep it
 * ProgramEdit        moves references, func_info, line_info and relocations along with the code
 * </pre>
 *
 * <p>Invariants. Inserted code leaves every register as the program expects it: after a call R1 to R5 hold nothing, at the
 * entry all but R1 do, and R1 is put back. It uses no stack that the program could have written before. Maps and programs
 * of our own have names with a dot, which no C identifier has. Counters are atomic adds into one plain array, because
 * the verifier takes addresses of values only of plain arrays; they run only when something was lost.
 */
@NullMarked
package dev.rawtap.kernel.insertion;

import org.jspecify.annotations.NullMarked;
