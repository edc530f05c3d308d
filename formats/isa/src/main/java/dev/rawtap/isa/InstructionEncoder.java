package dev.rawtap.isa;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;

/** Instructions to bytes. Never fails: what can be constructed can be encoded. */
public final class InstructionEncoder {
    private static final int SLOT_BYTES = 8;

    private final ByteBuffer out;

    private InstructionEncoder(ByteBuffer out) {
        this.out = out;
    }

    /** The bytes of {@code code} in the target's byte order, 8 for each slot. */
    public static byte[] encode(List<? extends Instruction> code, ByteOrder order) {
        int slots = 0;
        for (var instruction : code) {
            slots += instruction.slots();
        }
        var out = ByteBuffer.allocate(slots * SLOT_BYTES).order(order);
        var encoder = new InstructionEncoder(out);
        code.forEach(encoder::put);
        return out.array();
    }

    private void put(Instruction instruction) {
        switch (instruction) {
            case Instruction.Alu alu -> putAlu(alu);
            case Instruction.Negate(var wide, var dst) -> slot(alu(wide) | Opcode.NEGATE, dst, 0, 0, 0);
            case Instruction.MoveSignExtend(int bits, var wide, var dst, var src) ->
                slot(alu(wide) | Opcode.REGISTER | AluOperation.MOV.code(), dst, src.number(), bits, 0);
            case Instruction.EndianSwap(var kind, int bits, var dst) -> slot(swapCode(kind), dst, 0, 0, bits);
            case Instruction.LoadImmediate64(var dst, var constant) -> putConstant(dst, constant);
            case Instruction.Load(var size, var signExtend, var dst, var base, short offset) -> {
                int mode = signExtend ? Opcode.MODE_MEMORY_SIGNED : Opcode.MODE_MEMORY;
                slot(Opcode.LDX | mode | size.code(), dst, base.number(), offset, 0);
            }
            case Instruction.Store(var size, var base, short offset, Operand.Reg(var src)) ->
                slot(Opcode.STX | Opcode.MODE_MEMORY | size.code(), base, src.number(), offset, 0);
            case Instruction.Store(var size, var base, short offset, Operand.Immediate(int value)) ->
                slot(Opcode.ST | Opcode.MODE_MEMORY | size.code(), base, 0, offset, value);
            case Instruction.Atomic(var operation, var fetch, var size, var base, short offset, var src) ->
                slot(atomic(size), base, src.number(), offset, operation.code() | (fetch ? Opcode.FETCH : 0));
            case Instruction.LoadAcquire(var size, var dst, var base, short offset) ->
                slot(atomic(size), dst, base.number(), offset, Opcode.LOAD_ACQUIRE);
            case Instruction.StoreRelease(var size, var base, short offset, var src) ->
                slot(atomic(size), base, src.number(), offset, Opcode.STORE_RELEASE);
            case Instruction.Jump(int offset, var longForm) -> {
                if (longForm) {
                    slot(Opcode.JMP32 | Opcode.JUMP, 0, 0, 0, offset);
                } else {
                    slot(Opcode.JMP | Opcode.JUMP, 0, 0, offset, 0);
                }
            }
            case Instruction.JumpRegister(var target) ->
                slot(Opcode.JMP | Opcode.REGISTER | Opcode.JUMP, target, 0, 0, 0);
            case Instruction.Branch branch -> putBranch(branch);
            case Instruction.MayGoto(short offset) -> slot(Opcode.JMP | Opcode.MAY_GOTO, 0, 0, offset, 0);
            case Instruction.Call(int helper) -> slot(Opcode.JMP | Opcode.CALL, 0, 0, 0, helper);
            case Instruction.CallLocal(int offset) -> slot(Opcode.JMP | Opcode.CALL, 0, Opcode.CALL_LOCAL, 0, offset);
            case Instruction.CallKernelFunction(int btfId, short btfFdIndex) ->
                slot(Opcode.JMP | Opcode.CALL, 0, Opcode.CALL_KERNEL_FUNCTION, btfFdIndex, btfId);
            case Instruction.CallRegister(var target) ->
                slot(Opcode.JMP | Opcode.REGISTER | Opcode.CALL, target, 0, 0, 0);
            case Instruction.Exit() -> slot(Opcode.JMP | Opcode.EXIT, 0, 0, 0, 0);
            case Instruction.AddressSpaceCast(var dst, var src, int to, int from) ->
                slot(alu(true) | Opcode.REGISTER | AluOperation.MOV.code(), dst, src.number(), 1, to << 16 | from);
            case Instruction.PacketLoad(var size, var index, int offset) -> {
                int mode = index == null ? Opcode.MODE_ABSOLUTE : Opcode.MODE_INDIRECT;
                slot(Opcode.LD | mode | size.code(), 0, index == null ? 0 : index.number(), 0, offset);
            }
        }
    }

    private void putAlu(Instruction.Alu alu) {
        int code = alu(alu.wide()) | alu.operation().code();
        int offset = alu.operation().offset();
        switch (alu.src()) {
            case Operand.Reg(var src) -> slot(code | Opcode.REGISTER, alu.dst(), src.number(), offset, 0);
            case Operand.Immediate(int value) -> slot(code, alu.dst(), 0, offset, value);
        }
    }

    private void putBranch(Instruction.Branch branch) {
        int code =
                (branch.wide() ? Opcode.JMP : Opcode.JMP32) | branch.condition().code();
        switch (branch.right()) {
            case Operand.Reg(var right) ->
                slot(code | Opcode.REGISTER, branch.left(), right.number(), branch.offset(), 0);
            case Operand.Immediate(int value) -> slot(code, branch.left(), 0, branch.offset(), value);
        }
    }

    private void putConstant(Register dst, Constant64 constant) {
        switch (constant) {
            case Constant64.Value(long value) -> putConstant(dst, 0, (int) value, (int) (value >> 32));
            case Constant64.MapFd(int fd) -> putConstant(dst, Opcode.MAP_FD, fd, 0);
            case Constant64.MapValue(int fd, int offset) -> putConstant(dst, Opcode.MAP_VALUE, fd, offset);
            case Constant64.Variable(int btfId, int btfFd) -> putConstant(dst, Opcode.VARIABLE, btfId, btfFd);
            case Constant64.Function(int offset) -> putConstant(dst, Opcode.FUNCTION, offset, 0);
            case Constant64.MapIndex(int index) -> putConstant(dst, Opcode.MAP_INDEX, index, 0);
            case Constant64.MapIndexValue(int index, int offset) ->
                putConstant(dst, Opcode.MAP_INDEX_VALUE, index, offset);
        }
    }

    private void putConstant(Register dst, int kind, int low, int high) {
        slot(Opcode.LOAD_IMMEDIATE_64, dst, kind, 0, low);
        slot(0, 0, 0, 0, high);
    }

    private void slot(int opcode, Register dst, int src, int offset, int immediate) {
        slot(opcode, dst.number(), src, offset, immediate);
    }

    private void slot(int opcode, int dst, int src, int offset, int immediate) {
        // The two registers share a byte whose halves follow the byte order (RFC 9669 section 3.1).
        int registers = out.order() == ByteOrder.LITTLE_ENDIAN ? src << 4 | dst : dst << 4 | src;
        out.put((byte) opcode).put((byte) registers).putShort((short) offset).putInt(immediate);
    }

    private static int alu(boolean wide) {
        return wide ? Opcode.ALU64 : Opcode.ALU;
    }

    private static int atomic(Size size) {
        return Opcode.STX | Opcode.MODE_ATOMIC | size.code();
    }

    private static int swapCode(ByteSwap kind) {
        return Opcode.END
                | switch (kind) {
                    case TO_LITTLE_ENDIAN -> Opcode.ALU;
                    case TO_BIG_ENDIAN -> Opcode.ALU | Opcode.REGISTER;
                    case ALWAYS -> Opcode.ALU64;
                };
    }
}
