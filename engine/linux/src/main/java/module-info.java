/** The one door to the kernel: system calls through one downcall shape, kernel structs, tracefs, procfs, children. */
module dev.rawtap.linux {
    requires transitive dev.rawtap.contract;
    requires static transitive org.jspecify;

    exports dev.rawtap.linux;
    exports dev.rawtap.linux.struct;
}
