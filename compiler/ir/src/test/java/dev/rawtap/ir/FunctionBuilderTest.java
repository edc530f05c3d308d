package dev.rawtap.ir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rawtap.ir.check.FunctionCheck;
import dev.rawtap.isa.Condition;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class FunctionBuilderTest {
    private final FunctionBuilder builder = new FunctionBuilder("f", Function.Kind.SUBPROGRAM);
    private final Value input = builder.parameter(Type.SCALAR);

    private String built() {
        Function function = builder.build();
        FunctionCheck.check(function);
        return IrPrinter.print(function);
    }

    @Test
    void variableSetOnBothWaysBecomesAParameter() {
        var variable = builder.variable(Type.SCALAR);
        var left = builder.block("left");
        var right = builder.block("right");
        var join = builder.block("join");
        builder.branch(Condition.EQ, input, input, left, right);
        builder.enter(left);
        builder.set(variable, builder.constant(1));
        builder.jump(join);
        builder.enter(right);
        builder.set(variable, builder.constant(2));
        builder.jump(join);
        builder.enter(join);
        builder.returns(builder.get(variable));

        assertThat(built()).isEqualTo("""
                subprogram f(%0: scalar) {
                entry:
                  branch %0 == %0, left, right
                left:
                  %1 = constant 1
                  jump join(%1)
                right:
                  %2 = constant 2
                  jump join(%2)
                join(%3: scalar):
                  return %3
                }
                """);
    }

    @Test
    void loopHeadTakesItsVariablesWhenSealed() {
        var count = builder.variable(Type.SCALAR);
        builder.set(count, builder.constant(0));
        var head = builder.block("head");
        var body = builder.block("body");
        var end = builder.block("end");
        builder.jump(head);
        builder.open(head);
        builder.branch(Condition.LT, builder.get(count), input, body, end);
        builder.enter(body);
        builder.set(count, builder.binary(BinaryOperator.ADD, builder.get(count), 1));
        builder.jump(head);
        builder.seal(head);
        builder.enter(end);
        builder.returns(builder.get(count));

        assertThat(built()).isEqualTo("""
                subprogram f(%0: scalar) {
                entry:
                  %1 = constant 0
                  jump head(%1)
                head(%2: scalar):
                  branch %2 < %0, body, end
                body:
                  %3 = constant 1
                  %4 = %2 + %3
                  jump head(%4)
                end:
                  return %2
                }
                """);
    }

    @Test
    void variableThatIsNeverSetIsZero() {
        builder.returns(builder.get(builder.variable(Type.SCALAR)));

        assertThat(built()).contains("%1 = constant 0").contains("return %1");
    }

    @Test
    void leavesOutBlocksThatOnlyUnreachedBlocksReach() {
        var lost = builder.block("lost");
        var alsoLost = builder.block("also");
        builder.returns(input);
        builder.enter(lost);
        builder.jump(alsoLost);
        builder.enter(alsoLost);
        builder.returns(input);

        assertThat(builder.build().blocks()).extracting(Block::label).containsExactly("entry");
    }

    @Test
    void readsAVariableThroughTwentyThousandJoins() {
        var variable = builder.variable(Type.SCALAR);
        var other = builder.variable(Type.SCALAR);
        builder.set(variable, builder.constant(7));
        for (int i = 0; i < 20_000; i++) {
            var then = builder.block("then");
            var join = builder.block("join");
            builder.branch(Condition.EQ, input, input, then, join);
            builder.enter(then);
            builder.set(other, input);
            builder.jump(join);
            builder.enter(join);
        }
        builder.returns(builder.get(variable));
        Function function = builder.build();

        FunctionCheck.check(function);
        assertThat(function.blocks()).hasSize(40_001);
    }

    @Test
    void makesLabelsUnique() {
        var one = builder.block("x");
        var two = builder.block("x");
        var cases = new TreeMap<Long, FunctionBuilder.Label>();
        cases.put(1L, one);
        builder.switchTo(input, cases, two);
        builder.enter(one);
        builder.returns(input);
        builder.enter(two);
        builder.returns(input);

        assertThat(built()).contains("switch %0, 1: x, otherwise: x.2");
    }

    @Test
    void refusesStepsAfterTheEnd() {
        builder.returns(input);

        assertThatThrownBy(() -> builder.constant(1)).hasMessageContaining("block entry has ended");
    }

    @Test
    void refusesEdgesToSealedBlocks() {
        var sealed = builder.block("sealed");
        builder.seal(sealed);

        assertThatThrownBy(() -> builder.jump(sealed)).hasMessageContaining("is sealed");
    }
}
