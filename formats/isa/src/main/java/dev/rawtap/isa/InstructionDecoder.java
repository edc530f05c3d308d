package dev.rawtap.isa;

import dev.rawtap.base.ByteCursor;
import dev.rawtap.base.MalformedException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Bytes to instructions. A field that an instruction does not use must be zero, as the kernel demands: reading and
 * writing back gives the same bytes. One exception: {@code callx} of LLVM before 19, whose register stands in the
 * immediate, is read and written back in the newer form.
 */
public final class InstructionDecoder {
    private static final List<AluOperation> ALU_OPERATIONS = List.of(AluOperation.values());
    private static final List<Condition> CONDITIONS = List.of(Condition.values());
    private static final List<AtomicOperation> ATOMIC_OPERATIONS = List.of(AtomicOperation.values());

    private InstructionDecoder() {}

    /**
     * The instructions of {@code bytes}.
     *
     * @throws MalformedException naming the byte offset, the instruction and the field, such as {@code "exit: dst
     *     register field is 3, must be 0"}
     */
    public static List<Instruction> decode(ByteCursor bytes) {
        var code = new ArrayList<Instruction>();
        for (long at = 0; at < bytes.size(); ) {
            if (bytes.size() - at < Slot.BYTES) {
                throw bytes.malformed(at, "instruction needs 8 bytes, %d left".formatted(bytes.size() - at));
            }
            var instruction = decode(Slot.read(bytes, at));
            code.add(instruction);
            at += (long) instruction.slots() * Slot.BYTES;
        }
        return List.copyOf(code);
    }

    /** The instructions of {@code bytes}, which errors call {@code name}. */
    public static List<Instruction> decode(String name, byte[] bytes, ByteOrder order) {
        return decode(new ByteCursor(name, MemorySegment.ofArray(bytes), order));
    }

    private static Instruction decode(Slot slot) {
        return switch (slot.opcode() & 7) {
            case Opcode.LD -> decodeLd(slot);
            case Opcode.LDX -> decodeLoad(slot);
            case Opcode.ST -> decodeStoreImmediate(slot);
            case Opcode.STX -> decodeStoreRegister(slot);
            case Opcode.ALU, Opcode.ALU64 -> decodeAlu(slot, (slot.opcode() & 7) == Opcode.ALU64);
            default -> decodeJump(slot, (slot.opcode() & 7) == Opcode.JMP);
        };
    }

    private static Instruction decodeLd(Slot slot) {
        if (slot.opcode() == Opcode.LOAD_IMMEDIATE_64) {
            return decodeConstant(slot);
        }
        int mode = slot.opcode() & 0xe0;
        var size = Size.ofCode(slot.opcode());
        if ((mode != Opcode.MODE_ABSOLUTE && mode != Opcode.MODE_INDIRECT) || size == Size.DOUBLE) {
            throw slot.unknown();
        }
        String name = "packet load";
        slot.zeroDst(name);
        slot.zeroOffset(name);
        if (mode == Opcode.MODE_INDIRECT) {
            return new Instruction.PacketLoad(size, slot.src(name), slot.immediate());
        }
        slot.zeroSrc(name);
        return new Instruction.PacketLoad(size, null, slot.immediate());
    }

    private static Instruction decodeConstant(Slot first) {
        String name = "64-bit immediate load";
        first.zeroOffset(name);
        var dst = first.dst(name);
        if (first.bytes().size() - first.at() < 2 * Slot.BYTES) {
            throw first.bytes().malformed(first.at(), name + ": second slot is missing");
        }
        var second = Slot.read(first.bytes(), first.at() + Slot.BYTES);
        String secondName = "second slot of " + name;
        if (second.opcode() != 0) {
            throw second.wrong(secondName, "opcode", second.opcode(), "0");
        }
        second.zeroDst(secondName);
        second.zeroSrc(secondName);
        second.zeroOffset(secondName);
        int low = first.immediate();
        int high = second.immediate();
        var constant = switch (first.srcField()) {
            case 0 -> new Constant64.Value((long) high << 32 | Integer.toUnsignedLong(low));
            case Opcode.MAP_FD -> new Constant64.MapFd(low);
            case Opcode.MAP_VALUE -> new Constant64.MapValue(low, high);
            case Opcode.VARIABLE -> new Constant64.Variable(low, high);
            case Opcode.FUNCTION -> new Constant64.Function(low);
            case Opcode.MAP_INDEX -> new Constant64.MapIndex(low);
            case Opcode.MAP_INDEX_VALUE -> new Constant64.MapIndexValue(low, high);
            default -> throw first.wrong(name, "src register", first.srcField(), "0 to 6");
        };
        switch (constant) {
            case Constant64.MapFd _, Constant64.Function _, Constant64.MapIndex _ -> second.zeroImmediate(secondName);
            case Constant64.Value _, Constant64.MapValue _, Constant64.Variable _, Constant64.MapIndexValue _ -> {}
        }
        return new Instruction.LoadImmediate64(dst, constant);
    }

    private static Instruction decodeLoad(Slot slot) {
        int mode = slot.opcode() & 0xe0;
        var size = Size.ofCode(slot.opcode());
        boolean signExtend = mode == Opcode.MODE_MEMORY_SIGNED;
        if ((mode != Opcode.MODE_MEMORY && !signExtend) || (signExtend && size == Size.DOUBLE)) {
            throw slot.unknown();
        }
        String name = "load";
        slot.zeroImmediate(name);
        return new Instruction.Load(size, signExtend, slot.dst(name), slot.src(name), slot.offset());
    }

    private static Instruction decodeStoreImmediate(Slot slot) {
        if ((slot.opcode() & 0xe0) != Opcode.MODE_MEMORY) {
            throw slot.unknown();
        }
        String name = "store";
        slot.zeroSrc(name);
        return new Instruction.Store(
                Size.ofCode(slot.opcode()), slot.dst(name), slot.offset(), new Operand.Immediate(slot.immediate()));
    }

    private static Instruction decodeStoreRegister(Slot slot) {
        return switch (slot.opcode() & 0xe0) {
            case Opcode.MODE_MEMORY -> {
                String name = "store";
                slot.zeroImmediate(name);
                yield new Instruction.Store(
                        Size.ofCode(slot.opcode()), slot.dst(name), slot.offset(), new Operand.Reg(slot.src(name)));
            }
            case Opcode.MODE_ATOMIC -> decodeAtomic(slot);
            default -> throw slot.unknown();
        };
    }

    private static Instruction decodeAtomic(Slot slot) {
        String name = "atomic operation";
        var size = Size.ofCode(slot.opcode());
        var dst = slot.dst(name);
        var src = slot.src(name);
        if (slot.immediate() == Opcode.LOAD_ACQUIRE) {
            return new Instruction.LoadAcquire(size, dst, src, slot.offset());
        }
        if (slot.immediate() == Opcode.STORE_RELEASE) {
            return new Instruction.StoreRelease(size, dst, slot.offset(), src);
        }
        boolean fetch = (slot.immediate() & Opcode.FETCH) != 0;
        var operation = atomicOperation(slot.immediate() & ~Opcode.FETCH);
        if (operation == null || (!fetch && operation.alwaysFetches())) {
            throw slot.wrong(name, "immediate", slot.immediate(), "an atomic operation (RFC 9669 section 5.3)");
        }
        if (size != Size.WORD && size != Size.DOUBLE) {
            throw slot.wrong(name, "size", size.bytes(), "4 or 8 bytes");
        }
        return new Instruction.Atomic(operation, fetch, size, dst, slot.offset(), src);
    }

    private static @Nullable AtomicOperation atomicOperation(int code) {
        for (var operation : ATOMIC_OPERATIONS) {
            if (operation.code() == code) {
                return operation;
            }
        }
        return null;
    }

    private static Instruction decodeAlu(Slot slot, boolean wide) {
        return switch (slot.opcode() & 0xf0) {
            case Opcode.NEGATE -> decodeNegate(slot, wide);
            case Opcode.END -> decodeSwap(slot, wide);
            case 0xe0, 0xf0 -> throw slot.unknown();
            default -> {
                if (slot.hasRegisterOperand()
                        && slot.offset() != 0
                        && (slot.opcode() & 0xf0) == AluOperation.MOV.code()) {
                    yield decodeSpecialMove(slot, wide);
                }
                var operation = aluOperation(slot);
                yield new Instruction.Alu(
                        operation, wide, slot.dst(aluName(operation)), slot.operand(aluName(operation)));
            }
        };
    }

    private static AluOperation aluOperation(Slot slot) {
        boolean divides = false;
        AluOperation unsigned = AluOperation.ADD;
        for (var operation : ALU_OPERATIONS) {
            if (operation.code() != (slot.opcode() & 0xf0)) {
                continue;
            }
            if (operation.offset() == slot.offset()) {
                return operation;
            }
            unsigned = operation.offset() == 0 ? operation : unsigned;
            divides |= operation.offset() == 1;
        }
        throw slot.wrong(aluName(unsigned), "offset", slot.offset(), divides ? "0, or 1 for signed" : "0");
    }

    private static String aluName(AluOperation operation) {
        return "'" + operation.symbol() + "'";
    }

    private static Instruction decodeNegate(Slot slot, boolean wide) {
        if (slot.hasRegisterOperand()) {
            throw slot.unknown();
        }
        String name = "negation";
        slot.zeroSrc(name);
        slot.zeroOffset(name);
        slot.zeroImmediate(name);
        return new Instruction.Negate(wide, slot.dst(name));
    }

    private static Instruction decodeSwap(Slot slot, boolean always) {
        if (always && slot.hasRegisterOperand()) {
            throw slot.unknown();
        }
        String name = "byte swap";
        slot.zeroSrc(name);
        slot.zeroOffset(name);
        int bits = slot.immediate();
        if (bits != 16 && bits != 32 && bits != 64) {
            throw slot.wrong(name, "immediate", bits, "16, 32 or 64");
        }
        var kind = always
                ? ByteSwap.ALWAYS
                : slot.hasRegisterOperand() ? ByteSwap.TO_BIG_ENDIAN : ByteSwap.TO_LITTLE_ENDIAN;
        return new Instruction.EndianSwap(kind, bits, slot.dst(name));
    }

    /** A move whose offset says that it extends a sign, or casts between address spaces. */
    private static Instruction decodeSpecialMove(Slot slot, boolean wide) {
        if (wide && slot.offset() == 1) {
            String name = "address space cast";
            return new Instruction.AddressSpaceCast(
                    slot.dst(name), slot.src(name), slot.immediate() >>> 16, slot.immediate() & 0xffff);
        }
        String name = "'='";
        int bits = slot.offset();
        if (bits != 8 && bits != 16 && !(bits == 32 && wide)) {
            throw slot.wrong(name, "offset", bits, wide ? "0, 1, 8, 16 or 32" : "0, 8 or 16");
        }
        slot.zeroImmediate(name);
        return new Instruction.MoveSignExtend(bits, wide, slot.dst(name), slot.src(name));
    }

    private static Instruction decodeJump(Slot slot, boolean wide) {
        return switch (slot.opcode() & 0xf0) {
            case Opcode.JUMP -> decodeGoto(slot, wide);
            case Opcode.CALL -> decodeCall(slot, wide);
            case Opcode.EXIT -> decodeExit(slot, wide);
            case Opcode.MAY_GOTO -> decodeMayGoto(slot, wide);
            case 0xf0 -> throw slot.unknown();
            default -> decodeBranch(slot, wide);
        };
    }

    private static Instruction decodeGoto(Slot slot, boolean wide) {
        if (slot.hasRegisterOperand() && !wide) {
            throw slot.unknown();
        }
        String name = slot.hasRegisterOperand() ? "gotox" : wide ? "goto" : "gotol";
        slot.zeroSrc(name);
        if (wide) {
            slot.zeroImmediate(name);
        }
        if (slot.hasRegisterOperand() || !wide) {
            slot.zeroOffset(name);
        }
        if (slot.hasRegisterOperand()) {
            return new Instruction.JumpRegister(slot.dst(name));
        }
        slot.zeroDst(name);
        return wide ? new Instruction.Jump(slot.offset(), false) : new Instruction.Jump(slot.immediate(), true);
    }

    private static Instruction decodeCall(Slot slot, boolean wide) {
        if (!wide) {
            throw slot.unknown();
        }
        if (slot.hasRegisterOperand()) {
            return decodeCallRegister(slot);
        }
        String name = "call";
        slot.zeroDst(name);
        if (slot.srcField() != Opcode.CALL_KERNEL_FUNCTION) {
            slot.zeroOffset(name);
        }
        return switch (slot.srcField()) {
            case 0 -> new Instruction.Call(slot.immediate());
            case Opcode.CALL_LOCAL -> new Instruction.CallLocal(slot.immediate());
            case Opcode.CALL_KERNEL_FUNCTION -> new Instruction.CallKernelFunction(slot.immediate(), slot.offset());
            default -> throw slot.wrong(name, "src register", slot.srcField(), "0, 1 or 2");
        };
    }

    private static Instruction decodeCallRegister(Slot slot) {
        String name = "callx";
        slot.zeroSrc(name);
        slot.zeroOffset(name);
        int old = slot.immediate();
        if (slot.dstField() == 0 && old > 0 && old <= Register.R10.number()) {
            return new Instruction.CallRegister(Register.of(old));
        }
        slot.zeroImmediate(name);
        return new Instruction.CallRegister(slot.dst(name));
    }

    private static Instruction decodeExit(Slot slot, boolean wide) {
        if (!wide || slot.hasRegisterOperand()) {
            throw slot.unknown();
        }
        String name = "exit";
        slot.zeroDst(name);
        slot.zeroSrc(name);
        slot.zeroOffset(name);
        slot.zeroImmediate(name);
        return new Instruction.Exit();
    }

    private static Instruction decodeMayGoto(Slot slot, boolean wide) {
        if (!wide || slot.hasRegisterOperand()) {
            throw slot.unknown();
        }
        String name = "may_goto";
        slot.zeroDst(name);
        slot.zeroSrc(name);
        slot.zeroImmediate(name);
        return new Instruction.MayGoto(slot.offset());
    }

    private static Instruction decodeBranch(Slot slot, boolean wide) {
        for (var condition : CONDITIONS) {
            if (condition.code() == (slot.opcode() & 0xf0)) {
                String name = "branch";
                return new Instruction.Branch(condition, wide, slot.dst(name), slot.operand(name), slot.offset());
            }
        }
        throw slot.unknown();
    }
}
