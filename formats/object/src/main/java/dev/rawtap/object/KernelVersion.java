package dev.rawtap.object;

import dev.rawtap.base.InvalidInputException;

/**
 * A kernel's version, as far as features are told by it: major and minor. Code asks a probe, not this; it is for
 * messages, for a target that is not the running kernel, and for the test that compares probes with versions.
 *
 * @param major such as 6
 * @param minor such as 18
 */
public record KernelVersion(int major, int minor) implements Comparable<KernelVersion> {
    /** Rejects what no kernel is called. */
    public KernelVersion {
        if (major < 2 || minor < 0) {
            throw new IllegalArgumentException("kernel version " + major + "." + minor);
        }
    }

    /** Reads {@code "6.18"}, {@code "6.18.44-cloud"}: what follows the minor number is left out. */
    public static KernelVersion parse(String release) {
        int dot = release.indexOf('.');
        int end = dot + 1;
        while (end < release.length() && Character.isDigit(release.charAt(end))) {
            end++;
        }
        try {
            return new KernelVersion(
                    Integer.parseInt(release, 0, Math.max(dot, 0), 10), Integer.parseInt(release, dot + 1, end, 10));
        } catch (IllegalArgumentException notNumbers) {
            throw new InvalidInputException(
                    "'" + release + "' is not a kernel version", "write major.minor, such as 6.1", notNumbers);
        }
    }

    @Override
    public int compareTo(KernelVersion other) {
        return major != other.major ? Integer.compare(major, other.major) : Integer.compare(minor, other.minor);
    }

    @Override
    public String toString() {
        return major + "." + minor;
    }
}
