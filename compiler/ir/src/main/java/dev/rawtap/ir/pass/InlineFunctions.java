package dev.rawtap.ir.pass;

import dev.rawtap.ir.Block;
import dev.rawtap.ir.Edge;
import dev.rawtap.ir.Function;
import dev.rawtap.ir.Module;
import dev.rawtap.ir.Operation;
import dev.rawtap.ir.Slot;
import dev.rawtap.ir.Step;
import dev.rawtap.ir.Terminator;
import dev.rawtap.ir.Type;
import dev.rawtap.ir.Value;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Subprograms that are called from one place, or that are shorter than a call, become part of their callers; those that nobody calls then
 * go. A call costs instructions for its arguments, a frame, and all that the verifier knew of the values.
 */
final class InlineFunctions {
    /** As many steps as a call with its arguments takes. */
    private static final int TINY = 8;

    private final Map<String, Function> functions = new LinkedHashMap<>();
    private final Map<String, Integer> calls = new HashMap<>();
    private final Set<String> finished = new HashSet<>();
    private final Set<String> entered = new HashSet<>();

    private InlineFunctions(Module module) {
        for (Function function : module.functions()) {
            functions.put(function.name(), function);
            for (Block block : function.blocks()) {
                for (Step step : block.steps()) {
                    if (step.operation() instanceof Operation.CallFunction(var callee, var _)) {
                        calls.merge(callee, 1, Integer::sum);
                    }
                }
            }
        }
    }

    static Module run(Module module) {
        if (module.functions().stream().noneMatch(function -> function.kind() == Function.Kind.SUBPROGRAM)) {
            return module;
        }
        var inlining = new InlineFunctions(module);
        List.copyOf(inlining.functions.keySet()).forEach(inlining::finish);
        return inlining.needed();
    }

    /** Inlines into a function, after its callees; what calls itself stays a call. */
    private void finish(String name) {
        Function function = functions.get(name);
        if (function == null || !entered.add(name)) {
            return;
        }
        for (Block block : function.blocks()) {
            for (Step step : block.steps()) {
                if (step.operation() instanceof Operation.CallFunction(var callee, var _)) {
                    finish(callee);
                }
            }
        }
        functions.put(name, new Splice(function).run());
        finished.add(name);
    }

    /** The function to put in place of a call, or null. */
    private @Nullable Function inlined(Operation.CallFunction call) {
        Function function = functions.get(call.function());
        if (function == null || function.kind() != Function.Kind.SUBPROGRAM || !finished.contains(function.name())) {
            return null;
        }
        int steps = function.blocks().stream()
                .mapToInt(block -> block.steps().size())
                .sum();
        boolean tiny = steps + 2 * function.blocks().size() <= TINY;
        return tiny || calls.getOrDefault(function.name(), 0) == 1 ? function : null;
    }

    private Module needed() {
        Set<String> named = new HashSet<>();
        for (Function function : functions.values()) {
            for (Block block : function.blocks()) {
                for (Step step : block.steps()) {
                    if (step.operation() instanceof Operation.CallFunction(var callee, var _)) {
                        named.add(callee);
                    } else if (step.operation() instanceof Operation.FunctionAddress(var callee)) {
                        named.add(callee);
                    }
                }
            }
        }
        return new Module(functions.values().stream()
                .filter(function -> function.kind() != Function.Kind.SUBPROGRAM || named.contains(function.name()))
                .toList());
    }

    /** One caller. */
    private final class Splice {
        private final Function caller;
        private final List<Block> blocks = new ArrayList<>();
        private final List<Slot> slots;
        private int next;
        private int nextSlot;
        private int copies;

        Splice(Function caller) {
            this.caller = caller;
            slots = new ArrayList<>(caller.slots());
            next = caller.nextValue();
            nextSlot = slots.stream().mapToInt(Slot::number).max().orElse(-1) + 1;
        }

        Function run() {
            caller.blocks().forEach(this::split);
            return copies == 0 ? caller : new RemoveUnreachableBlocks().run(caller.with(slots, blocks));
        }

        /** Cuts a block at each call that is inlined. */
        private void split(Block block) {
            String label = block.label();
            List<Value> parameters = block.parameters();
            var steps = new ArrayList<Step>();
            for (Step step : block.steps()) {
                Function callee = step.operation() instanceof Operation.CallFunction call ? inlined(call) : null;
                if (callee == null) {
                    steps.add(step);
                    continue;
                }
                String suffix = ".inline%d".formatted(++copies);
                String rest = block.label() + ".after%d".formatted(copies);
                String entry = callee.blocks().getFirst().label() + suffix;
                blocks.add(new Block(label, parameters, steps, new Terminator.Jump(Edge.to(entry)), step.source()));
                insert(callee, step.operation().operands(), suffix, rest);
                Value named = step.result();
                label = rest;
                parameters = List.of(named == null ? new Value(next++, Type.SCALAR) : named);
                steps = new ArrayList<>();
            }
            blocks.add(new Block(label, parameters, steps, block.end(), block.endSource()));
        }

        /** Copies a callee's blocks; they end where the caller goes on. */
        private void insert(Function callee, List<Value> arguments, String suffix, String rest) {
            Map<Slot, Slot> moved = new HashMap<>();
            for (Slot slot : callee.slots()) {
                var copy = new Slot(nextSlot++, slot.name(), slot.bytes(), slot.alignment());
                moved.put(slot, copy);
                slots.add(copy);
            }
            var copy = new BlockCopy(callee.blocks(), suffix, () -> next++, moved);
            for (int i = 0; i < arguments.size(); i++) {
                copy.put(callee.parameters().get(i), arguments.get(i));
            }
            for (Block block : callee.blocks()) {
                Block copied = copy.of(block);
                blocks.add(
                        copied.end() instanceof Terminator.Return(var value)
                                ? copied.withEnd(new Terminator.Jump(new Edge(rest, List.of(value))))
                                : copied);
            }
        }
    }
}
