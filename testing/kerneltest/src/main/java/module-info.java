/** What tests ask of the machine: the real bpf(2), other people's tools; apart from the testkit, so that the lowest rooms can use it too. */
module dev.rawtap.kerneltest {
    requires transitive org.junit.jupiter.api;
    requires static transitive org.jspecify;

    exports dev.rawtap.kerneltest;
}
