package dev.rawtap.cli;

import dev.rawtap.kernel.KernelEngine;

/** stub */
final class Training {
    static final String ARGUMENT = "--train";
    private Training() {}
    static int run(Session session) { return 0; }
}
