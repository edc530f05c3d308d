/** Program objects as values: what an ELF file, a script or a Java method becomes before any kernel is known. */
module dev.rawtap.object {
    requires transitive dev.rawtap.isa;
    requires transitive dev.rawtap.btf;
    requires transitive dev.rawtap.syscall;
    requires static transitive org.jspecify;

    exports dev.rawtap.object;
    exports dev.rawtap.object.elf;
    exports dev.rawtap.object.external;
    exports dev.rawtap.object.relocate;
}
