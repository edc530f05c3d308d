package dev.rawtap.isa;

import java.util.List;

/**
 * Instructions to text, in the dialect that the kernel's verifier and llvm-objdump share: {@code r1 = *(u64 *)(r6 +
 * 104)}, {@code if w0 != 0 goto +34}, {@code call bpf_ringbuf_reserve#131}. {@link AssemblyParser} reads it back.
 */
public final class InstructionText {
    private InstructionText() {}

    /** One instruction. Offsets are relative, in slots, as encoded. */
    public static String of(Instruction instruction) {
        return switch (instruction) {
            case Instruction.Alu(var operation, var wide, var dst, var src) ->
                "%s %s %s".formatted(name(dst, wide), operation.symbol(), operand(src, wide));
            case Instruction.Negate(var wide, var dst) -> "%1$s = -%1$s".formatted(name(dst, wide));
            case Instruction.MoveSignExtend(int bits, var wide, var dst, var src) ->
                "%s = (s%d)%s".formatted(name(dst, wide), bits, name(src, wide));
            case Instruction.EndianSwap(var kind, int bits, var dst) ->
                "%1$s = %2$s%3$d %1$s".formatted(dst, kind.mnemonic(), bits);
            case Instruction.LoadImmediate64(var dst, var constant) -> dst + " = " + constant(constant);
            case Instruction.Load(var size, var signExtend, var dst, var base, short offset) ->
                "%s = *(%s%d *)(%s)".formatted(dst, signExtend ? "s" : "u", size.bytes() * 8, address(base, offset));
            case Instruction.Store(var size, var base, short offset, var src) ->
                "*%s = %s".formatted(memory(size, base, offset), operand(src, true));
            case Instruction.Atomic atomic -> atomic(atomic);
            case Instruction.LoadAcquire(var size, var dst, var base, short offset) ->
                "%s = load_acquire(%s)".formatted(dst, memory(size, base, offset));
            case Instruction.StoreRelease(var size, var base, short offset, var src) ->
                "store_release(%s, %s)".formatted(memory(size, base, offset), src);
            case Instruction.Jump(int offset, var longForm) -> "goto%s %+d".formatted(longForm ? "l" : "", offset);
            case Instruction.JumpRegister(var target) -> "gotox " + target;
            case Instruction.Branch(var condition, var wide, var left, var right, short offset) ->
                "if %s %s %s goto %+d".formatted(name(left, wide), condition.symbol(), operand(right, wide), offset);
            case Instruction.MayGoto(short offset) -> "may_goto %+d".formatted(offset);
            case Instruction.Call(int helper) ->
                "call %s#%d"
                        .formatted(
                                Helpers.byId(helper).map(Helper::functionName).orElse("unknown"), helper);
            case Instruction.CallLocal(int offset) -> "call pc%+d".formatted(offset);
            case Instruction.CallKernelFunction(int btfId, short btfFdIndex) ->
                "call kernel-function#%d%s".formatted(btfId, btfFdIndex == 0 ? "" : " btf " + btfFdIndex);
            case Instruction.CallRegister(var target) -> "callx " + target;
            case Instruction.Exit() -> "exit";
            case Instruction.AddressSpaceCast(var dst, var src, int to, int from) ->
                "%s = addr_space_cast(%s, %d, %d)".formatted(dst, src, to, from);
            case Instruction.PacketLoad(var size, var index, int offset) ->
                "r0 = *(u%d *)skb[%s]"
                        .formatted(
                                size.bytes() * 8,
                                index == null
                                        ? Integer.toString(offset)
                                        : offset == 0 ? index.wideName() : address(index, offset));
        };
    }

    /** One line for each instruction: the slot, a colon, the instruction. */
    public static String listing(List<? extends Instruction> code) {
        var map = SlotMap.of(code);
        var out = new StringBuilder();
        for (int i = 0; i < code.size(); i++) {
            out.append(map.slotOf(i)).append(": ").append(of(code.get(i))).append('\n');
        }
        return out.toString();
    }

    private static String constant(Constant64 constant) {
        return switch (constant) {
            case Constant64.Value(long value) -> "0x%x ll".formatted(value);
            case Constant64.MapFd(int fd) -> "map[fd:%d]".formatted(fd);
            case Constant64.MapValue(int fd, int offset) -> "map[fd:%d][0]%+d".formatted(fd, offset);
            case Constant64.Variable(int btfId, int btfFd) ->
                btfFd == 0 ? "variable[id:%d]".formatted(btfId) : "variable[id:%d, fd:%d]".formatted(btfId, btfFd);
            case Constant64.Function(int offset) -> "subprog[%+d]".formatted(offset);
            case Constant64.MapIndex(int index) -> "map[idx:%d]".formatted(index);
            case Constant64.MapIndexValue(int index, int offset) -> "map[idx:%d][0]%+d".formatted(index, offset);
        };
    }

    private static String atomic(Instruction.Atomic atomic) {
        boolean wide = atomic.size() == Size.DOUBLE;
        String src = name(atomic.src(), wide);
        String memory = memory(atomic.size(), atomic.base(), atomic.offset());
        if (!atomic.fetch()) {
            return "lock *%s %s %s".formatted(memory, symbol(atomic.operation()), src);
        }
        String function = "atomic%s_%s".formatted(wide ? "64" : "", function(atomic.operation()));
        if (atomic.operation() == AtomicOperation.COMPARE_EXCHANGE) {
            String expected = name(Register.R0, wide);
            return "%s = %s(%s, %s, %s)".formatted(expected, function, memory, expected, src);
        }
        return "%s = %s(%s, %s)".formatted(src, function, memory, src);
    }

    private static String symbol(AtomicOperation operation) {
        return switch (operation) {
            case ADD -> "+=";
            case OR -> "|=";
            case AND -> "&=";
            case XOR -> "^=";
            case EXCHANGE, COMPARE_EXCHANGE -> throw new IllegalArgumentException(operation + " always fetches");
        };
    }

    private static String function(AtomicOperation operation) {
        return switch (operation) {
            case ADD -> "fetch_add";
            case OR -> "fetch_or";
            case AND -> "fetch_and";
            case XOR -> "fetch_xor";
            case EXCHANGE -> "xchg";
            case COMPARE_EXCHANGE -> "cmpxchg";
        };
    }

    private static String memory(Size size, Register base, int offset) {
        return "(u%d *)(%s)".formatted(size.bytes() * 8, address(base, offset));
    }

    private static String address(Register base, int offset) {
        return offset < 0 ? "%s - %d".formatted(base, -(long) offset) : "%s + %d".formatted(base, offset);
    }

    private static String operand(Operand operand, boolean wide) {
        return switch (operand) {
            case Operand.Reg(var register) -> name(register, wide);
            case Operand.Immediate(int value) -> Integer.toString(value);
        };
    }

    private static String name(Register register, boolean wide) {
        return wide ? register.wideName() : register.narrowName();
    }
}
