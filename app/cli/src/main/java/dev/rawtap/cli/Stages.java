package dev.rawtap.cli;

import dev.rawtap.base.InvalidInputException;
import dev.rawtap.base.NearestNames;
import dev.rawtap.ir.IrPrinter;
import dev.rawtap.ir.pass.Passes;
import dev.rawtap.isa.Instruction;
import dev.rawtap.isa.InstructionText;
import dev.rawtap.object.ObjectSpec;
import dev.rawtap.object.ProgramSpec;
import dev.rawtap.object.SourceLine;
import dev.rawtap.script.ScriptCompiler.Compilation;
import dev.rawtap.script.analysis.TypedPrinter;
import dev.rawtap.script.syntax.ScriptFormatter;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** {@code -d STAGE}: what each stage of compiling made of a script. */
final class Stages {
    /** All, in their order; {@code verifier} comes with loading. */
    static final List<String> ALL = List.of("ast", "types", "codegen", "ir", "asm", "verifier");

    /** What bpftrace calls some of them. */
    private static final Map<String, String> SAME = Map.of("codegen-opt", "ir", "dis", "asm");

    /** For help. */
    static final String NAMES = String.join(", ", ALL) + ", all";

    private static final Map<String, String> ABSENT = Map.of(
            "libbpf",
            "there is no libbpf inside; -d verifier prints what the kernel said",
            "parse",
            "-d ast prints what was read");

    private Stages() {}

    /** Refuses a stage that there is not. */
    static void check(String stage) {
        @Nullable String instead = ABSENT.get(stage);
        if (instead != null) {
            throw new InvalidInputException("USAGE: invalid option for -d: " + stage, instead);
        }
        if (!ALL.contains(stage) && !SAME.containsKey(stage) && !stage.equals("all")) {
            List<String> nearest = NearestNames.of(stage, ALL, 1);
            throw new InvalidInputException(
                    "USAGE: invalid option for -d: " + stage,
                    (nearest.isEmpty() ? "" : "nearest: " + nearest.getFirst() + "; ") + "stages: " + NAMES);
        }
    }

    /** Whether a stage was asked for. */
    static boolean wants(List<String> asked, String stage) {
        return asked.stream()
                .anyMatch(each ->
                        each.equals("all") || SAME.getOrDefault(each, each).equals(stage));
    }

    static void print(List<String> asked, Compilation compilation, Output output) {
        if (wants(asked, "ast")) {
            head("ast", output).print(ScriptFormatter.print(compilation.parsed().program()));
        }
        if (wants(asked, "types")) {
            compilation.typed().ifPresent(script -> head("types", output).print(TypedPrinter.print(script)));
        }
        if (wants(asked, "codegen")) {
            compilation
                    .lowered()
                    .ifPresent(lowered -> head("codegen", output).print(IrPrinter.print(lowered.module())));
        }
        if (wants(asked, "ir")) {
            compilation
                    .lowered()
                    .ifPresent(lowered -> head("ir", output)
                            .print(IrPrinter.print(Passes.run(lowered.module(), Passes.Options.DEFAULT))));
        }
        if (wants(asked, "asm")) {
            compilation.script().ifPresent(script -> listing(script.object(), output));
        }
    }

    /** What the verifier said, which is known once an object is loaded. */
    static void verifier(String program, String log, Output output) {
        head("verifier: " + program, output).print(log);
    }

    private static Output head(String stage, Output output) {
        return output.line("=== " + stage + " ===");
    }

    private static void listing(ObjectSpec object, Output output) {
        for (ProgramSpec program : object.programs()) {
            head("asm: " + program.name(), output);
            Map<Integer, SourceLine> lines = new HashMap<>();
            program.lines().forEach(line -> lines.put(line.instruction(), line));
            String before = "";
            int slot = 0;
            for (int i = 0; i < program.code().size(); i++) {
                Instruction instruction = program.code().get(i);
                SourceLine line = lines.get(i);
                if (line != null && !before.equals(line.line() + ":" + line.column())) {
                    before = line.line() + ":" + line.column();
                    output.line("; " + before + " " + line.text().strip());
                }
                output.line("%4d: %s".formatted(slot, InstructionText.of(instruction)));
                slot += instruction.slots();
            }
        }
    }
}
