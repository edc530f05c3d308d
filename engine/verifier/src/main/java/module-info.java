/** What a verifier says about a program, as findings. */
module dev.rawtap.verifier {
    requires transitive dev.rawtap.contract;
    requires static transitive org.jspecify;

    exports dev.rawtap.verifier;
}
