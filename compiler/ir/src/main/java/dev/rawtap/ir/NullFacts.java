package dev.rawtap.ir;

import dev.rawtap.isa.Condition;
import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/**
 * Where pointers that may be NULL are known not to be: on the ways that a comparison with 0 sends what is not. A value of one function.
 */
public final class NullFacts {
    private final Function function;
    private final @Nullable Operation[] definitions;
    private final BitSet pointers = new BitSet();
    private final @Nullable BitSet[] facts;

    /** Follows the comparisons of a function whose values are defined once. */
    public NullFacts(Function function, ControlFlow flow) {
        this.function = function;
        definitions = new Operation[function.nextValue()];
        facts = new BitSet[flow.size()];
        function.parameters().forEach(this::note);
        for (Block block : function.blocks()) {
            block.parameters().forEach(this::note);
            for (Step step : block.steps()) {
                Value result = step.result();
                if (result != null) {
                    definitions[result.number()] = step.operation();
                    note(result);
                }
            }
        }
        if (!pointers.isEmpty()) {
            spread(flow);
        }
    }

    /** Whether no pointer of the function may be NULL. */
    public boolean empty() {
        return pointers.isEmpty();
    }

    /** The numbers of the nullable pointers that are not NULL in a block. */
    public BitSet on(int block) {
        BitSet known = facts[block];
        return known == null ? new BitSet() : known;
    }

    /** The same at the end of a block's edge, by the edge's place. */
    public BitSet onEdge(int block, int edge) {
        Value proven = proven(function.blocks().get(block).end(), edge);
        if (proven == null) {
            return on(block);
        }
        var known = (BitSet) on(block).clone();
        known.set(proven.number());
        return known;
    }

    private void note(Value value) {
        if (value.type() instanceof Type.Pointer pointer && pointer.nullable()) {
            pointers.set(value.number());
        }
    }

    private void spread(ControlFlow flow) {
        boolean changed = true;
        while (changed) {
            changed = false;
            for (int block : flow.reversePostorder()) {
                int[] targets = flow.successors(block);
                for (int k = 0; k < targets.length; k++) {
                    changed |= meet(targets[k], onEdge(block, k));
                }
            }
        }
    }

    private boolean meet(int block, BitSet arriving) {
        BitSet known = facts[block];
        if (known == null) {
            facts[block] = (BitSet) arriving.clone();
            return true;
        }
        int before = known.cardinality();
        known.and(arriving);
        return known.cardinality() != before;
    }

    /** The pointer that an edge of this end proves not to be NULL, or null. */
    private @Nullable Value proven(Terminator end, int edge) {
        if (!(end instanceof Terminator.Branch(var condition, var left, var right, var whenTrue, var whenFalse))
                || whenTrue.equals(whenFalse)
                || !isZero(right)) {
            return null;
        }
        boolean unequal = (condition == Condition.NE) == (edge == 0);
        if (condition != Condition.NE && condition != Condition.EQ) {
            return null;
        }
        if (pointers.get(left.number())) {
            return unequal ? left : null;
        }
        return definitions[left.number()] instanceof Operation.Compare(var inner, var pointer, var zero)
                        && pointers.get(pointer.number())
                        && isZero(zero)
                        && ((inner == Condition.NE && unequal) || (inner == Condition.EQ && !unequal))
                ? pointer
                : null;
    }

    private boolean isZero(Value value) {
        return definitions[value.number()] instanceof Operation.Constant(long number) && number == 0;
    }
}
