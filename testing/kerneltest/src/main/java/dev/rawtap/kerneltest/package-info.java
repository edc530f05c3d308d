/**
 * The rule for tests that need the real bpf(2).
 *
 * <pre>{@code
 * @KernelTest
 * class RingReaderTest { ... }      // runs where bpf(2) works; with RAWTAP_REQUIRE_KERNEL=1 fails where it does not
 * }</pre>
 *
 * <p>A room of its own because the testkit stands on most rooms, and their tests need this rule too. Not here: fakes.
 */
@NullMarked
package dev.rawtap.kerneltest;

import org.jspecify.annotations.NullMarked;
