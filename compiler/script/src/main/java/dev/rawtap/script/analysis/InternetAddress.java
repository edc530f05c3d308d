package dev.rawtap.script.analysis;

import java.util.Arrays;
import java.util.Optional;

/** Addresses of the Internet as text; unlike the JDK's reader this never asks a name server. */
final class InternetAddress {
    private static final int GROUPS = 8;

    private InternetAddress() {}

    /** 4 or 16 bytes. */
    static Optional<byte[]> parse(String text) {
        return text.contains(":") ? version6(text) : version4(text);
    }

    private static Optional<byte[]> version4(String text) {
        String[] parts = text.split("\\.", -1);
        if (parts.length != 4) {
            return Optional.empty();
        }
        byte[] bytes = new byte[4];
        for (int i = 0; i < 4; i++) {
            if (!parts[i].matches("[0-9]{1,3}") || Integer.parseInt(parts[i]) > 255) {
                return Optional.empty();
            }
            bytes[i] = (byte) Integer.parseInt(parts[i]);
        }
        return Optional.of(bytes);
    }

    private static Optional<byte[]> version6(String text) {
        int gap = text.indexOf("::");
        if (gap < 0) {
            return groups(text).filter(bytes -> bytes.length == 2 * GROUPS);
        }
        Optional<byte[]> before = groups(text.substring(0, gap));
        Optional<byte[]> after = groups(text.substring(gap + 2));
        if (before.isEmpty() || after.isEmpty() || before.get().length + after.get().length > 2 * GROUPS - 2) {
            return Optional.empty();
        }
        byte[] bytes = Arrays.copyOf(before.get(), 2 * GROUPS);
        System.arraycopy(after.get(), 0, bytes, bytes.length - after.get().length, after.get().length);
        return Optional.of(bytes);
    }

    /** Groups of 16 bits; the last may be an address of version 4. */
    private static Optional<byte[]> groups(String text) {
        if (text.isEmpty()) {
            return Optional.of(new byte[0]);
        }
        String[] parts = text.split(":", -1);
        byte[] bytes = new byte[2 * parts.length + 2];
        int length = 0;
        for (int i = 0; i < parts.length; i++) {
            if (i == parts.length - 1 && parts[i].contains(".")) {
                Optional<byte[]> last = version4(parts[i]);
                if (last.isEmpty()) {
                    return last;
                }
                System.arraycopy(last.get(), 0, bytes, length, 4);
                length += 4;
            } else if (parts[i].matches("[0-9a-fA-F]{1,4}")) {
                int group = Integer.parseInt(parts[i], 16);
                bytes[length++] = (byte) (group >> 8);
                bytes[length++] = (byte) group;
            } else {
                return Optional.empty();
            }
        }
        return Optional.of(Arrays.copyOf(bytes, length));
    }
}
