package dev.rawtap.ir;

import dev.rawtap.base.Span;
import dev.rawtap.isa.Condition;
import dev.rawtap.isa.Helper;
import dev.rawtap.isa.Size;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Writes one function, block by block. Variables that change are turned into values and block parameters on the way: {@link #set} and
 * {@link #get} a {@link Variable}, and {@link #seal} each block as soon as all branches to it are written. (M. Braun and others, Simple
 * and Efficient Construction of Static Single Assignment Form, CC 2013.)
 *
 * <pre>{@code
 * var b = new FunctionBuilder("probe", Function.Kind.PROGRAM);
 * Value context = b.parameter(new Type.Pointer(new Type.Region.Context(), false));
 * Value id = b.load(Size.DOUBLE, false, context, 8);
 * var found = b.block("found");
 * var end = b.block("end");
 * b.branch(Condition.EQ, id, b.constant(263), found, end);
 * b.enter(found);
 * …
 * b.jump(end);
 * b.enter(end);
 * b.returns(b.constant(0));
 * Function function = b.build();
 * }</pre>
 *
 * <p>For one thread.
 */
public final class FunctionBuilder {
    /** A block under construction. */
    public static final class Label {
        private final String name;
        private final List<Value> parameters = new ArrayList<>();
        private final List<Variable> variables = new ArrayList<>();
        private final List<Step> steps = new ArrayList<>();
        private final List<OpenEdge> incoming = new ArrayList<>();
        private final Map<Variable, Value> current = new HashMap<>();
        private @Nullable Terminator end;
        private @Nullable Span endSource;
        private boolean sealed;

        private Label(String name) {
            this.name = name;
        }

        /** Whether an edge leads here yet. */
        public boolean reached() {
            return !incoming.isEmpty();
        }
    }

    /** Something that changes in the course of a function, or has another value on another way. Until it is set it is 0. */
    public static final class Variable {
        private final Type type;

        private Variable(Type type) {
            this.type = type;
        }

        /** What it holds. */
        public Type type() {
            return type;
        }
    }

    private record OpenEdge(Label from, Label to, List<Value> arguments) {}

    /** A parameter of a sealed block that has no arguments yet. */
    private record OpenParameter(Label label, Variable variable, int index) {}

    private final String name;
    private final Function.Kind kind;
    private final List<Value> parameters = new ArrayList<>();
    private final List<Slot> slots = new ArrayList<>();
    private final Map<String, Label> blocks = new LinkedHashMap<>();
    private final Map<Label, List<OpenEdge>> outgoing = new HashMap<>();
    private final Map<String, Integer> names = new HashMap<>();
    private final List<OpenParameter> open = new ArrayList<>();
    private final Label entry;
    private Label here;
    private @Nullable Span source;
    private @Nullable Span functionSource;
    private int values;

    /** Starts in the entry block. */
    public FunctionBuilder(String name, Function.Kind kind) {
        this.name = name;
        this.kind = kind;
        entry = block("entry");
        entry.sealed = true;
        here = entry;
    }

    /** The next parameter. */
    public Value parameter(Type type) {
        Value value = new Value(values++, type);
        parameters.add(value);
        return value;
    }

    /** From here on, steps come from this place in the user's text. */
    public FunctionBuilder at(@Nullable Span place) {
        source = place;
        if (functionSource == null) {
            functionSource = place;
        }
        return this;
    }

    /** Where steps come from now. */
    public @Nullable Span source() {
        return source;
    }

    /** Memory on the stack, undefined. */
    public Slot slot(String slotName, int bytes, int alignment) {
        Slot slot = new Slot(slots.size(), slotName, bytes, alignment);
        slots.add(slot);
        return slot;
    }

    /** A block to be written later; the name is made unique. */
    public Label block(String wanted) {
        int number = names.merge(wanted, 1, Integer::sum);
        Label label = new Label(number == 1 ? wanted : wanted + "." + number);
        blocks.put(label.name, label);
        return label;
    }

    /** Goes on in a block, which must not have been written. Call {@link #seal} too, now or when all edges to it are there. */
    public FunctionBuilder open(Label label) {
        if (label.end != null || !label.steps.isEmpty()) {
            throw new IllegalStateException("block %s is written already".formatted(label.name));
        }
        here = label;
        return this;
    }

    /** {@link #seal} and {@link #open}: for every block but the head of a loop. */
    public FunctionBuilder enter(Label label) {
        seal(label);
        return open(label);
    }

    /** Says that no more edges lead to a block. */
    public FunctionBuilder seal(Label label) {
        if (!label.sealed) {
            label.sealed = true;
            for (int i = 0; i < label.variables.size(); i++) {
                open.add(new OpenParameter(label, label.variables.get(i), i));
            }
            completeParameters();
        }
        return this;
    }

    /** Whether the current block has ended, so that nothing can be added until another is entered. */
    public boolean ended() {
        return here.end != null;
    }

    /** A new variable. */
    public Variable variable(Type type) {
        return new Variable(type);
    }

    /** Gives a variable its value from here on. */
    public void set(Variable variable, Value value) {
        here.current.put(variable, value);
    }

    /** A variable's value here. */
    public Value get(Variable variable) {
        Value value = read(variable, here);
        completeParameters();
        return value;
    }

    /** Adds a step with a result. */
    public Value define(Type type, Operation operation) {
        Value value = new Value(values++, type);
        add(new Step(value, operation, source));
        return value;
    }

    /** Adds a step without a result. */
    public void perform(Operation operation) {
        add(new Step(null, operation, source));
    }

    /** A number. */
    public Value constant(long value) {
        return define(Type.SCALAR, new Operation.Constant(value));
    }

    /** Arithmetic; a pointer on the left stays one, and is not NULL: it was compared before. */
    public Value binary(BinaryOperator operator, Value left, Value right) {
        Type type = left.type() instanceof Type.Pointer pointer ? pointer.nonNull() : left.type();
        return define(type, new Operation.Binary(operator, left, right));
    }

    /** Arithmetic with a number on the right. */
    public Value binary(BinaryOperator operator, Value left, long right) {
        return binary(operator, left, constant(right));
    }

    /** 0 or 1. */
    public Value compare(Condition condition, Value left, Value right) {
        return define(Type.SCALAR, new Operation.Compare(condition, left, right));
    }

    /** A value extended from its low bits; the value itself for 64. */
    public Value extend(int bits, boolean signed, Value value) {
        return bits == 64 ? value : define(Type.SCALAR, new Operation.Extend(bits, signed, value));
    }

    /** A number from memory that the verifier knows. */
    public Value load(Size size, boolean signed, Value base, int offset) {
        return define(Type.SCALAR, new Operation.Load(size, signed, base, offset));
    }

    /** A pointer from memory that the verifier knows, such as a typed argument of the context. */
    public Value loadPointer(Type type, Value base, int offset) {
        return define(type, new Operation.Load(Size.DOUBLE, false, base, offset));
    }

    /** Writes the low bytes of a value. */
    public void store(Size size, Value base, int offset, Value value) {
        perform(new Operation.Store(size, base, offset, value));
    }

    /** The address of a slot. */
    public Value address(Slot slot) {
        return address(slot, 0);
    }

    /** An address within a slot. */
    public Value address(Slot slot, int offset) {
        return define(new Type.Pointer(new Type.Region.Stack(), false), new Operation.SlotAddress(slot, offset));
    }

    /** A map, for a helper. */
    public Value map(String map) {
        return define(new Type.MapHandle(map), new Operation.MapReference(map));
    }

    /** A helper's result as a number. */
    public Value call(Helper helper, Value... arguments) {
        return call(Type.SCALAR, helper, arguments);
    }

    /** A helper's result. */
    public Value call(Type type, Helper helper, Value... arguments) {
        return define(type, new Operation.CallHelper(helper, List.of(arguments)));
    }

    /** Ends the block: on to another. */
    public void jump(Label target) {
        end(new Terminator.Jump(edge(target)));
    }

    /** Ends the block: one of two ways. */
    public void branch(Condition condition, Value left, Value right, Label whenTrue, Label whenFalse) {
        end(new Terminator.Branch(condition, left, right, edge(whenTrue), edge(whenFalse)));
    }

    /** Ends the block: one way if the value is not 0, else the other. */
    public void branch(Value condition, Label whenTrue, Label whenFalse) {
        branch(Condition.NE, condition, constant(0), whenTrue, whenFalse);
    }

    /** Ends the block: by number. */
    public void switchTo(Value value, Map<Long, Label> cases, Label otherwise) {
        var written = new ArrayList<Terminator.Case>();
        cases.forEach((number, label) -> written.add(new Terminator.Case(number, edge(label))));
        end(new Terminator.Switch(value, written, edge(otherwise)));
    }

    /** Ends the block: on, unless the kernel's budget for loops is used up. */
    public void mayGoto(Label next, Label exhausted) {
        end(new Terminator.MayGoto(edge(next), edge(exhausted)));
    }

    /** Ends the block and the function. */
    public void returns(Value value) {
        end(new Terminator.Return(value));
    }

    /** The function; blocks that nothing reaches are left out. */
    public Function build() {
        var written = new ArrayList<Block>();
        Set<Label> reached = reachedFromEntry();
        for (Label label : blocks.values()) {
            if (!reached.contains(label)) {
                continue;
            }
            if (!label.sealed) {
                throw new IllegalStateException("block %s of %s is not sealed".formatted(label.name, name));
            }
            Terminator end = label.end;
            if (end == null) {
                throw new IllegalStateException("block %s of %s has no end".formatted(label.name, name));
            }
            var edges = outgoing.getOrDefault(label, List.of()).iterator();
            Terminator complete = end.map(
                    value -> value, edge -> new Edge(edge.label(), edges.next().arguments()));
            written.add(new Block(label.name, label.parameters, label.steps, complete, label.endSource));
        }
        return new Function(name, kind, parameters, slots, written, functionSource);
    }

    private void add(Step step) {
        if (here.end != null) {
            throw new IllegalStateException("block %s has ended: %s".formatted(here.name, step.operation()));
        }
        here.steps.add(step);
    }

    private void end(Terminator end) {
        if (here.end != null) {
            throw new IllegalStateException("block %s has ended: %s".formatted(here.name, end));
        }
        here.end = end;
        here.endSource = source;
    }

    private Edge edge(Label target) {
        if (target.sealed) {
            throw new IllegalStateException("block %s is sealed: no more edges to it".formatted(target.name));
        }
        var open = new OpenEdge(here, target, new ArrayList<>());
        target.incoming.add(open);
        outgoing.computeIfAbsent(here, ignored -> new ArrayList<>()).add(open);
        return Edge.to(target.name);
    }

    /** The value of a variable at the end of a block so far. Parameters whose arguments are still missing wait in {@code open}. */
    private Value read(Variable variable, Label label) {
        var passed = new ArrayList<Label>();
        Label at = label;
        Value value = at.current.get(variable);
        while (value == null) {
            if (at == entry) {
                value = new Value(values++, variable.type);
                at.steps.addFirst(new Step(value, new Operation.Constant(0), null));
                at.current.put(variable, value);
            } else if (at.sealed && at.incoming.size() == 1 && passed.size() < blocks.size()) {
                passed.add(at);
                at = at.incoming.getFirst().from;
                value = at.current.get(variable);
            } else {
                value = newParameter(variable, at);
            }
        }
        for (Label one : passed) {
            one.current.put(variable, value);
        }
        return value;
    }

    private Value newParameter(Variable variable, Label label) {
        Value value = new Value(values++, variable.type);
        if (label.sealed) {
            open.add(new OpenParameter(label, variable, label.parameters.size()));
        }
        label.parameters.add(value);
        label.variables.add(variable);
        label.current.put(variable, value);
        return value;
    }

    /** Gives arguments to parameters of sealed blocks until none waits; a list instead of recursion, for long functions. */
    private void completeParameters() {
        while (!open.isEmpty()) {
            OpenParameter parameter = open.removeLast();
            for (OpenEdge edge : parameter.label.incoming) {
                Value argument = read(parameter.variable, edge.from);
                while (edge.arguments.size() <= parameter.index) {
                    edge.arguments.add(argument);
                }
                edge.arguments.set(parameter.index, argument);
            }
        }
    }

    private Set<Label> reachedFromEntry() {
        var reached = new HashSet<Label>(Set.of(entry));
        var waiting = new ArrayDeque<Label>(reached);
        while (!waiting.isEmpty()) {
            for (OpenEdge edge : outgoing.getOrDefault(waiting.removeLast(), List.of())) {
                if (reached.add(edge.to)) {
                    waiting.add(edge.to);
                }
            }
        }
        return reached;
    }
}
