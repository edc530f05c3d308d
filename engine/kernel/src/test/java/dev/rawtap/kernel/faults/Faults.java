package dev.rawtap.kernel.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import dev.rawtap.base.Errno;
import dev.rawtap.base.KernelException;
import dev.rawtap.base.RawtapException;
import dev.rawtap.contract.Host;
import dev.rawtap.linux.BpfCommand;
import dev.rawtap.linux.Kernel;
import dev.rawtap.testkit.FaultyKernel;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import java.util.function.Supplier;

/** Runs a scenario with faults and looks, after each run, at what is left of it. */
final class Faults {
    static final List<Errno> ERRNOS =
            List.of(Errno.ENOMEM, Errno.EPERM, Errno.EINVAL, Errno.EMFILE, Errno.EAGAIN, Errno.EBADF, Errno.EFAULT);

    private static final int MOST_CALLS = 600;
    private static final int MOST_TRIES = 100;

    private final Scenario scenario;
    private final Supplier<Kernel> door;
    private final Function<Kernel, Host> host;
    private final Set<String> told = new TreeSet<>();
    private final long start = System.nanoTime();
    private int injected;
    private int refused;

    Faults(Scenario scenario, Supplier<Kernel> door, Function<Kernel, Host> host) {
        this.scenario = scenario;
        this.door = door;
        this.host = host;
    }

    /** The run that nothing disturbs. */
    void failNothing() {
        var kernel = new FaultyKernel(door.get());
        run(kernel, "no fault", scenario.events());
    }

    /** Each call once, each time with as many errnos. */
    void failEachCall(int errnos) {
        for (int each = 0; each < errnos; each++) {
            int call = 1;
            while (failCall(call, ERRNOS.get((call + each) % ERRNOS.size()))) {
                call++;
                assertThat(call).as("calls of one run").isLessThan(MOST_CALLS);
            }
        }
    }

    /** Whether a run has a call of this number. The trace pipe has one reader at a time: another one's end is waited for. */
    private boolean failCall(int call, Errno errno) {
        for (int tries = 0; tries < MOST_TRIES; tries++) {
            var kernel = new FaultyKernel(door.get()).failingCall(call, errno);
            boolean busy = run(kernel, "call " + call + " with " + errno, false);
            if (kernel.failed() || !busy) {
                return kernel.failed();
            }
            LockSupport.parkNanos(100_000_000);
        }
        throw new AssertionError("trace_pipe has another reader all the time");
    }

    /** Each command that a run without faults uses, always, with as many errnos. */
    void failEachCommand(int errnos) {
        var whole = new FaultyKernel(door.get());
        run(whole, "no fault", false);
        List<BpfCommand> used = Arrays.stream(BpfCommand.values())
                .filter(command -> whole.calls().contains(command.name()))
                .toList();
        for (BpfCommand command : used) {
            for (int each = 0; each < errnos; each++) {
                Errno errno = ERRNOS.get((command.ordinal() + each) % 3);
                run(new FaultyKernel(door.get()).failing(command, errno), command + " with " + errno, false);
            }
        }
    }

    /** Whether somebody else had what the scenario needed. */
    private boolean run(FaultyKernel kernel, String fault, boolean events) {
        List<String> descriptors = Resources.descriptors();
        List<String> mappings = Resources.kernelMappings();
        List<ProcessHandle> children = ProcessHandle.current().children().toList();
        boolean busy = false;
        try {
            long handled = scenario.run(kernel, host.apply(kernel));
            if (events) {
                assertThat(handled).as("%s: records", scenario).isPositive();
            }
        } catch (RawtapException named) {
            refused++;
            busy = named instanceof KernelException kernelSays
                    && kernelSays.errno().equals(Errno.EBUSY);
            check(named, fault + " (" + kernel.calls().getLast() + ")");
        } catch (RuntimeException other) {
            fail("%s: %s: calls %s".formatted(scenario, fault, kernel.calls()), other);
        }
        injected += kernel.failed() ? 1 : 0;
        String what = "%s: %s, last calls %s".formatted(scenario, fault, tail(kernel.calls()));
        assertThat(kernel.open()).as(what).isEmpty();
        assertThat(Resources.descriptors()).as(what).isEqualTo(descriptors);
        assertThat(Resources.kernelMappings()).as(what).isEqualTo(mappings);
        assertThat(ProcessHandle.current().children().toList()).as(what).isEqualTo(children);
        return busy;
    }

    private static List<String> tail(List<String> calls) {
        return calls.subList(Math.max(0, calls.size() - 12), calls.size());
    }

    /** A failure says what was being done, in words, and to what; an errno alone is not enough. */
    private void check(RawtapException named, String fault) {
        told.add(fault + " -> " + named.getClass().getSimpleName() + " " + named.getMessage() + " | "
                + named.hint().orElse(""));
        assertThat(named.getMessage()).as(fault).matches("(?s)[^ ]+( [^ ]+){2,}");
        if (named instanceof KernelException kernel) {
            assertThat(named.getMessage())
                    .as(fault)
                    .endsWith(": " + kernel.errno().name());
        }
    }

    String summary() {
        if (Boolean.getBoolean("rawtap.faults.tell")) {
            told.forEach(line -> System.out.println("    " + line));
        }
        return "%s: %d faults, %d of them failures, %d ms"
                .formatted(scenario, injected, refused, (System.nanoTime() - start) / 1_000_000);
    }
}
