/** What tests of every room share: an engine that replays, doors that pretend or break, and the rule for kernel tests. */
module dev.rawtap.testkit {
    requires transitive dev.rawtap.contract;
    requires transitive dev.rawtap.linux;
    requires static transitive org.junit.jupiter.api;
    requires static transitive org.jspecify;

    exports dev.rawtap.testkit;
}
