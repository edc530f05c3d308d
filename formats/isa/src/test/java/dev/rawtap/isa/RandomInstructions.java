package dev.rawtap.isa;

import java.util.Random;

/** Any instruction that can be constructed, from a seed. */
final class RandomInstructions {
    private final Random random;

    RandomInstructions(Random random) {
        this.random = random;
    }

    /** One of the given kind, a record of {@link Instruction}. */
    Instruction of(Class<?> kind) {
        return switch (kind.getSimpleName()) {
            case "Alu" -> new Instruction.Alu(any(AluOperation.values()), flag(), register(), operand());
            case "Negate" -> new Instruction.Negate(flag(), register());
            case "MoveSignExtend" -> signExtend();
            case "EndianSwap" -> new Instruction.EndianSwap(any(ByteSwap.values()), any(16, 32, 64), register());
            case "LoadImmediate64" -> new Instruction.LoadImmediate64(register(), constant());
            case "Load" -> load();
            case "Store" -> new Instruction.Store(any(Size.values()), register(), offset(), operand());
            case "Atomic" -> atomic();
            case "LoadAcquire" -> new Instruction.LoadAcquire(any(Size.values()), register(), register(), offset());
            case "StoreRelease" -> new Instruction.StoreRelease(any(Size.values()), register(), offset(), register());
            case "Jump" -> flag() ? new Instruction.Jump(number(), true) : new Instruction.Jump(offset(), false);
            case "JumpRegister" -> new Instruction.JumpRegister(register());
            case "Branch" -> new Instruction.Branch(any(Condition.values()), flag(), register(), operand(), offset());
            case "MayGoto" -> new Instruction.MayGoto(offset());
            case "Call" -> new Instruction.Call(flag() ? random.nextInt(212) : number());
            case "CallLocal" -> new Instruction.CallLocal(number());
            case "CallKernelFunction" -> new Instruction.CallKernelFunction(number(), offset());
            case "CallRegister" -> new Instruction.CallRegister(register());
            case "Exit" -> new Instruction.Exit();
            case "AddressSpaceCast" ->
                new Instruction.AddressSpaceCast(
                        register(), register(), random.nextInt(1 << 16), random.nextInt(1 << 16));
            case "PacketLoad" ->
                new Instruction.PacketLoad(any(Size.BYTE, Size.HALF, Size.WORD), flag() ? register() : null, number());
            default -> throw new AssertionError("no generator for " + kind);
        };
    }

    /** One of any kind. */
    Instruction next() {
        return of(any(Instruction.class.getPermittedSubclasses()));
    }

    private Instruction signExtend() {
        int bits = any(8, 16, 32);
        return new Instruction.MoveSignExtend(bits, bits == 32 || flag(), register(), register());
    }

    private Instruction load() {
        var size = any(Size.values());
        return new Instruction.Load(size, size != Size.DOUBLE && flag(), register(), register(), offset());
    }

    private Instruction atomic() {
        var operation = any(AtomicOperation.values());
        return new Instruction.Atomic(
                operation,
                operation.alwaysFetches() || flag(),
                any(Size.WORD, Size.DOUBLE),
                register(),
                offset(),
                register());
    }

    private Constant64 constant() {
        return switch (random.nextInt(7)) {
            case 0 -> new Constant64.Value(random.nextLong());
            case 1 -> new Constant64.MapFd(number());
            case 2 -> new Constant64.MapValue(number(), number());
            case 3 -> new Constant64.Variable(number(), number());
            case 4 -> new Constant64.Function(number());
            case 5 -> new Constant64.MapIndex(number());
            default -> new Constant64.MapIndexValue(number(), number());
        };
    }

    private Operand operand() {
        return flag() ? Operand.of(register()) : Operand.of(number());
    }

    private Register register() {
        return any(Register.values());
    }

    /** Often small or extreme. */
    private int number() {
        return switch (random.nextInt(4)) {
            case 0 -> random.nextInt(-3, 4);
            case 1 -> any(Integer.MIN_VALUE, Integer.MAX_VALUE, Short.MAX_VALUE + 1);
            default -> random.nextInt();
        };
    }

    private short offset() {
        return (short)
                switch (random.nextInt(4)) {
                    case 0 -> random.nextInt(-3, 4);
                    case 1 -> any((int) Short.MIN_VALUE, (int) Short.MAX_VALUE);
                    default -> random.nextInt();
                };
    }

    private boolean flag() {
        return random.nextBoolean();
    }

    @SafeVarargs
    private <T> T any(T... values) {
        return values[random.nextInt(values.length)];
    }
}
