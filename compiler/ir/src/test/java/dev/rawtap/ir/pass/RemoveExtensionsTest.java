package dev.rawtap.ir.pass;

import static dev.rawtap.ir.pass.Rewrites.assertRule;

import org.junit.jupiter.api.Test;

class RemoveExtensionsTest {
    private final Rule rule = new RemoveExtensions();

    @Test
    void loadsAreExtendedAlready() {
        assertRule(rule, "%3 = load u32 [%2]\n%9 = extend u32 %3", "%3 = load u32 [%2]\nreturn %3");
        assertRule(rule, "%3 = load s16 [%2]\n%9 = extend s32 %3", "%3 = load s16 [%2]\nreturn %3");
        assertRule(rule, "%4 = constant 65535\n%3 = load u16 [%2]\n%9 = %3 & %4", "%3 = load u16 [%2]\nreturn %3");
    }

    @Test
    void helpersOf32BitsAreExtendedAlready() {
        assertRule(
                rule,
                "%3 = call get_smp_processor_id()\n%9 = extend u32 %3",
                "%3 = call get_smp_processor_id()\nreturn %3");
    }

    @Test
    void upperHalvesAreExtendedAlready() {
        assertRule(
                rule,
                "%4 = constant 32\n%3 = %0 u>> %4\n%9 = extend u32 %3",
                "%4 = constant 32\n%3 = %0 u>> %4\nreturn %3");
    }

    @Test
    void onlyTheNarrowestExtensionStays() {
        assertRule(rule, "%3 = extend s32 %0\n%9 = extend u8 %3", "%9 = extend u8 %0\nreturn %9");
    }

    @Test
    void widerExtensionsOfSignsStay() {
        assertRule(rule, "%3 = extend s8 %0\n%9 = extend u32 %3", "%3 = extend s8 %0\n%9 = extend u32 %3\nreturn %9");
    }

    @Test
    void signsThatAreZeroNeedNoSignedOperation() {
        assertRule(
                rule,
                "%3 = load u32 [%2]\n%4 = constant 3\n%9 = %3 s>> %4",
                "%3 = load u32 [%2]\n%4 = constant 3\n%9 = %3 u>> %4\nreturn %9");
    }
}
