/** What programs code against: engines, loaded objects, maps, links, event readers and the host they run on. */
module dev.rawtap.contract {
    requires transitive dev.rawtap.object;
    requires static transitive org.jspecify;

    exports dev.rawtap.contract;
}
