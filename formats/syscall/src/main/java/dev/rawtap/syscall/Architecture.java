package dev.rawtap.syscall;

import dev.rawtap.base.InvalidInputException;
import dev.rawtap.base.NearestNames;
import dev.rawtap.base.UnsupportedException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** A system call table: that of a machine, or of 32-bit callers on one. Names are those of the kernel's arch folders. */
public enum Architecture {
    /** 64-bit x86. */
    X86_64("x86_64"),
    /** 32-bit callers on a 64-bit x86 kernel (int 0x80): their own numbers, the same pt_regs. */
    I386("i386"),
    /** 64-bit Arm. */
    ARM64("arm64"),
    /** 32-bit callers on a 64-bit Arm kernel (svc 0 of AArch32, EABI): their own numbers, the same pt_regs. */
    ARM("arm");

    private static final List<String> NAMES = List.of("x86_64", "i386", "arm64", "arm");

    private final String text;

    Architecture(String text) {
        this.text = text;
    }

    /** The machine this process runs on; {@link UnsupportedException} names any other. */
    public static Architecture host() {
        String machine = System.getProperty("os.arch", "");
        return find(machine)
                .filter(found -> !found.is32Bit())
                .orElseThrow(() -> new UnsupportedException(
                        "architecture '" + machine + "' not supported", "supported: x86_64, arm64"));
    }

    /** The architecture with this name, also as other tools say it: amd64, aarch64, i686. */
    public static Architecture of(String name) {
        return find(name).orElseThrow(() -> {
            List<String> near = NearestNames.of(name, NAMES, 1);
            String hint = near.isEmpty() ? "one of " + String.join(", ", NAMES) : "nearest: " + near.getFirst();
            return new InvalidInputException("no architecture '" + name + "'", hint);
        });
    }

    /** Whether these are calls of 32-bit callers. */
    public boolean is32Bit() {
        return this == I386 || this == ARM;
    }

    /** What a machine's 32-bit callers have; empty for what is of 32 bits itself. */
    public Optional<Architecture> of32BitCallers() {
        return switch (this) {
            case X86_64 -> Optional.of(I386);
            case ARM64 -> Optional.of(ARM);
            case I386, ARM -> Optional.empty();
        };
    }

    private static Optional<Architecture> find(String name) {
        return switch (name.toLowerCase(Locale.ROOT)) {
            case "x86_64", "x86-64", "amd64" -> Optional.of(X86_64);
            case "i386", "i486", "i586", "i686", "x86", "ia32" -> Optional.of(I386);
            case "arm64", "aarch64" -> Optional.of(ARM64);
            case "arm", "aarch32", "armv7l", "armv8l" -> Optional.of(ARM);
            default -> Optional.empty();
        };
    }

    /** The name, such as {@code x86_64}. */
    @Override
    public String toString() {
        return text;
    }
}
