package dev.rawtap.ir.pass;

import static dev.rawtap.ir.pass.Rewrites.assertRule;

import org.junit.jupiter.api.Test;

class MoveOffsetsTest {
    private final Rule rule = new MoveOffsets();

    @Test
    void sumsGoIntoOffsets() {
        assertRule(
                rule,
                "%3 = constant 8\n%4: context* = %2 + %3\n%9 = load u64 [%4+16]",
                "%9 = load u64 [%2+24]\nreturn %9");
        assertRule(
                rule,
                "%3 = constant 8\n%4 = %0 + %3\n%9 = read kernel u32 [%4-4]",
                "%9 = read kernel u32 [%0+4]\nreturn %9");
    }

    @Test
    void placesInASlotAreNamedFromItsBeginning() {
        assertRule(
                rule,
                "%3: stack* = address slot0+8\nstore u64 [%3], %0\n%9 = load u64 [%3+8]",
                "%10: stack* = address slot0\nstore u64 [%10+8], %0\n%9 = load u64 [%10+16]\nreturn %9");
    }

    @Test
    void sumsOfConstantAddressesAreAddresses() {
        assertRule(
                rule,
                "%3 = constant 8\n%4: value of m* = value m+8\n%5: value of m* = %4 + %3\n%9 = load u64 [%5]",
                "%10: value of m* = value m+16\n%9 = load u64 [%10]\nreturn %9");
    }

    @Test
    void constantsAreAddedLast() {
        assertRule(
                rule,
                "%3 = constant 8\n%6: value of m* = value m\n%4: value of m* = %6 + %0\n%5: value of m* = %4 + %3\n"
                        + "%7: value of m* = %5 + %1\n%9 = load u8 [%7]",
                "%6: value of m* = value m\n%4: value of m* = %6 + %0\n%10: value of m* = %4 + %1\n"
                        + "%9 = load u8 [%10+8]\nreturn %9");
    }

    @Test
    void farOffsetsStaySums() {
        String body = "%3 = constant 40000\n%4: context* = %2 + %3\n%9 = load u64 [%4]";
        assertRule(rule, body, body + "\nreturn %9");
    }
}
