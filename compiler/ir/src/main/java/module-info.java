/** Programs in static single assignment form: values, operations, printer, checks, passes. */
module dev.rawtap.ir {
    requires transitive dev.rawtap.isa;
    requires transitive dev.rawtap.btf;
    requires static transitive org.jspecify;

    exports dev.rawtap.ir;
    exports dev.rawtap.ir.check;
    exports dev.rawtap.ir.pass;
}
