package dev.rawtap.ir.pass;

import dev.rawtap.ir.Block;
import dev.rawtap.ir.Edge;
import dev.rawtap.ir.Operation;
import dev.rawtap.ir.Terminator;
import dev.rawtap.ir.Value;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** How often a loop goes round before the test at its head ends it, found by counting with the values that are constant at its start. */
final class LoopRounds {
    private final Definitions definitions;
    private final Block head;
    private final Terminator.@Nullable Branch test;
    private final boolean staysWhenTrue;
    private final List<Edge> entries;
    private final List<Edge> back;

    /** For a loop of the blocks {@code labels}; {@code before} are those outside that enter it. */
    LoopRounds(Definitions definitions, Block head, Block latch, Set<String> labels, List<Block> before) {
        this.head = head;
        this.definitions = definitions;
        test = head.end() instanceof Terminator.Branch branch ? branch : null;
        staysWhenTrue = test != null && labels.contains(test.whenTrue().label());
        entries = edges(before.stream());
        back = edges(Stream.of(latch));
    }

    private List<Edge> edges(Stream<Block> blocks) {
        return blocks.flatMap(block -> block.end().edges().stream())
                .filter(edge -> edge.label().equals(head.label()))
                .toList();
    }

    /** The number of rounds if it is at most {@code most}, else -1. */
    int count(int most) {
        if (test == null || back.size() != 1 || entries.isEmpty()) {
            return -1;
        }
        Map<Value, Long> state = new HashMap<>();
        for (int i = 0; i < head.parameters().size(); i++) {
            Value first = entries.getFirst().arguments().get(i);
            int place = i;
            boolean same = entries.stream()
                    .allMatch(edge -> edge.arguments().get(place).equals(first));
            if (same && definitions.isConstant(first)) {
                state.put(head.parameters().get(i), definitions.constant(first));
            }
        }
        for (int rounds = 0; rounds <= most; rounds++) {
            Boolean stays = stays(test, state);
            if (stays == null) {
                return -1;
            }
            if (!stays) {
                return rounds;
            }
            state = next(state);
        }
        return -1;
    }

    private @Nullable Boolean stays(Terminator.Branch branch, Map<Value, Long> state) {
        Long left = number(branch.left(), state);
        Long right = number(branch.right(), state);
        if (left == null || right == null) {
            return null;
        }
        Boolean holds = KnownBits.decide(branch.condition(), KnownBits.of(left), KnownBits.of(right));
        return holds == null ? null : holds == staysWhenTrue;
    }

    private Map<Value, Long> next(Map<Value, Long> state) {
        Map<Value, Long> following = new HashMap<>();
        for (int i = 0; i < head.parameters().size(); i++) {
            Long number = number(back.getFirst().arguments().get(i), state);
            if (number != null) {
                following.put(head.parameters().get(i), number);
            }
        }
        return following;
    }

    /** A value that only depends on the state, as loops' counters do: a sum or another operation of two such values. */
    private @Nullable Long number(Value value, Map<Value, Long> state) {
        Long known = state.get(value);
        if (known != null) {
            return known;
        }
        return switch (definitions.of(value)) {
            case Operation.Constant(long number) -> number;
            case Operation.Binary(var operator, var left, var right) -> {
                Long first = state.get(left);
                Long second =
                        definitions.isConstant(right) ? Long.valueOf(definitions.constant(right)) : state.get(right);
                yield first == null || second == null ? null : operator.apply(first, second);
            }
            case null -> null;
            case Operation _ -> null;
        };
    }
}
