package dev.rawtap.ir.pass;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rawtap.ir.Block;
import dev.rawtap.ir.IrParser;
import org.junit.jupiter.api.Test;

class RemoveUnreachableBlocksTest {
    @Test
    void keepsReachedBlocksInTheirOrder() {
        var function = IrParser.function("""
                subprogram f(%0: scalar) {
                entry:
                  jump first
                last:
                  return %0
                lost:
                  jump last
                first:
                  jump last
                }
                """);

        assertThat(new RemoveUnreachableBlocks().run(function).blocks())
                .extracting(Block::label)
                .containsExactly("entry", "first", "last");
    }
}
