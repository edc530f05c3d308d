/**
 * Programs between a language and instructions: static single assignment form with block arguments instead of phi functions.
 *
 * <pre>
 * Module     = functions: Function*
 * Function   = name, Kind, parameters: Value*, slots: Slot*, blocks: Block* (the first is the entry)
 * Kind       = PROGRAM | SUBPROGRAM | CALLBACK
 * Block      = label, parameters: Value*, Step*, Terminator
 * Step       = result?: Value, Operation, source?: Span
 * Operation  = Constant | Binary | Compare | Extend | ByteSwap | Select
 *            | Load | Store | Atomic | Read | Fill | StoreBytes | Copy
 *            | SlotAddress | MapReference | MapValueAddress | FunctionAddress
 *            | CallHelper | CallFunction | CallKernelFunction
 * Terminator = Jump(Edge) | Branch(Condition, Value, Value, Edge, Edge) | Switch(Value, Case*, Edge) | MayGoto(Edge, Edge) | Return(Value)
 * Edge       = label, arguments: Value*
 * Type       = Scalar | Pointer(Region, nullable) | MapHandle(map) | FunctionHandle(function)
 * </pre>
 *
 * {@link dev.rawtap.ir.IrPrinter} writes it as text and {@link dev.rawtap.ir.IrParser} reads that back:
 *
 * <pre>{@code
 * program probe(%0: context*) {
 * entry:
 *   %1 = load u64 [%0+8]
 *   %2 = constant 263
 *   branch %1 == %2, found, end
 * …
 * }</pre>
 *
 * Every integer has 64 bits, as a BPF register has; narrower numbers are what loads, {@code Extend} and the width of stores say.
 * The code generator finds where 32-bit forms do. A Boolean is the integer 0 or 1. A pointer does where an edge gives it
 * to a number: its address, which only {@code Read} may follow.
 *
 * <p>Everything here is an immutable value. A pass takes a {@link dev.rawtap.ir.Function} and gives another one.
 *
 * <p>Not here: source languages, registers, the stack's layout, what a kernel supports.
 */
@NullMarked
package dev.rawtap.ir;

import org.jspecify.annotations.NullMarked;
