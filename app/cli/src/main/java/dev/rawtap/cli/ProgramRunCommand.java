package dev.rawtap.cli;

import dev.rawtap.base.InvalidInputException;
import dev.rawtap.cli.loaded.Inventory;
import dev.rawtap.cli.loaded.LoadedObjects;
import dev.rawtap.cli.loaded.ObjectView;
import dev.rawtap.cli.loaded.Selection;
import dev.rawtap.contract.Engine;
import dev.rawtap.contract.LoadOptions;
import dev.rawtap.contract.ProgramStatistics;
import dev.rawtap.contract.TestInput;
import dev.rawtap.kernel.KernelEngine;
import dev.rawtap.kernel.KernelLoaded;
import dev.rawtap.kernel.KernelProgram;
import dev.rawtap.kernel.RunStatistics;
import dev.rawtap.object.ObjectSpec;
import dev.rawtap.object.ProgramSpec;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.Collectors;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** {@code rawtap prog run}: runs a raw tracepoint program once or often, without an event. */
final class ProgramRunCommand implements Command {
    private static final int MOST_ARGUMENTS = 12;

    /** What the runs gave. */
    private record Result(int value, int runs, long nanosecondsEach) {}

    @Override
    public CommandSpec spec() {
        CommandSpec spec = CommandSpec.create().name("prog run");
        spec.usageMessage()
                .description("Run a raw tracepoint program with arguments of your choice.")
                .customSynopsis(
                        "rawtap prog run [OPTIONS] ID|NAME|PATH", "rawtap prog run [OPTIONS] FILE.bpf.o [PROGRAM]")
                .footer(
                        "",
                        "The kernel runs raw_tp programs (Linux 5.10). Arguments left out are 0.",
                        "A program of a file is loaded for it, and is gone afterwards.",
                        "",
                        "Examples:",
                        "  rawtap prog run examples/c/unlinkat.bpf.o",
                        "  rawtap prog run 12 --args 0,263 --cpu 1 --repeat 1000");
        return spec.addOption(Options.option("A,B,...", "The tracepoint's arguments, at most 12.", "--args"))
                .addOption(Options.option("CPU", "Run on this CPU.", "--cpu"))
                .addOption(Options.option("COUNT", "Run it so often, and tell the time of a run.", "--repeat"))
                .addOption(Options.flag("Print one JSON object.", "--json"))
                .addPositional(Options.operand("ID|NAME|PATH|FILE.bpf.o", "Which program, or an object that has it."))
                .addPositional(Options.optionalOperandAt(1, "PROGRAM", "Which of the object's programs."));
    }

    @Override
    public int run(ParseResult arguments, Session session) {
        String which = arguments.matchedPositionalValue(0, "");
        String name = arguments.matchedPositionalValue(1, "");
        TestInput input = input(arguments);
        int repeat = Numbers.option("--repeat", 1, arguments).orElse(1);
        boolean file = which.endsWith(".o") || Files.isRegularFile(session.file(which));
        if (!file && !name.isEmpty()) {
            throw new InvalidInputException("one argument too many: '%s'".formatted(name), "only a file has a choice");
        }
        try (Engine opened = session.engine().get()) {
            KernelEngine engine = LoadedObjects.kernel(opened);
            Result result;
            if (file) {
                ObjectSpec object = one(ObjectFiles.open(List.of(which)).spec(), name);
                try (KernelLoaded loaded = engine.load(object, LoadOptions.DEFAULT.withLedger(false))) {
                    result = run(loaded.program(object.programs().getFirst().name()), input, repeat, engine);
                }
            } else {
                int id = Selection.one(which, ObjectView.programs(new Inventory(engine)))
                        .id();
                try (KernelProgram program = engine.openProgram(id)
                        .orElseThrow(() ->
                                new InvalidInputException("program %d is not loaded any more".formatted(id), null))) {
                    result = run(program, input, repeat, engine);
                }
            }
            print(result, arguments.matchedOptionValue("--json", false), session.output());
        }
        return 0;
    }

    private static TestInput input(ParseResult arguments) {
        String text = arguments.matchedOptionValue("--args", "");
        long[] values = text.isEmpty()
                ? new long[0]
                : Arrays.stream(text.split(",", -1)).mapToLong(Numbers::bits).toArray();
        if (values.length > MOST_ARGUMENTS) {
            throw new InvalidInputException(
                    "%d arguments, a raw tracepoint has at most %d".formatted(values.length, MOST_ARGUMENTS), null);
        }
        TestInput input = TestInput.ofArguments(values);
        OptionalInt cpu = Numbers.option("--cpu", 0, arguments);
        return cpu.isPresent() ? input.onCpu(cpu.getAsInt()) : input;
    }

    /** The object with the wanted program alone, optional or not, so that no other one is loaded or refused. */
    private static ObjectSpec one(ObjectSpec object, String name) {
        List<ProgramSpec> programs = name.isEmpty() ? object.programs() : List.of(object.program(name));
        if (programs.size() != 1) {
            throw new InvalidInputException(
                    "%s has %d programs".formatted(object.name(), programs.size()),
                    programs.isEmpty()
                            ? null
                            : "name one: "
                                    + programs.stream().map(ProgramSpec::name).collect(Collectors.joining(", ")));
        }
        return object.withPrograms(List.of(programs.getFirst().withAutoload(true)));
    }

    /** The kernel repeats no raw tracepoint program, and tells no time: its own statistics do. */
    private static Result run(KernelProgram program, TestInput input, int repeat, KernelEngine engine) {
        if (repeat == 1) {
            return new Result(program.testRun(input).value(), 1, 0);
        }
        try (RunStatistics _ = engine.keepStatistics()) {
            ProgramStatistics before = program.statistics();
            int value = 0;
            for (int i = 0; i < repeat; i++) {
                value = program.testRun(input).value();
            }
            ProgramStatistics after = program.statistics();
            long runs = Math.max(1, after.runs() - before.runs());
            return new Result(value, repeat, (after.nanoseconds() - before.nanoseconds()) / runs);
        }
    }

    private static void print(Result result, boolean asJson, Output output) {
        if (asJson) {
            JsonLines.print(output, json -> {
                json.writeStartObject();
                json.writeNumberProperty("return_value", result.value());
                json.writeNumberProperty("runs", result.runs());
                if (result.runs() > 1) {
                    json.writeNumberProperty("ns_per_run", result.nanosecondsEach());
                }
                json.writeEndObject();
            });
        } else {
            output.line("return value " + result.value());
            if (result.runs() > 1) {
                output.line("%d runs, %d ns each".formatted(result.runs(), result.nanosecondsEach()));
            }
        }
    }
}
