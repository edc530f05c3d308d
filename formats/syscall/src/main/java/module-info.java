/** System calls of x86-64, i386 and arm64 as data: numbers, arguments, registers, named constants. */
module dev.rawtap.syscall {
    requires transitive dev.rawtap.base;
    requires static org.jspecify;

    exports dev.rawtap.syscall;
}
