/**
 * Programs between a language and instructions: static single assignment form with block arguments instead of phi functions.
 *
 * <pre>
 * Module     = functions: Function*, maps: MapSpec*, license
 * Function   = name, Kind, parameters: Value*, slots: Slot*, blocks: Block* (the first is the entry)
 * Kind       = Program(section, AttachPoint is given at code generation) | Subprogram | Callback
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
 * Every integer has 64 bits, as a BPF register has; narrower numbers are what loads, {@code Extend} and the width of stores say.
 * The code generator finds where 32-bit forms do. A Boolean is the integer 0 or 1.
 *
 * <p>Everything here is an immutable value. A pass takes a {@link dev.rawtap.ir.Function} and gives another one.
 *
 * <p>Not here: source languages, registers, the stack's layout, what a kernel supports.
 */
@NullMarked
package dev.rawtap.ir;

import org.jspecify.annotations.NullMarked;
