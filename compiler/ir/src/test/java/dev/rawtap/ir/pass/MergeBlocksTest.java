package dev.rawtap.ir.pass;

import static dev.rawtap.ir.pass.Rewrites.assertRewrites;

import org.junit.jupiter.api.Test;

class MergeBlocksTest {
    @Test
    void aChainIsOneBlock() {
        assertRewrites(
                new MergeBlocks(),
                "%3 = %0 + %1\njump next(%3)\nnext(%4: scalar):\n%5 = %4 + %4\njump last\nlast:\nreturn %5\n",
                "%3 = %0 + %1\n%5 = %3 + %3\nreturn %5\n");
    }
}
