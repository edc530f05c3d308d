/** BPF instructions as values: bytes, text, assembling, rewriting, and the kernel's helper table. */
module dev.rawtap.isa {
    requires transitive dev.rawtap.base;
    requires static org.jspecify;

    exports dev.rawtap.isa;
}
