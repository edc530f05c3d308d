/** BTF types: read, write, print as C, look up; values by type; raw tracepoint prototypes. */
module dev.rawtap.btf {
    requires transitive dev.rawtap.base;
    requires static transitive org.jspecify;

    exports dev.rawtap.btf;
    exports dev.rawtap.btf.c;
    exports dev.rawtap.btf.dwarf;
    exports dev.rawtap.btf.tracepoint;
    exports dev.rawtap.btf.value;
}
