package dev.rawtap.isa;

import dev.rawtap.isa.Token.Kind;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads one instruction from the tokens of a line, in any dialect. */
final class InstructionParser {
    private static final List<AluOperation> ALU_OPERATIONS = List.of(AluOperation.values());
    private static final List<Condition> CONDITIONS = List.of(Condition.values());

    /**
     * An instruction whose offset may yet come from a label.
     *
     * @param label the label it refers to, or null where the offset was given
     */
    record Parsed(Instruction instruction, @Nullable Token label) {}

    private final Tokens tokens;
    private final OperandParser operands;
    private final LinePrefix prefix;
    private @Nullable Token label;

    private InstructionParser(Tokens tokens, LinePrefix prefix) {
        this.tokens = tokens;
        this.operands = new OperandParser(tokens);
        this.prefix = prefix;
    }

    /** The instruction that {@code tokens} hold, and nothing else. */
    static Parsed parse(Tokens tokens, LinePrefix prefix) throws SyntaxException {
        var parser = new InstructionParser(tokens, prefix);
        var instruction = parser.instruction();
        if (!tokens.atEnd()) {
            throw new SyntaxException(
                    tokens.peek(),
                    "%s after the instruction".formatted(tokens.peek().shown()));
        }
        return new Parsed(instruction, parser.label);
    }

    private Instruction instruction() throws SyntaxException {
        var first = tokens.take();
        return switch (first.text()) {
            case "exit" -> new Instruction.Exit();
            case "goto" -> new Instruction.Jump(target(Short.MIN_VALUE, Short.MAX_VALUE), false);
            case "gotol" -> new Instruction.Jump(target(Integer.MIN_VALUE, Integer.MAX_VALUE), true);
            case "gotox" -> new Instruction.JumpRegister(operands.wideRegister());
            case "may_goto" -> new Instruction.MayGoto((short) target(Short.MIN_VALUE, Short.MAX_VALUE));
            case "if" -> branch();
            case "call" -> call();
            case "callx" -> new Instruction.CallRegister(operands.wideRegister());
            case "lock" -> lock();
            case "store_release" -> storeRelease();
            case "*" -> store();
            default -> assignment(first);
        };
    }

    private Instruction branch() throws SyntaxException {
        var left = OperandParser.register(tokens.take());
        var symbol = tokens.take();
        var condition = CONDITIONS.stream()
                .filter(candidate -> symbol.is(candidate.symbol()))
                .findFirst()
                .orElseThrow(() -> new SyntaxException(symbol, "expected a comparison, found " + symbol.shown()));
        // The kernel prints the 32 bits of a constant unsigned, before "goto pc+1"; llvm-objdump prints it signed.
        boolean unsigned = tokens.peek().isNumber() && tokens.peek(2).is("pc");
        var right = operands.operand(left.wide(), unsigned || !left.wide());
        tokens.expect("goto");
        return new Instruction.Branch(
                condition, left.wide(), left.register(), right, (short) target(Short.MIN_VALUE, Short.MAX_VALUE));
    }

    private Instruction call() throws SyntaxException {
        var callee = tokens.peek();
        if (callee.is("pc") || callee.is("+")) {
            return new Instruction.CallLocal(target(Integer.MIN_VALUE, Integer.MAX_VALUE));
        }
        if (callee.is("kernel") && tokens.peek(1).is("-")) {
            tokens.expect("kernel", "-", "function", "#");
            int btfId = (int) operands.number(Integer.MIN_VALUE, Integer.MAX_VALUE);
            short btf = tokens.took("btf") ? (short) operands.number(Short.MIN_VALUE, Short.MAX_VALUE) : 0;
            return new Instruction.CallKernelFunction(btfId, btf);
        }
        if (callee.isNumber() || callee.is("-")) {
            return numberedCall();
        }
        tokens.take();
        if (callee.kind() != Kind.WORD) {
            throw new SyntaxException(callee, "expected a function, found " + callee.shown());
        }
        if (tokens.took("#")) {
            return new Instruction.Call((int) operands.number(Integer.MIN_VALUE, Integer.MAX_VALUE));
        }
        var helper = Helpers.byName(callee.text());
        if (helper.isPresent() && callee.is(helper.get().functionName())) {
            return new Instruction.Call(helper.get().id());
        }
        label = callee;
        return new Instruction.CallLocal(0);
    }

    /** A bare number is a helper; llvm-objdump prints all calls so, and the bytes before it tell. */
    private Instruction numberedCall() throws SyntaxException {
        int number = (int) operands.number(Integer.MIN_VALUE, Integer.MAX_VALUE);
        if (prefix.source() == Opcode.CALL_KERNEL_FUNCTION) {
            return new Instruction.CallKernelFunction(number, (short) 0);
        }
        return prefix.source() == Opcode.CALL_LOCAL || (prefix.source() == 0 && number < 0)
                ? new Instruction.CallLocal(number)
                : new Instruction.Call(number);
    }

    private Instruction lock() throws SyntaxException {
        tokens.expect("*");
        var memory = operands.memory();
        var symbol = tokens.take();
        var operation = switch (symbol.text()) {
            case "+=" -> AtomicOperation.ADD;
            case "|=" -> AtomicOperation.OR;
            case "&=" -> AtomicOperation.AND;
            case "^=" -> AtomicOperation.XOR;
            default ->
                throw new SyntaxException(
                        symbol, "expected an atomic operation, found " + symbol.shown(), "one of += |= &= ^=");
        };
        var src = OperandParser.register(tokens.take()).register();
        return atomic(symbol, operation, false, memory, src);
    }

    private Instruction storeRelease() throws SyntaxException {
        tokens.expect("(");
        var memory = operands.memory();
        tokens.expect(",");
        var src = OperandParser.register(tokens.take()).register();
        tokens.expect(")");
        return new Instruction.StoreRelease(memory.size(), memory.base(), memory.offset(), src);
    }

    private Instruction store() throws SyntaxException {
        var memory = operands.memory();
        tokens.expect("=");
        var src = tokens.peek().kind() == Kind.WORD
                ? Operand.of(OperandParser.register(tokens.take()).register())
                : operands.immediate(true);
        return new Instruction.Store(memory.size(), memory.base(), memory.offset(), src);
    }

    private Instruction assignment(Token first) throws SyntaxException {
        var dst = OperandParser.register(first);
        var symbol = tokens.take();
        if (!symbol.is("=")) {
            var operation = ALU_OPERATIONS.stream()
                    .filter(candidate -> symbol.is(candidate.symbol()))
                    .findFirst()
                    .orElseThrow(() -> new SyntaxException(symbol, "expected an operator, found " + symbol.shown()));
            return new Instruction.Alu(
                    operation, dst.wide(), dst.register(), operands.operand(dst.wide(), !dst.wide()));
        }
        var next = tokens.peek();
        if (next.is("*")) {
            return load(dst);
        }
        if (next.is("(")) {
            return signExtendingMove(dst);
        }
        if (next.is("-") && tokens.peek(1).kind() == Kind.WORD) {
            tokens.take();
            OperandParser.same(first, dst, tokens.take());
            return new Instruction.Negate(dst.wide(), dst.register());
        }
        return next.kind() == Kind.WORD ? wordAssignment(first, dst) : constantMove(dst);
    }

    /** {@code r1 = map[fd:3]}, {@code r1 = be16 r1}, {@code r1 = r2} and the functions. */
    private Instruction wordAssignment(Token first, OperandParser.Operated dst) throws SyntaxException {
        var word = tokens.peek();
        String text = word.text();
        if (text.equals("map") || text.equals("subprog") || text.equals("variable")) {
            return new Instruction.LoadImmediate64(dst.register(), symbolicConstant());
        }
        if (text.equals("addr_space_cast")) {
            return addressSpaceCast(dst);
        }
        if (text.equals("load_acquire")) {
            tokens.expect("load_acquire", "(");
            var memory = operands.memory();
            tokens.expect(")");
            return new Instruction.LoadAcquire(memory.size(), dst.register(), memory.base(), memory.offset());
        }
        if (text.startsWith("atomic") || text.startsWith("xchg") || text.startsWith("cmpxchg")) {
            return fetchingAtomic(first, dst);
        }
        if (tokens.peek(1).kind() == Kind.WORD) {
            return swap(first, dst);
        }
        return new Instruction.Alu(AluOperation.MOV, dst.wide(), dst.register(), operands.operand(dst.wide(), false));
    }

    private Instruction constantMove(OperandParser.Operated dst) throws SyntaxException {
        var at = tokens.peek();
        boolean negative = tokens.took("-");
        var number = tokens.take();
        if (!number.isNumber()) {
            throw new SyntaxException(number, "expected a value, found " + number.shown());
        }
        long value = negative ? -number.value() : number.value();
        if (negative && value > 0 && number.value() < 0) {
            throw new SyntaxException(number, "-%s is past 64 bits".formatted(number.text()));
        }
        boolean two = tokens.took("ll") || prefix.opcode() == Opcode.LOAD_IMMEDIATE_64;
        // The kernel writes no "ll": what 32 signed bits cannot hold must be the long form.
        boolean fits = value == (int) value || (!dst.wide() && value >>> 32 == 0);
        if (dst.wide() && (two || !fits)) {
            return new Instruction.LoadImmediate64(dst.register(), new Constant64.Value(value));
        }
        if (two || !fits) {
            throw new SyntaxException(
                    at, "%s takes 32 bits".formatted(dst.register().narrowName()));
        }
        return new Instruction.Alu(AluOperation.MOV, dst.wide(), dst.register(), Operand.of((int) value));
    }

    private Instruction load(OperandParser.Operated dst) throws SyntaxException {
        tokens.expect("*");
        if (tokens.peek(4).is("skb")) {
            return packetLoad(dst);
        }
        var at = tokens.peek(1);
        var memory = operands.memory();
        if (memory.signed() && memory.size() == Size.DOUBLE) {
            throw new SyntaxException(at, "a load of 64 bits extends no sign", "write u64");
        }
        return new Instruction.Load(memory.size(), memory.signed(), dst.register(), memory.base(), memory.offset());
    }

    private Instruction packetLoad(OperandParser.Operated dst) throws SyntaxException {
        tokens.expect("(");
        var type = tokens.take();
        var size = OperandParser.size(type);
        tokens.expect("*", ")", "skb", "[");
        if (dst.register() != Register.R0 || size == Size.DOUBLE || type.text().startsWith("s")) {
            throw new SyntaxException(type, "packet access loads u8, u16 or u32 into r0");
        }
        Register index = null;
        int offset = 0;
        if (tokens.peek().kind() == Kind.WORD) {
            index = operands.wideRegister();
            if (tokens.peek().is("+") || tokens.peek().is("-")) {
                offset = (int) operands.signed(Integer.MIN_VALUE, Integer.MAX_VALUE);
            }
        } else {
            offset = (int) operands.number(Integer.MIN_VALUE, Integer.MAX_VALUE);
        }
        tokens.expect("]");
        return new Instruction.PacketLoad(size, index, offset);
    }

    private Instruction signExtendingMove(OperandParser.Operated dst) throws SyntaxException {
        tokens.expect("(");
        var type = tokens.take();
        int bits = switch (type.text()) {
            case "s8" -> 8;
            case "s16" -> 16;
            case "s32" -> 32;
            default -> throw new SyntaxException(type, "expected s8, s16 or s32, found " + type.shown());
        };
        tokens.expect(")");
        var at = tokens.peek();
        var src = OperandParser.register(tokens.take());
        if (src.wide() != dst.wide() || (bits == 32 && !dst.wide())) {
            throw new SyntaxException(at, "width of the registers does not fit " + type.text());
        }
        return new Instruction.MoveSignExtend(bits, dst.wide(), dst.register(), src.register());
    }

    private Instruction swap(Token first, OperandParser.Operated dst) throws SyntaxException {
        var word = tokens.take();
        for (var kind : ByteSwap.values()) {
            for (int bits : new int[] {16, 32, 64}) {
                if (word.is(kind.mnemonic() + bits)) {
                    OperandParser.same(first, dst, tokens.take());
                    return new Instruction.EndianSwap(kind, bits, dst.register());
                }
            }
        }
        throw new SyntaxException(
                word, "unknown operation %s".formatted(word.shown()), "one of be16 be32 be64 le16 … bswap64");
    }

    private Instruction addressSpaceCast(OperandParser.Operated dst) throws SyntaxException {
        tokens.expect("addr_space_cast", "(");
        var src = operands.wideRegister();
        tokens.expect(",");
        int to = (int) operands.number(0, 0xffff);
        tokens.expect(",");
        int from = (int) operands.number(0, 0xffff);
        tokens.expect(")");
        return new Instruction.AddressSpaceCast(dst.register(), src, to, from);
    }

    /** The kernel's {@code atomic64_xchg((u64 *)(r1 +0), r2)} and LLVM's {@code xchg_64(r1 + 0, r2)}. */
    private Instruction fetchingAtomic(Token first, OperandParser.Operated dst) throws SyntaxException {
        var function = tokens.take();
        var operation = atomicFunction(function);
        tokens.expect("(");
        var memory = tokens.peek().is("(") ? operands.memory() : operands.unsizedMemory(function);
        tokens.expect(",");
        var expected = tokens.peek();
        var src = OperandParser.register(tokens.take());
        if (operation == AtomicOperation.COMPARE_EXCHANGE) {
            if (src.register() != Register.R0 || dst.register() != Register.R0) {
                throw new SyntaxException(expected, "a compare-exchange compares with r0, and gives r0");
            }
            tokens.expect(",");
            src = OperandParser.register(tokens.take());
        } else {
            OperandParser.same(first, dst, expected);
        }
        tokens.expect(")");
        return atomic(function, operation, true, memory, src.register());
    }

    private static AtomicOperation atomicFunction(Token function) throws SyntaxException {
        return switch (function.text()) {
            case "atomic64_fetch_add", "atomic_fetch_add" -> AtomicOperation.ADD;
            case "atomic64_fetch_or", "atomic_fetch_or" -> AtomicOperation.OR;
            case "atomic64_fetch_and", "atomic_fetch_and" -> AtomicOperation.AND;
            case "atomic64_fetch_xor", "atomic_fetch_xor" -> AtomicOperation.XOR;
            case "atomic64_xchg", "atomic_xchg", "xchg_64", "xchg32_32" -> AtomicOperation.EXCHANGE;
            case "atomic64_cmpxchg", "atomic_cmpxchg", "cmpxchg_64", "cmpxchg32_32" -> AtomicOperation.COMPARE_EXCHANGE;
            default -> throw new SyntaxException(function, "unknown atomic operation " + function.shown());
        };
    }

    private static Instruction atomic(
            Token at, AtomicOperation operation, boolean fetch, OperandParser.Memory memory, Register src)
            throws SyntaxException {
        if (memory.signed() || (memory.size() != Size.WORD && memory.size() != Size.DOUBLE)) {
            throw new SyntaxException(at, "atomic operations take u32 or u64");
        }
        return new Instruction.Atomic(operation, fetch, memory.size(), memory.base(), memory.offset(), src);
    }

    private Constant64 symbolicConstant() throws SyntaxException {
        var kind = tokens.take();
        tokens.expect("[");
        if (kind.is("subprog")) {
            int offset = target(Integer.MIN_VALUE, Integer.MAX_VALUE);
            tokens.expect("]");
            return new Constant64.Function(offset);
        }
        var by = tokens.take();
        tokens.expect(":");
        int number = (int) operands.number(Integer.MIN_VALUE, Integer.MAX_VALUE);
        if (kind.is("variable")) {
            return variable(by, number);
        }
        tokens.expect("]");
        boolean value = tokens.took("[");
        int offset = 0;
        if (value) {
            tokens.expect("0", "]");
            offset = (int) operands.signed(Integer.MIN_VALUE, Integer.MAX_VALUE);
        }
        return switch (by.text()) {
            // bpftool prints the descriptor's field as an id, which it is once the kernel has loaded the program.
            case "fd", "id" -> value ? new Constant64.MapValue(number, offset) : new Constant64.MapFd(number);
            case "idx" -> value ? new Constant64.MapIndexValue(number, offset) : new Constant64.MapIndex(number);
            default -> throw new SyntaxException(by, "expected fd, id or idx, found " + by.shown());
        };
    }

    private Constant64 variable(Token by, int btfId) throws SyntaxException {
        if (!by.is("id")) {
            throw new SyntaxException(by, "expected id, found " + by.shown());
        }
        int btfFd = 0;
        if (tokens.took(",")) {
            tokens.expect("fd", ":");
            btfFd = (int) operands.number(Integer.MIN_VALUE, Integer.MAX_VALUE);
        }
        tokens.expect("]");
        return new Constant64.Variable(btfId, btfFd);
    }

    /** {@code +34}, {@code pc+34}, {@code +0x22 <name>} or a label. */
    private int target(int min, int max) throws SyntaxException {
        tokens.took("pc");
        var token = tokens.peek();
        if (token.kind() == Kind.WORD) {
            label = tokens.take();
            return 0;
        }
        int offset = (int) operands.signed(min, max);
        if (tokens.took("<")) {
            while (!tokens.atEnd() && !tokens.took(">")) {
                tokens.take();
            }
        }
        return offset;
    }
}
