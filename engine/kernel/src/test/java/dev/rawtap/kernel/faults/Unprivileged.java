package dev.rawtap.kernel.faults;

import dev.rawtap.base.RawtapException;
import dev.rawtap.contract.LoadOptions;
import dev.rawtap.contract.ProcessFilter;
import dev.rawtap.kernel.KernelEngine;
import dev.rawtap.kernel.Samples;
import dev.rawtap.linux.LinuxHost;
import dev.rawtap.linux.LinuxKernel;
import dev.rawtap.object.ObjectSpec;
import dev.rawtap.testkit.FaultyKernel;
import java.io.FileInputStream;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Function;

/** What {@link PrivilegesTest} runs as another user: prints what each use of the engine ends with. */
final class Unprivileged {
    private Unprivileged() {}

    public static void main(String[] arguments) throws IOException {
        if (arguments[0].equals("descriptors")) {
            withFewDescriptors();
            return;
        }
        if (arguments[0].equals("others")) {
            System.out.println("list: " + use(engine -> engine.objects().programs()));
            System.out.println("types: " + use(engine -> engine.objects().types(1)));
            System.out.println("statistics: " + use(KernelEngine::keepStatistics));
            return;
        }
        for (String example : arguments) {
            System.out.println(example + ": " + use(Samples.example(example)));
        }
    }

    private static String use(ObjectSpec object) {
        return use(engine -> {
            try (var loaded = engine.load(object, own());
                    var links = loaded.attach()) {
                return "attached " + links.links().size();
            }
        });
    }

    private static String use(Function<KernelEngine, Object> what) {
        var kernel = new FaultyKernel(new LinuxKernel());
        String result;
        try (var engine = KernelEngine.open(kernel, new LinuxHost(kernel))) {
            result = what.apply(engine).toString();
        } catch (RawtapException refused) {
            result = "exit %d, %s | %s"
                    .formatted(
                            refused.exitCode(),
                            refused.getMessage(),
                            refused.hint().orElse(""));
        }
        return kernel.open().isEmpty() ? result : result + " LEFT " + kernel.open();
    }

    private static LoadOptions own() {
        return LoadOptions.DEFAULT.withProcesses(
                new ProcessFilter.Only(Math.toIntExact(ProcessHandle.current().pid())));
    }

    /** Takes all descriptors that this process may have, then gives one after the other back. */
    private static void withFewDescriptors() throws IOException {
        ObjectSpec object = Samples.example("unlinkat");
        System.out.println("whole: " + use(object));
        Deque<FileInputStream> taken = new ArrayDeque<>();
        try {
            while (true) {
                taken.push(new FileInputStream("/dev/null"));
            }
        } catch (IOException full) {
            System.out.println("taken: " + taken.size());
        }
        for (int free = 0; free < 16; free++) {
            System.out.println(free + " free: " + use(object));
            taken.pop().close();
        }
        while (!taken.isEmpty()) {
            taken.pop().close();
        }
    }
}
