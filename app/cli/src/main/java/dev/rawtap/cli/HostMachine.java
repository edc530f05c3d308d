package dev.rawtap.cli;

import dev.rawtap.base.RawtapException;
import dev.rawtap.contract.Engine;
import dev.rawtap.contract.Host;
import dev.rawtap.kernel.KernelEngine;
import dev.rawtap.linux.LinuxKernel;
import dev.rawtap.linux.Tracefs;
import dev.rawtap.object.AttachPoint;
import dev.rawtap.script.analysis.Machine;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** What a script's analysis asks of this machine. Tracefs is opened when first asked for. Not thread-safe. */
final class HostMachine implements Machine, AutoCloseable {
    private final Engine engine;
    private final Host host;
    private @Nullable Tracefs tracefs;
    private boolean unreadable;

    HostMachine(Engine engine) {
        this.engine = engine;
        host = engine.host();
    }

    @Override
    public OptionalLong kernelAddress(String symbol) {
        return host.kernelAddress(symbol);
    }

    @Override
    public OptionalLong controlGroup(String path) {
        return host.controlGroupId(Path.of(path));
    }

    @Override
    public int possibleCpus() {
        return host.possibleCpus();
    }

    @Override
    public boolean mayCall(String function, AttachPoint program) {
        return engine instanceof KernelEngine kernel && kernel.mayCall(function, program);
    }

    @Override
    public List<String> tracepoints() {
        return open().map(Tracefs::availableEvents).orElse(List.of());
    }

    @Override
    public Optional<String> tracepointFormat(String category, String name) {
        try {
            return open().map(files -> files.eventFormat(category, name));
        } catch (RawtapException absent) {
            return Optional.empty();
        }
    }

    /** Tracefs, if this process may read it; without it classic tracepoints are unknown, and analysis says so. */
    private Optional<Tracefs> open() {
        if (tracefs == null && !unreadable) {
            try {
                tracefs = Tracefs.open(new LinuxKernel());
            } catch (RawtapException refused) {
                unreadable = true;
            }
        }
        return Optional.ofNullable(tracefs);
    }

    @Override
    public void close() {
        if (tracefs != null) {
            tracefs.close();
        }
    }
}
