package dev.rawtap.codegen;

import dev.rawtap.base.Span;
import dev.rawtap.base.UnsupportedException;
import dev.rawtap.btf.BtfKind;
import dev.rawtap.codegen.MachineBlock.Line;
import dev.rawtap.codegen.MachineInstruction.Callee;
import dev.rawtap.ir.BinaryOperator;
import dev.rawtap.ir.Block;
import dev.rawtap.ir.Function;
import dev.rawtap.ir.Operation;
import dev.rawtap.ir.Step;
import dev.rawtap.ir.Type;
import dev.rawtap.ir.Value;
import dev.rawtap.object.Feature;
import dev.rawtap.object.Target;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Chooses instructions. It walks from the end to the beginning, so that each use is seen before what it uses: an operation that every
 * use has folded into itself (a constant, an address, a comparison before a branch) is never written.
 */
final class Selection {
    /** How many addresses may be kept in registers at most: each is followed through all blocks where it lives. */
    private static final int MOST_KEPT = 128;

    final Target target;
    final Definitions definitions;
    final DemandedBits demanded;
    final HeldBits held;
    final MachineFunction machine;
    final int[] uses;
    final boolean resultMatters;

    private final Map<String, Integer> numbers = new HashMap<>();
    private final BitSet needed = new BitSet();
    private final ArithmeticSelection arithmetic = new ArithmeticSelection(this);
    private final MemorySelection memory = new MemorySelection(this);
    private final ControlSelection control = new ControlSelection(this);
    private List<Line> written = new ArrayList<>();
    private @Nullable Span source;
    /** Of more addresses than {@link #MOST_KEPT}, those used less often are made at each use. */
    private final int leastUses;

    private Selection(Function function, List<Block> blocks, Target target, boolean resultMatters) {
        this.resultMatters = resultMatters;
        this.target = target;
        this.machine = new MachineFunction(function);
        this.definitions = new Definitions(function, blocks);
        this.demanded = DemandedBits.of(blocks, definitions);
        this.held = HeldBits.of(blocks, definitions, demanded);
        this.uses = new int[definitions.size()];
        for (Block block : blocks) {
            block.steps().forEach(step -> count(step.operation()));
            block.end().operands().forEach(this::count);
            block.end().edges().forEach(edge -> edge.arguments().forEach(this::count));
        }
        this.leastUses = leastUses(blocks);
    }

    private int leastUses(List<Block> blocks) {
        List<Integer> most = new ArrayList<>();
        for (Block block : blocks) {
            for (Step step : block.steps()) {
                Value result = step.result();
                Source folded = result == null ? null : folded(result);
                if (result != null && folded != null && isWorthKeeping(result, folded)) {
                    most.add(uses[result.number()]);
                }
            }
        }
        most.sort(Comparator.reverseOrder());
        return most.size() > MOST_KEPT ? most.get(MOST_KEPT) + 1 : 0;
    }

    /**
     * The function on virtual registers.
     *
     * @param resultMatters whether anyone looks at what it returns
     */
    static MachineFunction select(Function function, Target target, boolean resultMatters) {
        List<Block> blocks = Graph.reversePostorder(function);
        var selection = new Selection(function, blocks, target, resultMatters);
        for (Value parameter : function.parameters()) {
            selection.machine.parameters.add(parameter.number());
        }
        for (Block block : blocks) {
            MachineBlock made = selection.machine.newBlock(block.label());
            selection.numbers.put(block.label(), made.number);
            block.parameters().forEach(parameter -> made.parameters.add(parameter.number()));
        }
        for (Block block : blocks.reversed()) {
            selection.block(block);
        }
        return selection.machine;
    }

    /** A slot's address folds into memory accesses, which are not counted. */
    private void count(Operation operation) {
        switch (operation) {
            case Operation.Store store -> count(store.value());
            case Operation.Atomic atomic -> count(atomic.value());
            case Operation.Load _, Operation.Fill _, Operation.StoreBytes _, Operation.Copy _ -> {}
            case Operation other -> {
                other.operands().forEach(this::count);
                return;
            }
        }
        for (Value operand : operation.operands()) {
            if (!(folded(operand) instanceof Source.SlotPlace)) {
                count(operand);
            }
        }
    }

    private void count(Value value) {
        uses[value.number()]++;
    }

    private void block(Block block) {
        MachineBlock made = machine.blocks.get(numberOf(block.label()));
        List<Line> reversed = new ArrayList<>();
        source = block.endSource();
        control.end(block.end());
        take(reversed);
        for (Step step : block.steps().reversed()) {
            Value result = step.result();
            if (step.operation().removable() && (result == null || !isNeeded(result))) {
                continue;
            }
            source = step.source();
            select(result, step.operation());
            take(reversed);
        }
        Collections.reverse(reversed);
        made.lines = reversed;
    }

    private void take(List<Line> reversed) {
        reversed.addAll(written.reversed());
        written = new ArrayList<>();
    }

    private void select(@Nullable Value result, Operation operation) {
        switch (operation) {
            case Operation.Constant _,
                    Operation.SlotAddress _,
                    Operation.MapReference _,
                    Operation.MapValueAddress _,
                    Operation.FunctionAddress _ -> keep(defined(result));
            case Operation.Binary binary -> {
                if (folded(defined(result)) == null) {
                    arithmetic.binary(defined(result), binary);
                } else {
                    keep(defined(result));
                }
            }
            case Operation.Extend extend -> arithmetic.extend(defined(result), extend);
            case Operation.ByteSwap swap -> arithmetic.swap(defined(result), swap);
            case Operation.Compare compare -> control.compare(defined(result), compare);
            case Operation.Select select -> control.choose(defined(result), select);
            case Operation.Load load -> memory.load(defined(result), load);
            case Operation.Store store -> memory.store(store);
            case Operation.Atomic atomic -> memory.atomic(result, atomic);
            case Operation.Fill fill -> memory.fill(fill);
            case Operation.StoreBytes store -> memory.storeBytes(store);
            case Operation.Copy copy -> memory.copy(copy);
            case Operation.CallHelper(var helper, var arguments) ->
                call(result, new Callee.HelperNumber(helper.id()), arguments);
            case Operation.CallFunction(var function, var arguments) ->
                call(result, new Callee.ModuleFunction(function), arguments);
            case Operation.CallKernelFunction(var function, var arguments) ->
                call(result, new Callee.KernelFunction(kernelFunction(function)), arguments);
            case Operation.Read read ->
                throw new IllegalStateException("a read that no pass has lowered: %s".formatted(read));
        }
    }

    private void call(@Nullable Value result, Callee callee, List<Value> arguments) {
        if (arguments.size() > 5) {
            throw new UnsupportedException(
                    "call of %s with %d arguments".formatted(callee, arguments.size()), "at most five go in registers");
        }
        int register = result != null && isNeeded(result) ? result.number() : MachineInstruction.NONE;
        emit(new MachineInstruction.Call(
                callee, arguments.stream().map(this::source).toList(), register));
    }

    private int kernelFunction(String name) {
        return target.btf()
                .flatMap(
                        btf -> btf.find(BtfKind.FUNCTION, name).stream().boxed().findFirst())
                .orElseThrow(() -> new UnsupportedException(
                        "kernel function '%s' is not in the types of %s".formatted(name, target),
                        "it came with a later kernel, or is in a module"));
    }

    private static Value defined(@Nullable Value result) {
        if (result == null) {
            throw new IllegalStateException("an operation without the result that it computes");
        }
        return result;
    }

    /** Appends an instruction to those of the current step. */
    void emit(MachineInstruction instruction) {
        written.add(new Line(instruction, source));
    }

    /** Writes a block of its own, of the current step's place in the text. */
    int newBlock(String label, Runnable body) {
        List<Line> outer = written;
        written = new ArrayList<>();
        body.run();
        MachineBlock block = machine.newBlock(label);
        block.lines = written;
        written = outer;
        return block.number;
    }

    int numberOf(String label) {
        Integer number = numbers.get(label);
        if (number == null) {
            throw new IllegalStateException("no block '%s'".formatted(label));
        }
        return number;
    }

    /** Whether a use that comes later wants the value in a register. */
    boolean isNeeded(Value value) {
        return needed.get(value.number());
    }

    boolean hasVersion4() {
        return target.has(Feature.INSTRUCTIONS_V4);
    }

    /** What is used several times may be kept in a register; the allocation says whether that is shorter. */
    private void keep(Value value) {
        Source folded = folded(value);
        if (folded != null) {
            emit(new MachineInstruction.Move(value.number(), folded));
        }
    }

    private boolean isKept(Value value, Source folded) {
        return uses[value.number()] >= leastUses && isWorthKeeping(value, folded);
    }

    private boolean isWorthKeeping(Value value, Source folded) {
        return switch (folded) {
            case Source.MapItself _, Source.MapValue _ -> uses[value.number()] >= 2;
            case Source.SlotPlace _ -> uses[value.number()] >= 3;
            case Source.Virtual _, Source.Constant _, Source.FunctionItself _ -> false;
        };
    }

    /** Where a value comes from; from here on it is needed. */
    Source source(Value value) {
        Source folded = folded(value);
        if (folded != null && !isKept(value, folded)) {
            return folded;
        }
        Value copied = copied(value);
        if (!copied.equals(value)) {
            return source(copied);
        }
        needed.set(value.number());
        return new Source.Virtual(value.number());
    }

    /** What can be made anywhere, else null. */
    @Nullable
    Source folded(Value value) {
        return switch (definitions.of(value)) {
            case Operation.Constant(long number) -> new Source.Constant(number);
            case Operation.SlotAddress(var slot, int offset) -> new Source.SlotPlace(slot, offset);
            case Operation.MapReference(var map) -> new Source.MapItself(map);
            case Operation.MapValueAddress(var map, int offset) -> new Source.MapValue(map, offset);
            case Operation.FunctionAddress(var function) -> new Source.FunctionItself(function);
            case Operation.Binary binary when isOffset(binary) -> plus(folded(binary.left()), offset(binary));
            case null -> null;
            case Operation _ -> null;
        };
    }

    private static @Nullable Source plus(@Nullable Source source, int offset) {
        return switch (source) {
            case Source.SlotPlace(var slot, int inner) -> new Source.SlotPlace(slot, inner + offset);
            case Source.MapValue(var map, int inner) -> new Source.MapValue(map, inner + offset);
            case null -> null;
            case Source _ -> null;
        };
    }

    /** The value that an extension copies, else the value itself. */
    Value copied(Value value) {
        Value inner = value;
        while (definitions.of(inner) instanceof Operation.Extend extend && held.isCopy(inner, extend)) {
            inner = extend.value();
        }
        return inner;
    }

    /** Whether it adds a small constant to a pointer. */
    boolean isOffset(Operation.Binary binary) {
        return binary.left().type() instanceof Type.Pointer
                && definitions.isNumber(binary.right())
                && (binary.operator() == BinaryOperator.ADD || binary.operator() == BinaryOperator.SUBTRACT)
                && Math.abs(definitions.number(binary.right())) < 1 << 15;
    }

    /** What such an operation adds. */
    int offset(Operation.Binary binary) {
        int number = (int) definitions.number(binary.right());
        return binary.operator() == BinaryOperator.ADD ? number : -number;
    }

    /** A value in a register. */
    int register(Value value) {
        return register(source(value));
    }

    /** A source in a register. */
    int register(Source from) {
        if (from instanceof Source.Virtual(int register)) {
            return register;
        }
        int made = machine.newRegister();
        emit(new MachineInstruction.Move(made, from));
        return made;
    }

    /** A source as a right operand: in a register, or a number in the instruction. */
    Source operand(Source from) {
        return from instanceof Source.Constant number && number.fits() ? number : new Source.Virtual(register(from));
    }
}
