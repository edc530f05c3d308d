package dev.rawtap.kernel.faults;

import dev.rawtap.contract.EventSource;
import dev.rawtap.contract.LoadOptions;
import dev.rawtap.contract.ProcessFilter;
import dev.rawtap.kernel.KernelEngine;
import dev.rawtap.kernel.Samples;
import dev.rawtap.linux.LinuxHost;
import dev.rawtap.object.AttachPoint;
import dev.rawtap.object.MapType;
import dev.rawtap.object.ObjectSpec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** A program that {@link KillTest} kills: it says what it has in the kernel and then goes on until it is. */
final class Victim {
    private Victim() {}

    public static void main(String[] arguments) {
        if (arguments[0].equals("loop")) {
            loop(arguments[1]);
        } else {
            wait(arguments[0]);
        }
    }

    /** Everything attached, a child that waits to be released, a reader in the middle of a poll. */
    private static void wait(String example) {
        var ids = new KernelIds();
        var kernel = ids.door();
        try (var engine = KernelEngine.open(kernel, new LinuxHost(kernel));
                var child = engine.host().start(List.of("sleep", "100"));
                var loaded = engine.load(Samples.example(example), options(example, child.pid()))) {
            var sources = new ArrayList<EventSource>();
            loaded.maps().stream()
                    .filter(map -> map.spec().type() == MapType.RINGBUF)
                    .forEach(map -> sources.add(new EventSource.Buffer(map, (_, _, _) -> {})));
            try (var reader = loaded.read(sources);
                    var links = loaded.attach()) {
                System.out.println(child.pid() + " " + links.links().size() + " "
                        + ids.made().stream()
                                .filter(KernelIds.Id::exists) // what the kernel was probed with is gone
                                .map(KernelIds.Id::toString)
                                .collect(Collectors.joining(" ")));
                while (!links.links().isEmpty()) {
                    reader.poll(Duration.ofSeconds(1));
                }
            }
        }
    }

    private static LoadOptions options(String example, int pid) {
        // A classic tracepoint's program is filtered like any other; without a filter more of the loader takes part.
        return example.equals("rename_tracepoint")
                ? LoadOptions.DEFAULT
                : LoadOptions.DEFAULT.withProcesses(new ProcessFilter.Tree(pid));
    }

    /** Loads, attaches and closes without end, under one name. */
    private static void loop(String name) {
        ObjectSpec object = Samples.object(
                List.of(Samples.program(name, untouched(), Samples.RETURN_ZERO)),
                Samples.map(name, MapType.HASH, 4, 4, 16));
        try (var engine = KernelEngine.open()) {
            while (true) {
                try (var loaded = engine.load(object, LoadOptions.DEFAULT);
                        var links = loaded.attach()) {
                    System.out.println(
                            loaded.program(name).id() + " " + links.links().size());
                }
            }
        }
    }

    /** Fires only when somebody renames a thread. */
    private static AttachPoint untouched() {
        return Samples.raw("task_rename");
    }
}
