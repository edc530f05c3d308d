package dev.rawtap.isa;

import dev.rawtap.isa.Token.Kind;

/** Reads registers, numbers and memory from the tokens of a line. */
final class OperandParser {
    /** A register by the name that was used, which says a width. */
    record Operated(Register register, boolean wide) {}

    /** A typed place in memory. */
    record Memory(Size size, boolean signed, Register base, short offset) {}

    private final Tokens tokens;

    OperandParser(Tokens tokens) {
        this.tokens = tokens;
    }

    /** {@code (u64 *)(r6 + 104)}. */
    Memory memory() throws SyntaxException {
        tokens.expect("(");
        var type = tokens.take();
        var size = size(type);
        tokens.expect("*", ")", "(");
        var base = wideRegister();
        short offset = memoryOffset();
        tokens.expect(")");
        return new Memory(size, type.text().startsWith("s"), base, offset);
    }

    Memory unsizedMemory(Token function) throws SyntaxException {
        var base = wideRegister();
        return new Memory(function.text().endsWith("_64") ? Size.DOUBLE : Size.WORD, false, base, memoryOffset());
    }

    short memoryOffset() throws SyntaxException {
        return tokens.peek().is("+") || tokens.peek().is("-") ? (short) signed(Short.MIN_VALUE, Short.MAX_VALUE) : 0;
    }

    static Size size(Token type) throws SyntaxException {
        return switch (type.text()) {
            case "u8", "s8" -> Size.BYTE;
            case "u16", "s16" -> Size.HALF;
            case "u32", "s32" -> Size.WORD;
            case "u64", "s64" -> Size.DOUBLE;
            default ->
                throw new SyntaxException(
                        type, "expected a type, found " + type.shown(), "one of u8 u16 u32 u64 s8 s16 s32");
        };
    }

    Operand operand(boolean wide, boolean unsignedToo) throws SyntaxException {
        var token = tokens.peek();
        if (token.kind() != Kind.WORD) {
            return immediate(unsignedToo);
        }
        var src = register(tokens.take());
        if (src.wide != wide) {
            throw new SyntaxException(
                    token,
                    "%s has %d bits, the other operand %d".formatted(token.text(), src.wide ? 64 : 32, wide ? 64 : 32));
        }
        return Operand.of(src.register);
    }

    Operand immediate(boolean unsignedToo) throws SyntaxException {
        return Operand.of((int) number(Integer.MIN_VALUE, unsignedToo ? 0xffff_ffffL : Integer.MAX_VALUE));
    }

    /** A number behind an optional sign. */
    long signed(long min, long max) throws SyntaxException {
        tokens.took("+");
        return number(min, max);
    }

    long number(long min, long max) throws SyntaxException {
        boolean negative = tokens.took("-");
        var token = tokens.take();
        if (!token.isNumber()) {
            throw new SyntaxException(token, "expected a number, found " + token.shown());
        }
        long value = negative ? -token.value() : token.value();
        if (value < min || value > max || token.value() < 0) {
            throw new SyntaxException(
                    token, "%s%s is outside %d to %d".formatted(negative ? "-" : "", token.text(), min, max));
        }
        return value;
    }

    Register wideRegister() throws SyntaxException {
        var token = tokens.take();
        var operated = register(token);
        if (!operated.wide) {
            throw new SyntaxException(
                    token, "%s has 32 bits, 64 are needed".formatted(token.text()), "write " + operated.register);
        }
        return operated.register;
    }

    static Operated register(Token token) throws SyntaxException {
        for (var register : Register.values()) {
            if (token.is(register.wideName()) || token.is(register.narrowName())) {
                return new Operated(register, token.is(register.wideName()));
            }
        }
        throw new SyntaxException(
                token, "expected a register, found " + token.shown(), "registers are r0 to r10, w0 to w10");
    }

    static void same(Token first, Operated dst, Token again) throws SyntaxException {
        if (!register(again).equals(dst)) {
            throw new SyntaxException(again, "must be %s, as before the '='".formatted(first.text()));
        }
    }
}
