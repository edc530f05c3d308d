package dev.rawtap.bench.code;

import dev.rawtap.contract.EventReader;
import dev.rawtap.contract.EventSource;
import dev.rawtap.contract.Link;
import dev.rawtap.contract.LoadOptions;
import dev.rawtap.kernel.KernelEngine;
import dev.rawtap.kernel.KernelLoaded;
import dev.rawtap.kernel.KernelObjects.ProgramEntry;
import dev.rawtap.kernel.KernelProgram;
import dev.rawtap.object.MapType;
import dev.rawtap.object.ObjectSpec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** An object that we load as it is, nothing inserted, and whose ring buffers a thread of ours empties. */
final class LoadedCode implements Producer.Attached {
    private static final Duration WAIT = Duration.ofMillis(100);

    private final KernelLoaded loaded;
    private final List<KernelProgram> programs;
    private final List<Link> links = new ArrayList<>();
    private final @Nullable Thread drain;
    private volatile boolean closing;

    /** Attaches the programs whose name is {@code wanted}. */
    LoadedCode(KernelEngine engine, ObjectSpec object, Predicate<String> wanted) {
        this.loaded = engine.load(object, LoadOptions.DEFAULT.withLedger(false));
        this.programs = object.programs().stream()
                .filter(program -> wanted.test(program.name()))
                .map(program -> loaded.program(program.name()))
                .toList();
        this.drain = drain();
        programs.forEach(program -> links.add(program.attach()));
    }

    private @Nullable Thread drain() {
        List<EventSource> rings = loaded.spec().maps().stream()
                .filter(map -> map.type() == MapType.RINGBUF)
                .<EventSource>map(map -> new EventSource.Buffer(loaded.map(map.name()), (memory, offset, length) -> {}))
                .toList();
        return rings.isEmpty()
                ? null
                : Thread.ofPlatform().daemon().name("drain").start(() -> {
                    try (EventReader reader = loaded.read(rings)) {
                        while (!closing) {
                            reader.poll(WAIT);
                        }
                    }
                });
    }

    @Override
    public CodeSize size() {
        return CodeSize.of(loaded);
    }

    @Override
    public List<ProgramEntry> programs() {
        return programs.stream().map(KernelProgram::describe).toList();
    }

    @Override
    public void close() {
        links.forEach(Link::close);
        closing = true;
        if (drain != null) {
            try {
                drain.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
        loaded.close();
    }
}
