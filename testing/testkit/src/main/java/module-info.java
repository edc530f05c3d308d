/** What tests of every room share: an engine that replays, and doors that pretend or break. */
module dev.rawtap.testkit {
    requires transitive dev.rawtap.contract;
    requires transitive dev.rawtap.linux;
    requires static transitive org.jspecify;

    exports dev.rawtap.testkit;
    exports dev.rawtap.testkit.conformance;
}
