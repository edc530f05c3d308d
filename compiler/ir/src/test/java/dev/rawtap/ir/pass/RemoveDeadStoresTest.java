package dev.rawtap.ir.pass;

import static dev.rawtap.ir.pass.Rewrites.assertLeaves;
import static dev.rawtap.ir.pass.Rewrites.assertRewrites;

import org.junit.jupiter.api.Test;

class RemoveDeadStoresTest {
    private static final String CONSTANTS = "%8: stack* = address slot0\n%9: map m = map m\n%10 = constant 16\n";
    private final Pass pass = new RemoveDeadStores();

    @Test
    void zerosThatAreOverwrittenAreNotFilledIn() {
        assertRewrites(
                pass,
                CONSTANTS
                        + "fill [%8], 16\nstore u64 [%8], %0\nstore u32 [%8+8], %1\n%3 = call ringbuf_output(%9, %8, %10, %0)\nreturn %3\n",
                CONSTANTS
                        + "fill [%8+12], 4\nstore u64 [%8], %0\nstore u32 [%8+8], %1\n%3 = call ringbuf_output(%9, %8, %10, %0)\nreturn %3\n");
    }

    @Test
    void slotsThatNobodyReadsAreNotWritten() {
        assertRewrites(
                pass,
                CONSTANTS + "store u64 [%8], %0\n%3 = call get_current_comm(%8, %10)\nreturn %0\n",
                CONSTANTS + "return %0\n");
    }

    @Test
    void keepsWhatALaterBlockReads() {
        assertLeaves(
                pass,
                CONSTANTS
                        + "store u64 [%8], %0\nbranch %0 < %1, a, b\na:\n%3 = load u64 [%8]\nreturn %3\nb:\nreturn %1\n");
    }

    @Test
    void keepsWhatIsReadAroundALoop() {
        assertLeaves(
                pass,
                CONSTANTS
                        + "store u64 [%8], %0\njump head\nhead:\n%3 = load u64 [%8]\nstore u64 [%8], %1\nbranch %3 < %1, head, end\nend:\nreturn %3\n");
    }
}
