package dev.rawtap.testkit;

import dev.rawtap.base.RawtapException;
import dev.rawtap.contract.Engine;
import dev.rawtap.contract.LoadOptions;
import dev.rawtap.contract.Loaded;
import dev.rawtap.object.ObjectSpec;
import dev.rawtap.object.Target;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An engine that executes nothing: it replays the events, map entries, lines and losses that a test gives. It keeps
 * the promises of {@link Engine} about names, sizes, lifetimes and threads.
 */
public final class MemoryEngine implements Engine {
    private final Target target;
    private final MemoryHost host;
    private final Replay replay;
    private final @Nullable RawtapException refusal;
    private final List<MemoryLoaded> open = new ArrayList<>();
    private final List<String> journal = new ArrayList<>();
    private final List<LoadOptions> seenOptions = new ArrayList<>();

    /** An engine for {@code target} that replays {@code replay}. */
    public MemoryEngine(Target target, MemoryHost host, Replay replay) {
        this(target, host, replay, null);
    }

    private MemoryEngine(Target target, MemoryHost host, Replay replay, @Nullable RawtapException refusal) {
        this.target = target;
        this.host = host;
        this.replay = replay;
        this.refusal = refusal;
    }

    /** An engine that refuses every load. */
    public MemoryEngine refusing(RawtapException reason) {
        return new MemoryEngine(target, host, replay, reason);
    }

    /** The options of each load so far. */
    public synchronized List<LoadOptions> seenOptions() {
        return List.copyOf(seenOptions);
    }

    private synchronized void note(String line) {
        journal.add(line);
    }

    /**
     * What was done with programs so far, in order: {@code attach NAME}, {@code run NAME} (a test run), {@code iterate
     * NAME}, {@code pin NAME at PATH}, {@code detach NAME}.
     */
    public synchronized List<String> journal() {
        return List.copyOf(journal);
    }

    /** How many loaded objects are open. */
    public synchronized int openObjects() {
        return (int) open.stream().filter(loaded -> !loaded.isClosed()).count();
    }

    @Override
    public String name() {
        return "memory";
    }

    @Override
    public Target target() {
        return target;
    }

    @Override
    public MemoryHost host() {
        return host;
    }

    @Override
    public synchronized Loaded load(ObjectSpec object, LoadOptions options) {
        if (refusal != null) {
            throw refusal;
        }
        seenOptions.add(options);
        var loaded = new MemoryLoaded(object, replay, host.possibleCpus(), this::note);
        open.add(loaded);
        return loaded;
    }

    @Override
    public synchronized void close() {
        open.forEach(MemoryLoaded::close);
        open.clear();
    }
}
