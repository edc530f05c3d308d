/** The command line: one class per command, and the wiring of engines. */
module dev.rawtap.cli {
    requires dev.rawtap.kernel;
    requires dev.rawtap.script;
    requires dev.rawtap.testkit;
    requires info.picocli;
    requires tools.jackson.core;
    requires jdk.unsupported;
    requires static org.jspecify;
}
