package dev.rawtap.linux;

import dev.rawtap.base.Errno;
import dev.rawtap.base.KernelException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.ProcessBuilder.Redirect;

/** Lines of {@code /bin/sh}. */
final class Shell {
    private static final int INTERRUPTED = 130;

    private Shell() {}

    /** Runs a line to its end, or until this thread is interrupted, which ends it. */
    static int run(String line, OutputStream output) {
        try {
            Process process = new ProcessBuilder("/bin/sh", "-c", line)
                    .redirectInput(Redirect.INHERIT)
                    .redirectError(Redirect.INHERIT)
                    .start();
            try (InputStream printed = process.getInputStream()) {
                printed.transferTo(output);
                return process.waitFor();
            } catch (InterruptedException e) {
                process.destroyForcibly();
                Thread.currentThread().interrupt();
                return INTERRUPTED;
            }
        } catch (IOException e) {
            throw new KernelException("run a line of /bin/sh", new Errno(5), e.getMessage());
        }
    }
}
