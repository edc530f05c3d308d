package dev.rawtap.script.output;

import java.util.Locale;

/** Addresses of networks as text. */
final class Addresses {
    private static final int GROUPS = 8;

    private Addresses() {}

    /**
     * IPv4 with dots; IPv6 as RFC 5952 wants it: lower case, the longest run of zero groups (two at least) as {@code ::}.
     * The last four bytes have dots where the address is IPv4 in disguise (RFC 5952 section 5, and as inet_ntop does).
     */
    static String inet(byte[] bytes) {
        return bytes.length == 4 ? dotted(bytes, 0) : ipv6(bytes);
    }

    /** Pairs of upper-case hexadecimal digits between colons. */
    static String mac(byte[] bytes) {
        var text = new StringBuilder(17);
        for (byte each : bytes) {
            text.append(text.isEmpty() ? "" : ":").append(String.format(Locale.ROOT, "%02X", each));
        }
        return text.toString();
    }

    private static String dotted(byte[] bytes, int at) {
        return (bytes[at] & 255) + "." + (bytes[at + 1] & 255) + "." + (bytes[at + 2] & 255) + "."
                + (bytes[at + 3] & 255);
    }

    private static String ipv6(byte[] bytes) {
        int[] groups = new int[GROUPS];
        for (int i = 0; i < GROUPS; i++) {
            groups[i] = (bytes[2 * i] & 255) << 8 | (bytes[2 * i + 1] & 255);
        }
        int start = longestZeros(groups);
        int length = start < 0 ? 0 : zerosFrom(groups, start);
        boolean mapped = start == 0 && (length == 6 || (length == 5 && groups[5] == 0xffff));
        var text = new StringBuilder(39);
        for (int i = 0; i < GROUPS; ) {
            if (i == start) {
                text.append("::");
                i += length;
            } else if (mapped && i == 6) {
                return text.append(length == 6 ? "" : ":")
                        .append(dotted(bytes, 12))
                        .toString();
            } else {
                text.append(i == 0 || i == start + length ? "" : ":").append(Integer.toHexString(groups[i]));
                i++;
            }
        }
        return text.toString();
    }

    /** The first of the longest runs of two or more zero groups, or -1. */
    private static int longestZeros(int[] groups) {
        int best = -1;
        int longest = 1;
        for (int i = 0; i < GROUPS; i++) {
            int length = zerosFrom(groups, i);
            if (length > longest) {
                best = i;
                longest = length;
            }
        }
        return best;
    }

    private static int zerosFrom(int[] groups, int start) {
        int end = start;
        while (end < GROUPS && groups[end] == 0) {
            end++;
        }
        return end - start;
    }
}
