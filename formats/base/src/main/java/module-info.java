/** Bounds-checked bytes, source spans and diagnostics, errno names and the exception types that every room shares. */
module dev.rawtap.base {
    requires static transitive org.jspecify;

    exports dev.rawtap.base;
}
