/** The engine that runs programs in the kernel: maps, programs, links, readers, feature probes. */
module dev.rawtap.kernel {
    requires transitive dev.rawtap.linux;
    requires transitive dev.rawtap.verifier;
    requires static transitive org.jspecify;

    exports dev.rawtap.kernel;
}
