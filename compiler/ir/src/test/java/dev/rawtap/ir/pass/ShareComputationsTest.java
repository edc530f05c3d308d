package dev.rawtap.ir.pass;

import static dev.rawtap.ir.pass.Rewrites.assertLeaves;
import static dev.rawtap.ir.pass.Rewrites.assertRewrites;

import org.junit.jupiter.api.Test;

class ShareComputationsTest {
    private final Pass pass = new ShareComputations();

    @Test
    void computesOnce() {
        assertRewrites(
                pass,
                "%3 = load u64 [%2+8]\n%4 = %3 + %0\nbranch %4 < %1, a, b\na:\n%5 = load u64 [%2+8]\n%6 = %5 + %0\nreturn %6\nb:\nreturn %3\n",
                "%3 = load u64 [%2+8]\n%4 = %3 + %0\nbranch %4 < %1, a, b\na:\nreturn %4\nb:\nreturn %3\n");
    }

    @Test
    void asksFixedHelpersOnceButNotTheClock() {
        assertRewrites(
                pass,
                "%3 = call get_current_pid_tgid()\n%4 = call get_current_pid_tgid()\n%5 = call ktime_get_ns()\n"
                        + "%6 = call ktime_get_ns()\n%7 = %3 + %4\n%8 = %5 - %6\n%9 = %7 + %8\nreturn %9\n",
                "%3 = call get_current_pid_tgid()\n%5 = call ktime_get_ns()\n"
                        + "%6 = call ktime_get_ns()\n%7 = %3 + %3\n%8 = %5 - %6\n%9 = %7 + %8\nreturn %9\n");
    }

    @Test
    void whatWasStoredIsLoaded() {
        assertRewrites(
                pass,
                "%3: stack* = address slot0\nstore u64 [%3], %0\n%4 = load u64 [%3]\nstore u8 [%3+8], %1\n%5 = load s8 [%3+8]\n%6 = %4 + %5\nreturn %6\n",
                "%3: stack* = address slot0\nstore u64 [%3], %0\nstore u8 [%3+8], %1\n%5 = extend s8 %1\n%6 = %0 + %5\nreturn %6\n");
    }

    @Test
    void loadsAgainAfterAWrite() {
        assertLeaves(
                pass,
                "%3: value of m* = value m\n%4 = load u64 [%3]\nstore u32 [%3+4], %0\n%5 = load u64 [%3]\n%6 = %4 + %5\nreturn %6\n");
        assertLeaves(
                pass,
                "%3: value of m* = value m\n%7: map n = map n\n%8: stack* = address slot0\nfill [%8], 16\n%4 = load u64 [%3]\n"
                        + "%9 = call map_delete_elem(%7, %8)\n%5 = load u64 [%3]\n%6 = %4 + %5\nreturn %6\n");
    }

    @Test
    void loadsAgainBehindAJoinOfWaysThatMayWrite() {
        assertLeaves(
                pass,
                "%3: value of m* = value m\n%4 = load u64 [%3]\nbranch %0 < %1, a, b\na:\nstore u64 [%3], %0\njump b\n"
                        + "b:\n%5 = load u64 [%3]\n%6 = %4 + %5\nreturn %6\n");
    }

    @Test
    void slotsDoNotTouchMaps() {
        assertRewrites(
                pass,
                "%3: value of m* = value m\n%7: stack* = address slot0\n%4 = load u64 [%3]\nstore u64 [%7], %0\n%5 = load u64 [%3]\n%6 = %4 + %5\nreturn %6\n",
                "%3: value of m* = value m\n%7: stack* = address slot0\n%4 = load u64 [%3]\nstore u64 [%7], %0\n%6 = %4 + %4\nreturn %6\n");
    }

    @Test
    void readsAgainWhereANumberIsTheAddressOfASlot() {
        assertLeaves(
                pass,
                "%3: stack* = address slot0\nstore u64 [%3], %0\njump on(%3)\non(%4: scalar):\n%5 = read kernel u64 [%4]\n"
                        + "store u64 [%3], %1\n%6 = read kernel u64 [%4]\n%7 = %5 + %6\nreturn %7\n");
    }

    @Test
    void constantBytesAreLoadedAsNumbers() {
        assertRewrites(
                pass,
                "%3: stack* = address slot0\nbytes [%3], 0x2ff40000\n%4 = load u16 [%3]\n%5 = load s8 [%3+1]\n"
                        + "%6 = %4 + %5\nstore u8 [%3], %0\n%7 = load u8 [%3+1]\n%8 = %6 + %7\nreturn %8\n",
                "%9 = constant 62511\n%10 = constant -12\n%3: stack* = address slot0\nbytes [%3], 0x2ff40000\n"
                        + "%6 = %9 + %10\nstore u8 [%3], %0\n%7 = load u8 [%3+1]\n%8 = %6 + %7\nreturn %8\n");
    }
}
