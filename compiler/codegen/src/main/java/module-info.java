/** From static single assignment form to instructions. */
module dev.rawtap.codegen {
    requires transitive dev.rawtap.ir;
    requires transitive dev.rawtap.object;
    requires static transitive org.jspecify;

    exports dev.rawtap.codegen;
}
