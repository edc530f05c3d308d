package dev.rawtap.cli;

import dev.rawtap.base.RawtapException;
import dev.rawtap.contract.Engine;
import dev.rawtap.kernel.KernelEngine;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.function.Supplier;

/** Where the process starts and ends: streams, the kernel's engine, exit statuses. */
public final class Main {
    /** Exit status for our own bugs. */
    static final int EXIT_BUG = 70;

    private Main() {}

    /** Runs one command and ends the process with its status. */
    public static void main(String[] arguments) {
        if (Commands.useKernel(arguments)) {
            KernelEngine.prepare();
        }
        var interruption = new Interruption();
        interruption.install();
        var standardError = new PrintStream(new FileOutputStream(FileDescriptor.err), true, StandardCharsets.UTF_8);
        var output = new Output("standard output", new FileOutputStream(FileDescriptor.out));
        Supplier<Engine> engine = KernelEngine::open;
        interruption.exit(run(
                CommandLineBytes.of(arguments), new Session(output, new Errors(standardError), engine, interruption)));
    }

    /** The same without a process of its own: the exit status. */
    static int run(String[] arguments, Session session) {
        try {
            int status = Commands.run(arguments, session);
            session.output().flush();
            return status;
        } catch (RawtapException failure) {
            return failed(failure, session);
        } catch (RuntimeException | Error bug) {
            session.errors().bug(bug);
            return EXIT_BUG;
        }
    }

    /** What was printed before the failure is shown before it. */
    private static int failed(RawtapException failure, Session session) {
        try {
            session.output().flush();
        } catch (RawtapException unwritable) {
            session.errors().failure(unwritable);
        }
        session.errors().failure(failure);
        return failure.exitCode();
    }
}
