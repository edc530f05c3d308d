package dev.rawtap.kernel;

import dev.rawtap.linux.FileDescriptor;
import java.util.LinkedHashMap;
import java.util.Map;

/** The BTF of kernel modules that programs of one load refer to, each opened once. */
final class ModuleTypes implements AutoCloseable {
    private final RunningKernel running;
    private final Map<String, FileDescriptor> open = new LinkedHashMap<>();

    ModuleTypes(RunningKernel running) {
        this.running = running;
    }

    /** That of a module; it stays this object's. */
    FileDescriptor of(String module) {
        return open.computeIfAbsent(module, running::openModuleTypes);
    }

    @Override
    public void close() {
        open.values().forEach(FileDescriptor::close);
    }
}
