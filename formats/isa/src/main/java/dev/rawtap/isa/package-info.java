/**
 * BPF instructions: values, bytes, text; assembling and rewriting; the kernel's helpers. Knows nothing of ELF, BTF
 * types or the running kernel.
 *
 * <pre>{@code
 * List<Instruction> code = Assembler.assemble(a -> {
 *     var quiet = a.newLabel("quiet");
 *     a.call(Helpers.named("bpf_get_current_pid_tgid"))
 *             .alu(AluOperation.RSH, R0, 32)
 *             .branch(Condition.NE, R0, 4711, quiet)
 *             .mov(R0, 1).exit()
 *             .bind(quiet).mov(R0, 0).exit();
 * });
 * byte[] bytes = InstructionEncoder.encode(code, ByteOrder.LITTLE_ENDIAN);
 * InstructionDecoder.decode("prologue", bytes, ByteOrder.LITTLE_ENDIAN).equals(code);   // true
 * InstructionText.of(code.getFirst());                               // call bpf_get_current_pid_tgid#14
 * AssemblyParser.parseInstruction("if r0 != 0 goto +34");
 * CodeEditor.edit(code, LongJumps.REFUSED, e -> e.insertBefore(0, Arrivals.SKIP_INSERTED, more)).code();
 * }</pre>
 *
 * <pre>
 * Instruction = Alu(operation, wide, dst, src) | Negate(wide, dst) | MoveSignExtend(bits, wide, dst, src)
 *             | EndianSwap(kind, bits, dst) | LoadImmediate64(dst, constant) | AddressSpaceCast(dst, src, to, from)
 *             | Load(size, signExtend, dst, base, offset) | Store(size, base, offset, src)
 *             | Atomic(operation, fetch, size, base, offset, src) | LoadAcquire(size, dst, base, offset)
 *             | StoreRelease(size, base, offset, src) | PacketLoad(size, index?, offset)
 *             | Jump(offset, longForm) | JumpRegister(target) | Branch(condition, wide, left, right, offset)
 *             | MayGoto(offset) | Call(helper) | CallLocal(offset) | CallKernelFunction(btfId, btfFdIndex)
 *             | CallRegister(target) | Exit
 * Operand     = Reg(register) | Immediate(value)
 * Constant64  = Value | MapFd | MapValue | Variable | Function | MapIndex | MapIndexValue
 * </pre>
 *
 * <p>Invariants: what can be constructed can be encoded, and {@code decode(encode(x)).equals(x)} in either byte order;
 * {@code parse(text(x)).equals(x)}. Offsets of jumps count 8-byte slots ({@link dev.rawtap.isa.SlotMap}), everything
 * else here counts instructions. Values are immutable and thread-safe; {@code Assembler} and {@code CodeEditor} live
 * inside their lambda. The rules of the verifier are not here: R10 can be written to, and a shift can be too far.
 *
 * <p>To add an instruction: a record in {@link dev.rawtap.isa.Instruction}; the compiler then points to the encoder,
 * the printer and {@link dev.rawtap.isa.Targets}; the decoder and {@code InstructionParser} follow; the random
 * generator of the tests fails until it knows the record.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc9669">RFC 9669</a>
 */
@NullMarked
package dev.rawtap.isa;

import org.jspecify.annotations.NullMarked;
