package dev.rawtap.cli.loaded;

import dev.rawtap.base.UnsupportedException;
import dev.rawtap.contract.Engine;
import dev.rawtap.kernel.KernelEngine;

/** Where loaded objects are: only in a kernel. */
public final class LoadedObjects {
    private LoadedObjects() {}

    /** {@code engine}, if it is the kernel's. */
    public static KernelEngine kernel(Engine engine) {
        if (engine instanceof KernelEngine kernel) {
            return kernel;
        }
        throw new UnsupportedException("the engine '%s' has no loaded objects".formatted(engine.name()), null);
    }
}
