package dev.rawtap.ir;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ControlFlowTest {
    private static final Function LOOP = IrParser.function("""
            subprogram f(%0: scalar) {
            entry:
              jump head
            head:
              branch %0 == %0, left, right
            left:
              jump join
            right:
              branch %0 == %0, join, out
            join:
              jump head
            out:
              return %0
            lost:
              jump out
            }
            """);

    @Test
    void knowsDominators() {
        var flow = new ControlFlow(LOOP);

        assertThat(flow.immediateDominator(flow.place("entry"))).isEqualTo(-1);
        assertThat(flow.immediateDominator(flow.place("join"))).isEqualTo(flow.place("head"));
        assertThat(flow.immediateDominator(flow.place("out"))).isEqualTo(flow.place("right"));
        assertThat(flow.dominates(flow.place("head"), flow.place("out"))).isTrue();
        assertThat(flow.dominates(flow.place("left"), flow.place("join"))).isFalse();
        assertThat(flow.dominates(flow.place("left"), flow.place("left"))).isTrue();
        assertThat(flow.closesLoop(flow.place("join"), flow.place("head"))).isTrue();
        assertThat(flow.closesLoop(flow.place("left"), flow.place("join"))).isFalse();
    }

    @Test
    void leavesOutWhatNothingReaches() {
        var flow = new ControlFlow(LOOP);

        assertThat(flow.reached(flow.place("lost"))).isFalse();
        assertThat(flow.reversePostorder()).hasSize(6).startsWith(0, 1);
        assertThat(flow.predecessors(flow.place("out"))).containsExactly(flow.place("right"));
        assertThat(flow.predecessors(flow.place("join"))).containsExactlyInAnyOrder(2, 3);
    }

    /** A block dominates another exactly if removing it cuts the other off: the definition, tried out. */
    @Test
    void agreesWithTheDefinitionOnRandomGraphs() {
        long seed = Long.getLong("seed", 5);
        var random = new Random(seed);
        for (int round = 0; round < 300; round++) {
            Function function = graph(random, 2 + random.nextInt(14));
            var flow = new ControlFlow(function);
            for (int above = 0; above < flow.size(); above++) {
                BitSet without = reachedWithout(flow, above);
                for (int below = 0; below < flow.size(); below++) {
                    if (flow.reached(below) && flow.reached(above)) {
                        assertThat(flow.dominates(above, below))
                                .as(
                                        "reproduce: -Dseed=%d, %d over %d in\n%s",
                                        seed, above, below, IrPrinter.print(function))
                                .isEqualTo(!without.get(below));
                    }
                }
            }
        }
    }

    private static BitSet reachedWithout(ControlFlow flow, int removed) {
        var reached = new BitSet();
        var waiting = new ArrayList<Integer>();
        if (removed != 0) {
            reached.set(0);
            waiting.add(0);
        }
        while (!waiting.isEmpty()) {
            for (int target : flow.successors(waiting.removeLast())) {
                if (target != removed && !reached.get(target)) {
                    reached.set(target);
                    waiting.add(target);
                }
            }
        }
        return reached;
    }

    private static Function graph(Random random, int size) {
        Value value = new Value(0, Type.SCALAR);
        var blocks = new ArrayList<Block>();
        for (int i = 0; i < size; i++) {
            Edge one = Edge.to("b" + (1 + random.nextInt(size - 1)));
            Edge other = Edge.to("b" + (1 + random.nextInt(size - 1)));
            Terminator end = switch (random.nextInt(4)) {
                case 0 -> new Terminator.Return(value);
                case 1 -> new Terminator.Jump(one);
                default -> new Terminator.MayGoto(one, other);
            };
            blocks.add(new Block("b" + i, List.of(), List.of(), end, null));
        }
        return new Function("f", Function.Kind.SUBPROGRAM, List.of(value), List.of(), blocks, null);
    }
}
