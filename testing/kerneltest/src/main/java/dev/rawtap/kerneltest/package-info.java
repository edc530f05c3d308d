/**
 * What tests ask of the machine: the real bpf(2), the time for it, and the tools of other people that they compare with.
 *
 * <pre>{@code
 * @KernelTest
 * class RingReaderTest { ... }      // runs where bpf(2) works; with RAWTAP_REQUIRE_KERNEL=1 fails where it does not
 *
 * Oracle.run("bpftrace", "-lv", "rawtracepoint:*")   // skips the test where testing/oracle/fetch has not been
 * Pace.assumeFast("a loop of a million turns")     // skips the test where -Drawtap.slow=true says that the processor is emulated
 * }</pre>
 *
 * <p>A room of its own because the testkit stands on most rooms, and their tests need these too. Not here: fakes.
 */
@NullMarked
package dev.rawtap.kerneltest;

import org.jspecify.annotations.NullMarked;
