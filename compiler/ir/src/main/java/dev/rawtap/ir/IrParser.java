package dev.rawtap.ir;

import dev.rawtap.isa.AtomicOperation;
import dev.rawtap.isa.Condition;
import dev.rawtap.isa.Helpers;
import dev.rawtap.isa.Size;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads what {@link IrPrinter} writes, so that tests of passes and of code generation are text. {@code //} begins a comment. Not for users: the first
 * error ends it.
 */
public final class IrParser {
    private final List<String> lines;
    private final Map<Integer, Value> values = new HashMap<>();
    private final Map<Integer, Slot> slots = new HashMap<>();
    private int next;
    private LineTokens tokens = new LineTokens("", 0);

    private IrParser(String text) {
        lines = text.lines().toList();
    }

    /**
     * Reads one function.
     *
     * @throws IllegalArgumentException with the line that cannot be read
     */
    public static Function function(String text) {
        List<Function> functions = module(text).functions();
        if (functions.size() != 1) {
            throw new IllegalArgumentException("%d functions, expected 1".formatted(functions.size()));
        }
        return functions.getFirst();
    }

    /**
     * Reads functions.
     *
     * @throws IllegalArgumentException with the line that cannot be read
     */
    public static Module module(String text) {
        var parser = new IrParser(text);
        var functions = new ArrayList<Function>();
        while (parser.advance()) {
            functions.add(parser.function());
        }
        return new Module(functions);
    }

    /** Goes on to the next line that says something. */
    private boolean advance() {
        while (next < lines.size()) {
            String line = lines.get(next++);
            int comment = line.indexOf("//");
            String code = comment < 0 ? line : line.substring(0, comment);
            if (!code.isBlank()) {
                tokens = new LineTokens(code, next);
                return true;
            }
        }
        return false;
    }

    private Function function() {
        values.clear();
        slots.clear();
        var kind = Function.Kind.valueOf(tokens.word().toUpperCase(Locale.ROOT));
        String name = tokens.name();
        tokens.expect("(");
        List<Value> parameters = parameters();
        tokens.expect("{");
        collectValues();
        var declared = new ArrayList<Slot>();
        var blocks = new ArrayList<Block>();
        while (advance() && !tokens.accept("}")) {
            if (tokens.indented()) {
                declared.add(slot());
            } else {
                blocks.add(block());
            }
        }
        return new Function(name, kind, parameters, declared, blocks, null);
    }

    /** Notes the types of all values ahead: blocks stand in any order. */
    private void collectValues() {
        int first = next;
        while (advance() && !tokens.at("}")) {
            if (tokens.atValue()) {
                int number = tokens.valueNumber();
                define(number, tokens.accept(":") ? type() : Type.SCALAR);
            } else if (!tokens.indented()) {
                tokens.name();
                if (tokens.accept("(")) {
                    parameters();
                }
            }
        }
        next = first;
    }

    private Slot slot() {
        int number = Integer.parseInt(tokens.word().substring("slot".length()));
        String name = tokens.name();
        int bytes = tokens.integer();
        tokens.expect("align");
        Slot slot = new Slot(number, name, bytes, tokens.integer());
        slots.put(number, slot);
        return slot;
    }

    private Block block() {
        String label = tokens.name();
        List<Value> parameters = tokens.accept("(") ? parameters() : List.of();
        tokens.expect(":");
        var steps = new ArrayList<Step>();
        while (advance()) {
            Terminator end = end();
            if (end != null) {
                tokens.expectEnd();
                return new Block(label, parameters, steps, end, null);
            }
            steps.add(step());
            tokens.expectEnd();
        }
        throw tokens.error("block %s has no end".formatted(label));
    }

    private List<Value> parameters() {
        var parameters = new ArrayList<Value>();
        while (!tokens.accept(")")) {
            int number = tokens.valueNumber();
            tokens.expect(":");
            parameters.add(define(number, type()));
            tokens.accept(",");
        }
        return parameters;
    }

    private Value define(int number, Type type) {
        Value value = new Value(number, type);
        values.put(number, value);
        return value;
    }

    private Type type() {
        return switch (tokens.word()) {
            case "scalar" -> Type.SCALAR;
            case "map" -> new Type.MapHandle(tokens.name());
            case "function" -> new Type.FunctionHandle(tokens.name());
            case "context" -> pointer(new Type.Region.Context());
            case "stack" -> pointer(new Type.Region.Stack());
            case "value" -> pointer(new Type.Region.MapValue(tokens.expect("of").name()));
            case "kernel" ->
                pointer(new Type.Region.KernelObject(tokens.expect("object").integer()));
            case "memory" -> pointer(new Type.Region.Memory(tokens.expect("of").integer()));
            default -> throw tokens.error("no type");
        };
    }

    private Type pointer(Type.Region region) {
        tokens.expect("*");
        return new Type.Pointer(region, tokens.accept("?"));
    }

    private Step step() {
        if (!tokens.atValue()) {
            return new Step(null, operation(), null);
        }
        int number = tokens.valueNumber();
        Type type = tokens.accept(":") ? type() : Type.SCALAR;
        tokens.expect("=");
        Operation operation = operation();
        return new Step(define(number, type), operation, null);
    }

    private Operation operation() {
        if (tokens.atValue()) {
            Value left = value();
            return new Operation.Binary(operator(tokens.word()), left, value());
        }
        return switch (tokens.word()) {
            case "constant" -> new Operation.Constant(tokens.number());
            case "compare" -> {
                Value left = value();
                yield new Operation.Compare(condition(tokens.word()), left, value());
            }
            case "select" -> new Operation.Select(value(), afterComma(), afterComma());
            case "extend" -> {
                String width = tokens.word();
                yield new Operation.Extend(8 * size(width).bytes(), signed(width), value());
            }
            case "swap" -> new Operation.ByteSwap(tokens.integer(), value());
            case "address" -> new Operation.SlotAddress(slotNamed(tokens.word()), tokens.offset());
            case "map" -> new Operation.MapReference(tokens.name());
            case "value" -> new Operation.MapValueAddress(tokens.name(), tokens.offset());
            case "function" -> new Operation.FunctionAddress(tokens.name());
            case "call" -> call();
            default -> memory();
        };
    }

    private Operation memory() {
        return switch (tokens.last()) {
            case "load" -> {
                String width = tokens.word();
                Value base = base();
                yield new Operation.Load(size(width), signed(width), base, offset());
            }
            case "store" -> {
                Size size = size(tokens.word());
                Value base = base();
                yield new Operation.Store(size, base, offset(), afterComma());
            }
            case "atomic" -> atomic();
            case "read" -> {
                var space = Operation.AddressSpace.valueOf(tokens.word().toUpperCase(Locale.ROOT));
                String width = tokens.word();
                Value base = base();
                yield new Operation.Read(space, size(width), signed(width), base, offset());
            }
            case "fill" -> {
                Value base = base();
                yield new Operation.Fill(base, offset(), tokens.expect(",").integer());
            }
            case "bytes" -> {
                Value base = base();
                int offset = offset();
                String digits = tokens.expect(",").word().substring(2);
                yield new Operation.StoreBytes(base, offset, HexFormat.of().parseHex(digits));
            }
            case "copy" -> {
                Value target = base();
                int targetOffset = offset();
                tokens.expect(",");
                Value source = base();
                int sourceOffset = offset();
                yield new Operation.Copy(
                        target,
                        targetOffset,
                        source,
                        sourceOffset,
                        tokens.expect(",").integer());
            }
            default -> throw tokens.error("no operation");
        };
    }

    private Operation atomic() {
        boolean fetch = tokens.accept("fetch");
        var kind = AtomicOperation.valueOf(tokens.word().toUpperCase(Locale.ROOT));
        Size size = size(tokens.word());
        Value base = base();
        return new Operation.Atomic(kind, fetch, size, base, offset(), afterComma());
    }

    private Operation call() {
        if (tokens.accept("function")) {
            return new Operation.CallFunction(tokens.name(), arguments());
        }
        if (tokens.accept("kernel")) {
            return new Operation.CallKernelFunction(tokens.name(), arguments());
        }
        return new Operation.CallHelper(Helpers.named(tokens.name()), arguments());
    }

    private @Nullable Terminator end() {
        if (tokens.accept("jump")) {
            return new Terminator.Jump(edge());
        }
        if (tokens.accept("branch")) {
            Value left = value();
            Condition condition = condition(tokens.word());
            Value right = value();
            tokens.expect(",");
            Edge whenTrue = edge();
            tokens.expect(",");
            return new Terminator.Branch(condition, left, right, whenTrue, edge());
        }
        if (tokens.accept("switch")) {
            return switchTo();
        }
        if (tokens.accept("may_goto")) {
            Edge on = edge();
            tokens.expect(",");
            return new Terminator.MayGoto(on, edge());
        }
        return tokens.accept("return") ? new Terminator.Return(value()) : null;
    }

    private Terminator switchTo() {
        Value value = value();
        var cases = new ArrayList<Terminator.Case>();
        tokens.expect(",");
        while (!tokens.accept("otherwise")) {
            long number = tokens.number();
            tokens.expect(":");
            cases.add(new Terminator.Case(number, edge()));
            tokens.expect(",");
        }
        tokens.expect(":");
        return new Terminator.Switch(value, cases, edge());
    }

    private Edge edge() {
        String label = tokens.name();
        return tokens.at("(") ? new Edge(label, arguments()) : Edge.to(label);
    }

    private List<Value> arguments() {
        var arguments = new ArrayList<Value>();
        tokens.expect("(");
        while (!tokens.accept(")")) {
            arguments.add(value());
            tokens.accept(",");
        }
        return arguments;
    }

    private Value value() {
        int number = tokens.valueNumber();
        Value value = values.get(number);
        if (value == null) {
            throw tokens.error("%%%d is not defined before".formatted(number));
        }
        return value;
    }

    private Value afterComma() {
        tokens.expect(",");
        return value();
    }

    private Value base() {
        tokens.expect("[");
        return value();
    }

    private int offset() {
        int offset = tokens.offset();
        tokens.expect("]");
        return offset;
    }

    private Slot slotNamed(String name) {
        Slot slot = slots.get(Integer.parseInt(name.substring("slot".length())));
        if (slot == null) {
            throw tokens.error("no slot " + name);
        }
        return slot;
    }

    private Size size(String width) {
        return Size.ofBytes(Integer.parseInt(width.substring(1)) / 8);
    }

    private static boolean signed(String width) {
        return width.charAt(0) == 's';
    }

    private BinaryOperator operator(String symbol) {
        for (BinaryOperator operator : BinaryOperator.values()) {
            if (operator.symbol().equals(symbol)) {
                return operator;
            }
        }
        throw tokens.error("no operator " + symbol);
    }

    private Condition condition(String symbol) {
        for (Condition condition : Condition.values()) {
            if (condition.symbol().equals(symbol)) {
                return condition;
            }
        }
        throw tokens.error("no condition " + symbol);
    }
}
