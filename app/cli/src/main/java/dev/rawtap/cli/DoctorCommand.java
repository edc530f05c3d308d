package dev.rawtap.cli;

import dev.rawtap.base.RawtapException;
import dev.rawtap.cli.doctor.Examination;
import dev.rawtap.cli.doctor.Report;
import dev.rawtap.contract.Engine;
import dev.rawtap.linux.Kernel;
import dev.rawtap.linux.LinuxKernel;
import dev.rawtap.linux.SystemFiles;
import java.util.function.Supplier;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;
import tools.jackson.core.JsonGenerator;

/** {@code rawtap doctor}: what this machine allows, what is missing, how to get it. */
final class DoctorCommand implements Command {
    private final Supplier<Kernel> openKernel;
    private final SystemFiles files;

    DoctorCommand() {
        this(LinuxKernel::new, SystemFiles.HOST);
    }

    /** For a machine that a test has laid out. */
    DoctorCommand(Supplier<Kernel> openKernel, SystemFiles files) {
        this.openKernel = openKernel;
        this.files = files;
    }

    @Override
    public CommandSpec spec() {
        CommandSpec spec = CommandSpec.create().name("doctor");
        spec.usageMessage()
                .description("Tell what this machine allows, what is missing and how to get it.")
                .customSynopsis("rawtap doctor [--json]")
                .footer(
                        "",
                        "The status is 0 if raw tracepoints can be traced here, else 77.",
                        "A program that does nothing is loaded, attached and taken away again.");
        return spec.addOption(Options.flag("Print one JSON object.", "--json"));
    }

    @Override
    public int run(ParseResult arguments, Session session) {
        try (Engine engine = session.engine().get()) {
            Report report = new Examination(engine, openKernel.get(), files).report();
            if (arguments.matchedOptionValue("--json", false)) {
                try (JsonGenerator json = JsonLines.to(session.output())) {
                    report.writeTo(json);
                }
                session.output().print("\n");
            } else {
                session.output().print(report.text());
            }
            return report.canTrace() ? 0 : RawtapException.EXIT_NOT_ALLOWED;
        }
    }
}
