package dev.rawtap.linux;

import dev.rawtap.syscall.Architecture;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HexFormat;

/**
 * A program of about 150 instruction bytes that waits and then becomes a command. {@code /bin/sh} could do it, but it
 * cannot keep argv[0] (dash), drops environment variables that are no shell names (dash) and searches PATH by execve
 * calls that tracers would show.
 *
 * <p>Its arguments are the path to execute and then the command's own argv; its environment is the command's. What it
 * does, in the same order on both architectures:
 *
 * <pre>
 * prctl(PR_SET_NAME, "rawtap")
 * write(FD, buffer, 1)                                 // our own execve is over: posix_spawn returns before that
 * if (read(FD, buffer, 1) != 1) exit_group(125)        // the other end closed: we are not wanted
 * fcntl(FD, F_SETFD, FD_CLOEXEC)                       // the other end sees the end of file when execve succeeds
 * result = execve(argv[0], argv + 1, envp)
 * write(FD, &amp;result, 8)                                // -errno: the other end says why
 * exit_group(125)
 * </pre>
 */
final class Shim {
    private static final int HEADERS = 64 + 2 * 56;
    private static final long BASE = 0x400000;

    /** Bytes as clang assembles them; the immediate of the second instruction takes FD. */
    private static final String X86_64 = "4889e3" // mov %rsp, %rbx
            + "41bc00000000" // mov $FD, %r12d
            + "b89d000000bf0f000000488d356f0000000f05" // prctl
            + "b8010000004489e7488d7424f8ba010000000f05" // write
            + "31c00f0583f8017544" // read, %edi, %rsi and %edx as before; cmp $1, %eax; jne exit
            + "b8480000004489e7be02000000ba010000000f05" // fcntl
            + "b83b000000488b7b08488d7310488b13488d54d3100f05" // execve
            + "48894424f8b8010000004489e7488d7424f8ba080000000f05" // write
            + "b8e7000000bf7d0000000f05" // exit: exit_group
            + "72617774617000"; // "rawtap"

    /** As for x86-64; the immediate of the first instruction, {@code movz w19, #FD}, takes FD. */
    private static final String ARM64 = "13008052" // movz w19, #FD
            + "e81480d2e00180d201040010010000d4" // prctl
            + "080880d2e003132ae14300d1220080d2010000d4" // write
            + "e80780d2e003132a010000d41f0400f141020054" // read; cmp x0, #1; b.ne exit
            + "280380d2e003132a410080d2220080d2010000d4" // fcntl
            + "e30340f9e00740f9e1430091220c038ba81b80d2010000d4" // execve
            + "e0031ff8080880d2e003132ae14300d1020180d2010000d4" // write
            + "c80b80d2a00f80d2010000d4" // exit: exit_group
            + "72617774617000"; // "rawtap"

    private Shim() {}

    /** A static ELF executable that waits on {@code fd}, a descriptor below 65,536. */
    static byte[] elf(Architecture architecture, int fd) {
        if (fd < 0 || fd > 0xffff) {
            throw new IllegalArgumentException("file descriptor " + fd);
        }
        boolean arm = architecture == Architecture.ARM64;
        byte[] code = HexFormat.of().parseHex(arm ? ARM64 : X86_64);
        ByteBuffer patch = ByteBuffer.wrap(code).order(ByteOrder.LITTLE_ENDIAN);
        if (arm) {
            patch.putInt(0, patch.getInt(0) | fd << 5);
        } else {
            patch.putInt(5, fd);
        }
        int size = HEADERS + code.length;
        ByteBuffer elf = ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
        header(elf, arm ? 183 : 62);
        segment(elf, 1, 5, BASE, size); // PT_LOAD, read and execute
        segment(elf, 0x6474e551, 6, 0, 0); // PT_GNU_STACK, not executable
        return elf.put(code).array();
    }

    /** The ELF header of a 64-bit little-endian executable with two program headers and no sections. */
    private static void header(ByteBuffer elf, int machine) {
        elf.put(new byte[] {0x7f, 'E', 'L', 'F', 2, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0});
        elf.putShort((short) 2).putShort((short) machine).putInt(1);
        elf.putLong(BASE + HEADERS).putLong(64).putLong(0).putInt(0);
        elf.putShort((short) 64).putShort((short) 56).putShort((short) 2);
        elf.putShort((short) 64).putShort((short) 0).putShort((short) 0);
    }

    private static void segment(ByteBuffer elf, int type, int flags, long address, int size) {
        elf.putInt(type).putInt(flags).putLong(0).putLong(address).putLong(address);
        elf.putLong(size).putLong(size).putLong(0x10000);
    }
}
