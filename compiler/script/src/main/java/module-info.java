/** The script language: text to programs, and the run time that turns events and maps into text or JSON. */
module dev.rawtap.script {
    requires transitive dev.rawtap.base;
    requires transitive dev.rawtap.codegen;
    requires transitive dev.rawtap.contract;
    requires static transitive org.jspecify;

    exports dev.rawtap.script.analysis;
    exports dev.rawtap.script;
    exports dev.rawtap.script.lower;
    exports dev.rawtap.script.output;
    exports dev.rawtap.script.program;
    exports dev.rawtap.script.syntax;
    exports dev.rawtap.script.type;
    exports dev.rawtap.script.typed;
    exports dev.rawtap.script.run;
}
