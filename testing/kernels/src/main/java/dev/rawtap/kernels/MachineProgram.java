package dev.rawtap.kernels;

import dev.rawtap.syscall.Architecture;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;

/**
 * A program of a few machine instructions that makes the system calls it is told to, with the registers it is told, so that a test knows
 * every argument without a compiler or a C library.
 *
 * <pre>
 * program ::= ELF header, one segment: data, then for each call: number and arguments into registers, the instruction that calls
 * </pre>
 */
final class MachineProgram {
    /** How a program calls the kernel, and what file it is. */
    enum Kind {
        /** 64-bit x86, {@code syscall}. */
        X86_64(Architecture.X86_64, Architecture.X86_64),
        /** 64-bit x86 that makes 32-bit calls, {@code int 0x80}. */
        X86_64_INT80(Architecture.X86_64, Architecture.I386),
        /** 32-bit x86, {@code int 0x80}. */
        I386(Architecture.X86_64, Architecture.I386),
        /** 64-bit Arm, {@code svc 0}. */
        ARM64(Architecture.ARM64, Architecture.ARM64),
        /** 32-bit Arm, {@code svc 0}. */
        ARM(Architecture.ARM64, Architecture.ARM);

        private final Architecture machine;
        private final Architecture calls;

        Kind(Architecture machine, Architecture calls) {
            this.machine = machine;
            this.calls = calls;
        }

        /** The machine's own. */
        static Kind host() {
            return Architecture.host() == Architecture.X86_64 ? X86_64 : ARM64;
        }

        /** What machine runs it. */
        Architecture machine() {
            return machine;
        }

        /** Whose system calls it makes. */
        Architecture calls() {
            return calls;
        }

        private boolean isElf64() {
            return this == X86_64 || this == X86_64_INT80 || this == ARM64;
        }
    }

    private static final long BASE = 0x400000;
    /** Behind the headers. */
    private static final int DATA = 0x100;
    /** Behind the data. */
    private static final int CODE = 0x200;

    private static final int SIZE = 0x1000;

    private final Kind kind;
    private final ByteBuffer file = ByteBuffer.allocate(SIZE).order(ByteOrder.LITTLE_ENDIAN);
    private int data = DATA;

    MachineProgram(Kind kind) {
        this.kind = kind;
        file.position(CODE);
    }

    /** Puts bytes into the program: their address. */
    long data(byte[] bytes) {
        int at = data;
        file.put(at, bytes);
        data = (at + bytes.length + 7) & -8;
        if (data > CODE) {
            throw new IllegalStateException("too much data");
        }
        return BASE + at;
    }

    /** Puts text with its NUL into the program: its address. */
    long text(String text) {
        return data((text + "\0").getBytes(StandardCharsets.UTF_8));
    }

    /** Puts numbers of eight bytes into the program: their address. */
    long numbers(long... numbers) {
        long at = data(new byte[8 * numbers.length]);
        replace(at, numbers);
        return at;
    }

    /** Gives numbers at an address other values. */
    void replace(long address, long... numbers) {
        for (int i = 0; i < numbers.length; i++) {
            file.putLong((int) (address - BASE) + 8 * i, numbers[i]);
        }
    }

    /** Makes a call; arguments that are not given keep what is in their registers. */
    MachineProgram call(long number, long... arguments) {
        switch (kind) {
            case X86_64 -> x86(number, arguments, new int[] {7, 6, 2, 10, 8, 9}, 0x050f);
            case X86_64_INT80, I386 -> x86(number, arguments, new int[] {3, 1, 2, 6, 7, 5}, 0x80cd);
            case ARM64 -> arm64(number, arguments);
            case ARM -> arm(number, arguments);
        }
        return this;
    }

    /** Instructions as hexadecimal digits: the address where they begin. */
    long instructions(String hex) {
        long at = BASE + file.position();
        file.put(HexFormat.of().parseHex(hex));
        return at;
    }

    /** {@code mov $number, register} for each, then two bytes that call. Register 0 holds the number. */
    private void x86(long number, long[] arguments, int[] registers, int instruction) {
        for (int i = 0; i < arguments.length; i++) {
            move(registers[i], arguments[i]);
        }
        move(0, number);
        file.putShort((short) instruction);
    }

    private void move(int register, long value) {
        if (kind == Kind.I386) {
            file.put((byte) (0xb8 + register)).putInt((int) value);
        } else {
            file.put((byte) (register < 8 ? 0x48 : 0x49))
                    .put((byte) (0xb8 + register % 8))
                    .putLong(value);
        }
    }

    private void arm64(long number, long[] arguments) {
        for (int i = 0; i < arguments.length; i++) {
            move64(i, arguments[i]);
        }
        move64(8, number);
        file.putInt(0xd400_0001);
    }

    /** {@code movz register, #bits}, then {@code movk} for each 16 bits above. */
    private void move64(int register, long value) {
        for (int part = 0; part < 4; part++) {
            int bits = (int) (value >>> (16 * part)) & 0xffff;
            file.putInt((part == 0 ? 0xd280_0000 : 0xf280_0000) | part << 21 | bits << 5 | register);
        }
    }

    private void arm(long number, long[] arguments) {
        for (int i = 0; i < arguments.length; i++) {
            move32(i, arguments[i]);
        }
        move32(7, number);
        file.putInt(0xef00_0000);
    }

    /** {@code movw register, #bits}, {@code movt register, #bits}. */
    private void move32(int register, long value) {
        for (int part = 0; part < 2; part++) {
            int bits = (int) (value >>> (16 * part)) & 0xffff;
            file.putInt(
                    (part == 0 ? 0xe300_0000 : 0xe340_0000) | (bits & 0xf000) << 4 | register << 12 | (bits & 0xfff));
        }
    }

    /** Writes the program, which begins with its first call, as an executable file. */
    Path write(Path path) {
        return write(path, BASE + CODE);
    }

    /** The same from another place on. */
    Path write(Path path, long start) {
        file.position(0);
        file.put(new byte[] {0x7f, 'E', 'L', 'F', (byte) (kind.isElf64() ? 2 : 1), 1, 1});
        file.position(16);
        int machine = switch (kind) {
            case X86_64, X86_64_INT80 -> 62;
            case I386 -> 3;
            case ARM64 -> 183;
            case ARM -> 40;
        };
        file.putShort((short) 2).putShort((short) machine).putInt(1);
        if (kind.isElf64()) {
            file.putLong(start).putLong(64).putLong(0).putInt(0);
            file.putShort((short) 64).putShort((short) 56).putShort((short) 1);
            file.position(64);
            file.putInt(1).putInt(7).putLong(0).putLong(BASE).putLong(BASE);
            file.putLong(SIZE).putLong(SIZE).putLong(SIZE);
        } else {
            file.putInt((int) start).putInt(52).putInt(0).putInt(kind == Kind.ARM ? 0x0500_0000 : 0);
            file.putShort((short) 52).putShort((short) 32).putShort((short) 1);
            file.position(52);
            file.putInt(1).putInt(0).putInt((int) BASE).putInt((int) BASE);
            file.putInt(SIZE).putInt(SIZE).putInt(7).putInt(SIZE);
        }
        try {
            Files.write(path, file.array());
            if (!path.toFile().setExecutable(true)) {
                throw new IOException(path + " cannot be made executable");
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return path;
    }
}
