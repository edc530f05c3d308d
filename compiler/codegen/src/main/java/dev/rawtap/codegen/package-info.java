/**
 * From {@link dev.rawtap.ir.Module} to instructions.
 *
 * <pre>{@code
 * ObjectSpec object = CodeGenerator.generate("script", "GPL", module, attach, maps, engine.target());
 * }</pre>
 *
 * <p>One function goes through these steps ({@code FunctionWriting}); each is a class:
 *
 * <pre>
 * Selection          values become virtual registers; constants, addresses and comparisons fold into what uses them;
 *                    DemandedBits and HeldBits say where 32 bits suffice and extensions do nothing
 * SharedEnds         equal ends of the function become one
 * ThreadedTests      a number that is only tested goes where the test leads
 * ScratchMemory      only if the frame was too large: slots move to a per-CPU array
 * BlockOrder         blocks fall through; loops are in one piece; what happens when a pointer is NULL comes last
 * LateCopies         what outlives a call is copied right before it
 * Allocation         Lifetimes, Coalescing, Wishes: a register for each class of virtual registers; Spilling where they do not suffice
 * FrameLayout        StackUse: slots that are not used at the same time share bytes
 * Emission           instructions; ParallelMove for arguments; ReadableResult for programs whose result nobody reads
 * ProgramAssembly    a program and the functions it reaches in one list: offsets, references, func_info, line_info
 * </pre>
 *
 * <pre>
 * MachineFunction    = parameters, slots, MachineBlock*                     block 0 is the entry
 * MachineBlock       = parameters, (MachineInstruction, Span?)*             the last one ends it
 * MachineInstruction = Move | Narrow | Alu | Negate | SignExtend | Swap | Load | Store | Atomic | Choose | Call
 *                    | Jump(block, Source*) | Branch(Test, block, block) | MayGoto(block, block) | Return(Source) | Leave
 * Source             = Virtual register | Constant | SlotPlace | MapItself | MapValue | FunctionItself
 * </pre>
 *
 * <p>Invariants: the verifier of Linux 5.8 and later takes the result if the function is right (no instruction of CPU version 4, no atomic
 * that fetches, unless the target has it). A value that was compared stays in its register or is copied whole, so that what the verifier
 * learned of it holds where it is used; the context is only accessed at constant offsets; registers on the stack take 8 bytes. Time is
 * in proportion to the size of the function.
 *
 * <p>Not here: what the program means, maps (the caller describes them), reads of unchecked memory (a pass makes helper calls of
 * them), loading.
 */
@NullMarked
package dev.rawtap.codegen;

import org.jspecify.annotations.NullMarked;
