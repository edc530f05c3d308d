/** Measurements beside other tools. */
module dev.rawtap.bench {
    requires dev.rawtap.kernel;
    requires dev.rawtap.script;
    requires jdk.management;
    requires static transitive org.jspecify;
}
