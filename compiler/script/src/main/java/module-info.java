/** The script language: text to programs, and the run time that turns events and maps into text or JSON. */
module dev.rawtap.script {
    requires transitive dev.rawtap.base;
    requires static transitive org.jspecify;

    exports dev.rawtap.script.output;
}
