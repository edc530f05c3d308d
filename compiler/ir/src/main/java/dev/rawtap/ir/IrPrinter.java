package dev.rawtap.ir;

import dev.rawtap.isa.Size;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;

/**
 * Functions as text, for {@code -d ir}, for failures of checks and for tests. {@link IrParser} reads the same text; places in the
 * user's text are left out.
 *
 * <pre>{@code
 * program probe(%0: context*) {
 *   slot0 key 8 align 8
 * entry:
 *   %1 = load u64 [%0+8]
 *   %2 = constant 263
 *   branch %1 == %2, found, end(%2)
 * found:
 *   %3: stack* = address slot0
 *   store u64 [%3], %1
 *   %4: map counts = map counts
 *   %5: value of counts*? = call map_lookup_elem(%4, %3)
 *   jump end(%1)
 * end(%6: scalar):
 *   return %6
 * }
 * }</pre>
 */
public final class IrPrinter {
    private final StringBuilder text = new StringBuilder();

    private IrPrinter() {}

    /** The functions of a module, with an empty line between them. */
    public static String print(Module module) {
        var printer = new IrPrinter();
        for (Function function : module.functions()) {
            printer.text.append(printer.text.isEmpty() ? "" : "\n");
            printer.function(function);
        }
        return printer.text.toString();
    }

    /** A function, with a line end after it. */
    public static String print(Function function) {
        var printer = new IrPrinter();
        printer.function(function);
        return printer.text.toString();
    }

    /** A step as one line without its end. */
    public static String print(Step step) {
        var printer = new IrPrinter();
        printer.step(step);
        return printer.text.toString();
    }

    /** The end of a block as one line without its end. */
    public static String print(Terminator terminator) {
        return end(terminator);
    }

    private void function(Function function) {
        text.append(lower(function.kind())).append(' ').append(name(function.name()));
        text.append('(');
        parameters(function.parameters());
        text.append(") {\n");
        for (Slot slot : function.slots()) {
            text.append("  %s %s %d align %d\n".formatted(slot, name(slot.name()), slot.bytes(), slot.alignment()));
        }
        for (Block block : function.blocks()) {
            block(block);
        }
        text.append("}\n");
    }

    private void block(Block block) {
        text.append(name(block.label()));
        if (!block.parameters().isEmpty()) {
            text.append('(');
            parameters(block.parameters());
            text.append(')');
        }
        text.append(":\n");
        for (Step step : block.steps()) {
            text.append("  ");
            step(step);
            text.append('\n');
        }
        text.append("  ").append(end(block.end())).append('\n');
    }

    private void parameters(List<Value> parameters) {
        String separator = "";
        for (Value parameter : parameters) {
            text.append(separator).append(parameter).append(": ");
            type(parameter.type());
            separator = ", ";
        }
    }

    private void type(Type type) {
        switch (type) {
            case Type.Scalar _ -> text.append("scalar");
            case Type.Pointer(var region, boolean nullable) -> {
                region(region);
                text.append(nullable ? "*?" : "*");
            }
            case Type.MapHandle(var map) -> text.append("map ").append(name(map));
            case Type.FunctionHandle(var function) -> text.append("function ").append(name(function));
        }
    }

    private void region(Type.Region region) {
        switch (region) {
            case Type.Region.Context _ -> text.append("context");
            case Type.Region.Stack _ -> text.append("stack");
            case Type.Region.MapValue(var map) -> text.append("value of ").append(name(map));
            case Type.Region.KernelObject(int type) ->
                text.append("kernel object ").append(type);
            case Type.Region.Memory(int bytes) -> text.append("memory of ").append(bytes);
        }
    }

    private void step(Step step) {
        Value result = step.result();
        if (result != null) {
            text.append(result);
            if (!(result.type() instanceof Type.Scalar)) {
                text.append(": ");
                type(result.type());
            }
            text.append(" = ");
        }
        text.append(operation(step.operation()));
    }

    private static String operation(Operation operation) {
        return switch (operation) {
            case Operation.Constant(long value) -> "constant " + value;
            case Operation.Binary(var operator, var left, var right) -> infix(left, operator.symbol(), right);
            case Operation.Compare(var condition, var left, var right) ->
                "compare " + infix(left, condition.symbol(), right);
            case Operation.Select(var condition, var whenTrue, var whenFalse) ->
                "select " + condition + ", " + whenTrue + ", " + whenFalse;
            case Operation.Extend(int bits, boolean signed, var value) ->
                "extend " + (signed ? "s" : "u") + bits + " " + value;
            case Operation.ByteSwap(int bits, var value) -> "swap " + bits + " " + value;
            case Operation.Load(var size, boolean signed, var base, int offset) ->
                "load " + width(size, signed) + " " + place(base, offset);
            case Operation.Store(var size, var base, int offset, var value) ->
                "store " + width(size, false) + " " + place(base, offset) + ", " + value;
            case Operation.Atomic atomic -> atomic(atomic);
            case Operation.Read(var space, var size, boolean signed, var address, int offset) ->
                "read " + lower(space) + " " + width(size, signed) + " " + place(address, offset);
            case Operation.Fill(var base, int offset, int bytes) -> "fill " + place(base, offset) + ", " + bytes;
            case Operation.StoreBytes(var base, int offset, var bytes) ->
                "bytes " + place(base, offset) + ", 0x" + HexFormat.of().formatHex(bytes);
            case Operation.Copy(var target, int targetOffset, var from, int sourceOffset, int bytes) ->
                "copy " + place(target, targetOffset) + ", " + place(from, sourceOffset) + ", " + bytes;
            case Operation.SlotAddress(var slot, int offset) -> "address " + slot + offset(offset);
            case Operation.MapReference(var map) -> "map " + name(map);
            case Operation.MapValueAddress(var map, int offset) -> "value " + name(map) + offset(offset);
            case Operation.FunctionAddress(var function) -> "function " + name(function);
            case Operation.CallHelper(var helper, var arguments) -> call(helper.name(), arguments);
            case Operation.CallFunction(var function, var arguments) -> call("function " + name(function), arguments);
            case Operation.CallKernelFunction(var function, var arguments) ->
                call("kernel " + name(function), arguments);
        };
    }

    private static String atomic(Operation.Atomic atomic) {
        return "atomic " + (atomic.fetch() ? "fetch " : "") + lower(atomic.operation()) + " "
                + width(atomic.size(), false) + " " + place(atomic.base(), atomic.offset()) + ", " + atomic.value();
    }

    private static String end(Terminator end) {
        return switch (end) {
            case Terminator.Jump(var target) -> "jump " + edge(target);
            case Terminator.Branch(var condition, var left, var right, var whenTrue, var whenFalse) ->
                "branch " + infix(left, condition.symbol(), right) + ", " + edge(whenTrue) + ", " + edge(whenFalse);
            case Terminator.Switch(var value, var cases, var otherwise) -> {
                var joined = new StringBuilder("switch ").append(value).append(", ");
                cases.forEach(one -> joined.append(one.number())
                        .append(": ")
                        .append(edge(one.target()))
                        .append(", "));
                yield joined.append("otherwise: ").append(edge(otherwise)).toString();
            }
            case Terminator.MayGoto(var next, var exhausted) -> "may_goto " + edge(next) + ", " + edge(exhausted);
            case Terminator.Return(var value) -> "return " + value;
        };
    }

    private static String infix(Value left, String symbol, Value right) {
        return left + " " + symbol + " " + right;
    }

    private static String call(String callee, List<Value> arguments) {
        return "call " + callee + '(' + list(arguments) + ')';
    }

    private static String lower(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }

    private static String edge(Edge edge) {
        return edge.arguments().isEmpty()
                ? name(edge.label())
                : name(edge.label()) + '(' + list(edge.arguments()) + ')';
    }

    private static String list(List<Value> values) {
        var joined = new StringBuilder();
        for (Value value : values) {
            joined.append(joined.isEmpty() ? "" : ", ").append(value);
        }
        return joined.toString();
    }

    private static String width(Size size, boolean signed) {
        return (signed ? "s" : "u") + 8 * size.bytes();
    }

    private static String place(Value base, int offset) {
        return "[" + base + offset(offset) + "]";
    }

    private static String offset(int offset) {
        return offset == 0 ? "" : offset > 0 ? "+" + offset : Integer.toString(offset);
    }

    /** A name as it is, or between quotation marks when the parser would not take it for one word. */
    private static String name(String name) {
        boolean word = !name.isEmpty();
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            word &= Character.isLetter(c)
                    || c == '_'
                    || c == '@'
                    || c == '$'
                    || (i > 0 && (Character.isDigit(c) || c == '.'));
        }
        return word ? name : '"' + name.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }
}
