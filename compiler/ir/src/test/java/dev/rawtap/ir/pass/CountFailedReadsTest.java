package dev.rawtap.ir.pass;

import static dev.rawtap.ir.pass.Rewrites.assertLeaves;
import static dev.rawtap.ir.pass.Rewrites.assertRewrites;

import java.util.Optional;
import org.junit.jupiter.api.Test;

class CountFailedReadsTest {
    private final Pass pass = new CountFailedReads(ignored -> Optional.of(new Passes.Counter("losses", 16)));

    @Test
    void countsBesideTheWay() {
        assertRewrites(pass, """
                %3: stack* = address slot0
                %4 = constant 8
                %5 = call probe_read_user(%3, %4, %0)
                %6 = load u64 [%3]
                return %6
                """, """
                %7 = constant 0
                %8: value of losses* = value losses+16
                %9 = constant 1
                %3: stack* = address slot0
                %4 = constant 8
                %5 = call probe_read_user(%3, %4, %0)
                branch %5 s< %7, entry.failed1, entry.read1
                entry.failed1:
                atomic add u64 [%8], %9
                jump entry.read1
                entry.read1:
                %6 = load u64 [%3]
                return %6
                """);
    }

    @Test
    void leavesReadsWithoutACounter() {
        assertLeaves(
                new CountFailedReads(ignored -> Optional.empty()),
                "%3: stack* = address slot0\n%4 = constant 8\n%5 = call probe_read_user(%3, %4, %0)\nreturn %0\n");
    }

    @Test
    void leavesReadsOfKnownMemory() {
        assertLeaves(
                pass,
                "%3: stack* = address slot0\n%4 = constant 8\n%5 = call probe_read_kernel(%3, %4, %3)\nreturn %0\n");
    }

    @Test
    void leavesReadsThatFillWithZeros() {
        assertLeaves(
                pass,
                "%3: stack* = address slot0\n%4 = constant 8\n%5 = constant 0\n%6 = call probe_read_kernel(%3, %4, %5)\nreturn %0\n");
    }
}
