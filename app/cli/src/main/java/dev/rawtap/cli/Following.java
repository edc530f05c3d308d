package dev.rawtap.cli;

import dev.rawtap.base.KernelException;
import dev.rawtap.contract.ChildCommand;
import dev.rawtap.contract.EventReader;
import dev.rawtap.contract.Host;
import java.time.Duration;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * How long a run lasts, and its status: until the command ends, the traced process ends, time is up, or the user has
 * had enough.
 */
final class Following {
    /** 128 + SIGINT: what a shell says of a command that Ctrl-C ended. */
    private static final int INTERRUPTED = 130;

    /** How often a quiet run looks whether its command or process has ended. */
    private static final Duration LOOK = Duration.ofMillis(20);

    private static final Duration SELDOM = Duration.ofMillis(250);

    /** Ctrl-C reaches the command too: it gets this long to end by itself. */
    private static final Duration GRACE = Duration.ofSeconds(2);

    private final RunRequest request;
    private final Session session;
    private final Host host;
    private final EventReader reader;
    private final Report report;
    private final @Nullable ChildCommand child;
    private final long end;

    Following(
            RunRequest request,
            Session session,
            Host host,
            EventReader reader,
            Report report,
            @Nullable ChildCommand child) {
        this.request = request;
        this.session = session;
        this.host = host;
        this.reader = reader;
        this.report = report;
        this.child = child;
        this.end =
                request.time().map(time -> System.nanoTime() + time.toNanos()).orElse(Long.MAX_VALUE);
    }

    /** Lets the command go and prints until the end: the exit status. */
    int run() {
        if (child != null) {
            release(child);
        }
        OptionalInt status = OptionalInt.empty();
        while (status.isEmpty() && !session.interruption().requested() && !timeIsUp() && !processEnded()) {
            status = step();
        }
        if (child == null || status.isPresent()) {
            return status.orElse(0);
        }
        return session.interruption().requested() ? interrupted(child) : goesOn(child, 0);
    }

    /** A Ctrl-C that comes while it still waits has ended it already. */
    private void release(ChildCommand command) {
        try {
            command.release();
        } catch (KernelException gone) {
            if (!session.interruption().requested()) {
                throw gone;
            }
        }
    }

    private OptionalInt step() {
        if (reader.poll(patience()) > 0) {
            report.flush();
        }
        return child == null ? OptionalInt.empty() : child.await(Duration.ZERO);
    }

    private int interrupted(ChildCommand command) {
        long last = System.nanoTime() + GRACE.toNanos();
        OptionalInt status = OptionalInt.empty();
        while (status.isEmpty() && System.nanoTime() - last < 0) {
            status = step();
        }
        return status.isPresent() ? status.getAsInt() : goesOn(command, INTERRUPTED);
    }

    private int goesOn(ChildCommand command, int status) {
        session.errors()
                .note("'%s' goes on as process %d".formatted(request.command().getFirst(), command.pid()));
        return status;
    }

    private boolean timeIsUp() {
        return end != Long.MAX_VALUE && System.nanoTime() - end >= 0;
    }

    private boolean processEnded() {
        return request.pid().isPresent() && !host.processExists(request.pid().getAsInt());
    }

    private Duration patience() {
        Duration longest = child != null ? LOOK : SELDOM;
        if (end == Long.MAX_VALUE) {
            return longest;
        }
        Duration left = Duration.ofNanos(Math.max(0, end - System.nanoTime()));
        return left.compareTo(longest) < 0 ? left : longest;
    }
}
