package dev.rawtap.testkit.conformance;

import dev.rawtap.object.KernelVersion;
import java.util.List;
import java.util.Optional;

/**
 * A program that the kernel's verifier refuses, and the same mended; or, for what the kernels of today do not say, its log.
 *
 * @param topic the file's name without {@code .data}
 * @param name unique in its topic
 * @param line where it begins, from 1
 * @param provocation the program that is refused, or the log
 * @param code the rule that explains it
 * @param errno the name of the error that loading it gives; empty where it is not said
 * @param text the kernel's lines, in one with {@code "; "} between them
 * @param fixed the program that is accepted; absent where nothing mends it, or for a log
 * @param others what other kernels answer to the refused program; the first that holds counts
 * @param othersToFixed the same of the mended one
 */
public record RefusalCase(
        String topic,
        String name,
        int line,
        Provocation provocation,
        String code,
        String errno,
        Pattern text,
        Optional<Source> fixed,
        List<OtherAnswer> others,
        List<OtherAnswer> othersToFixed) {
    /** Copies the lists. */
    public RefusalCase {
        others = List.copyOf(others);
        othersToFixed = List.copyOf(othersToFixed);
    }

    /** What makes the verifier's text. */
    public sealed interface Provocation {}

    /** A program as it is written. */
    public sealed interface Source extends Provocation {}

    /**
     * Assembler text with its maps.
     *
     * @param section what it is and where it goes, as a section's name says it
     * @param license licence text
     * @param maps as written: {@code NAME TYPE KEY VALUE ENTRIES}
     * @param text the code; {@code map[fd:N]} is the map on line N, counted from 0
     */
    public record AssemblerText(String section, String license, String maps, String text) implements Source {}

    /** A program of {@code FILE.bpf.o} in the folder {@code c}, made of {@code FILE.bpf.c}. */
    public record CompiledProgram(String file, String program) implements Source {}

    /** What a verifier wrote, and of which Linux it is the wording. */
    public record LogText(String kernel, String text) implements Provocation {}

    /** The rule that explains a refusal, and the name of its error. */
    public record Refusal(String code, String errno) {}

    /**
     * What kernels answer that differ from the one whose words the case holds.
     *
     * @param since whether they are those from {@code version} on, or those before it
     * @param refusal empty if they accept the program
     */
    public record OtherAnswer(boolean since, KernelVersion version, Optional<Refusal> refusal) {
        private boolean holds(KernelVersion kernel) {
            return since == (kernel.compareTo(version) >= 0);
        }
    }

    /** How {@code kernel} refuses the program; empty if it accepts it. */
    public Optional<Refusal> refusalOn(KernelVersion kernel) {
        return on(kernel, others, Optional.of(new Refusal(code, errno)));
    }

    /** How {@code kernel} refuses the mended program; empty if it accepts it. */
    public Optional<Refusal> fixedRefusalOn(KernelVersion kernel) {
        return on(kernel, othersToFixed, Optional.empty());
    }

    private static Optional<Refusal> on(KernelVersion kernel, List<OtherAnswer> others, Optional<Refusal> otherwise) {
        return others.stream()
                .filter(each -> each.holds(kernel))
                .findFirst()
                .map(OtherAnswer::refusal)
                .orElse(otherwise);
    }

    /** Topic, line and name, as an editor finds it. */
    @Override
    public String toString() {
        return "conformance/verifier/%s.data:%d: %s".formatted(topic, line, name);
    }
}
