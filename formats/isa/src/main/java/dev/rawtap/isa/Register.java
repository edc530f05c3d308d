package dev.rawtap.isa;

/**
 * A BPF register. R0 holds results, R1 to R5 arguments (lost across calls), R6 to R9 survive calls, R10 is the frame
 * pointer, which the verifier lets no program write.
 */
public enum Register {
    /** Result of a call, exit value. */
    R0(0),
    /** First argument; at entry the context. */
    R1(1),
    /** Second argument. */
    R2(2),
    /** Third argument. */
    R3(3),
    /** Fourth argument. */
    R4(4),
    /** Fifth argument. */
    R5(5),
    /** Kept across calls. */
    R6(6),
    /** Kept across calls. */
    R7(7),
    /** Kept across calls. */
    R8(8),
    /** Kept across calls. */
    R9(9),
    /** Frame pointer, read-only: the stack lies at negative offsets from it. */
    R10(10);

    private static final Register[] BY_NUMBER = values();

    private final int number;
    private final String wideName;
    private final String narrowName;

    Register(int number) {
        this.number = number;
        this.wideName = "r" + number;
        this.narrowName = "w" + number;
    }

    /** The register with this number, 0 to 10. */
    public static Register of(int number) {
        if (number < 0 || number >= BY_NUMBER.length) {
            throw new IllegalArgumentException("register %d, must be 0 to 10".formatted(number));
        }
        return BY_NUMBER[number];
    }

    /** The number in the encoding, 0 to 10. */
    public int number() {
        return number;
    }

    /** Whether a program may write it: all but the frame pointer. */
    public boolean writable() {
        return this != R10;
    }

    /** {@code r3}: all 64 bits. */
    public String wideName() {
        return wideName;
    }

    /** {@code w3}: the low 32 bits. */
    public String narrowName() {
        return narrowName;
    }

    @Override
    public String toString() {
        return wideName;
    }
}
