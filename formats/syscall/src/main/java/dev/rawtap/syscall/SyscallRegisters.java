package dev.rawtap.syscall;

import java.util.List;
import java.util.Optional;

/**
 * The registers of a system call and their places in the {@code struct pt_regs} that a raw {@code sys_enter} or
 * {@code sys_exit} program gets as its first argument. Source: arch/x86/include/asm/ptrace.h, syscall.h and
 * arch/arm64/include/asm/ptrace.h, syscall.h of Linux 6.18; the offsets have not changed since 5.8.
 *
 * <p>A 32-bit caller has the same {@code struct pt_regs}, other registers and other numbers. Only the lower halves count: a 64-bit
 * program that calls {@code int 0x80} may have left anything in the upper ones.
 *
 * @param architecture whose calls
 * @param number holds the number at entry and at exit, in its lower 32 bits; -1 at the exit from a signal's handler, which is of no call
 * @param arguments first to sixth, as they are at entry; there is no seventh
 * @param result holds the result at exit
 */
public record SyscallRegisters(Architecture architecture, Register number, List<Register> arguments, Register result) {
    /** The most arguments that a system call has. */
    public static final int MAX_ARGUMENTS = 6;

    private static final Register AX = new Register("rax", "ax", 80);
    private static final Register CX = new Register("rcx", "cx", 88);
    private static final Register R11 = new Register("r11", "r11", 48);

    private static final SyscallRegisters X86_64 = new SyscallRegisters(
            Architecture.X86_64,
            new Register("rax", "orig_ax", 120),
            List.of(
                    new Register("rdi", "di", 112),
                    new Register("rsi", "si", 104),
                    new Register("rdx", "dx", 96),
                    new Register("r10", "r10", 56),
                    new Register("r8", "r8", 72),
                    new Register("r9", "r9", 64)),
            AX);

    private static final SyscallRegisters I386 = new SyscallRegisters(
            Architecture.I386,
            new Register("eax", "orig_ax", 120),
            List.of(
                    new Register("ebx", "bx", 40),
                    new Register("ecx", "cx", 88),
                    new Register("edx", "dx", 96),
                    new Register("esi", "si", 104),
                    new Register("edi", "di", 112),
                    new Register("ebp", "bp", 32)),
            new Register("eax", "ax", 80));

    private static final SyscallRegisters ARM64 = new SyscallRegisters(
            Architecture.ARM64,
            // Not regs[8]: a new program, and the return from a signal's handler, have other registers at the exit.
            new Register("x8", "syscallno", 280),
            List.of(
                    new Register("x0", "orig_x0", 272),
                    new Register("x1", "regs[1]", 8),
                    new Register("x2", "regs[2]", 16),
                    new Register("x3", "regs[3]", 24),
                    new Register("x4", "regs[4]", 32),
                    new Register("x5", "regs[5]", 40)),
            new Register("x0", "regs[0]", 0));

    private static final SyscallRegisters ARM = new SyscallRegisters(
            Architecture.ARM,
            new Register("r7", "syscallno", 280),
            List.of(
                    new Register("r0", "orig_x0", 272),
                    new Register("r1", "regs[1]", 8),
                    new Register("r2", "regs[2]", 16),
                    new Register("r3", "regs[3]", 24),
                    new Register("r4", "regs[4]", 32),
                    new Register("r5", "regs[5]", 40)),
            new Register("r0", "regs[0]", 0));

    /** Rejects another number of argument registers than six. */
    public SyscallRegisters {
        arguments = List.copyOf(arguments);
        if (arguments.size() != MAX_ARGUMENTS) {
            throw new IllegalArgumentException(arguments.size() + " argument registers");
        }
    }

    /** Those of an architecture. */
    public static SyscallRegisters of(Architecture architecture) {
        return switch (architecture) {
            case X86_64 -> X86_64;
            case I386 -> I386;
            case ARM64 -> ARM64;
            case ARM -> ARM;
        };
    }

    /** The register of argument {@code index}, from 0 to 5. */
    public Register argument(int index) {
        return arguments.get(index);
    }

    /**
     * What is wrong with reading this byte offset of pt_regs at entry, where a tutorial's mistake is likely: one
     * sentence that names the right register. Empty for any other offset.
     */
    public Optional<String> mistake(int offset) {
        if (architecture != Architecture.X86_64) {
            return Optional.empty();
        }
        if (offset == CX.offset()) {
            return Optional.of("pt_regs.cx holds the return address at sys_enter;"
                    + " the fourth system call argument is " + argument(3));
        }
        if (offset == R11.offset()) {
            return Optional.of("pt_regs.r11 holds the caller's flags at sys_enter; arguments end with " + argument(5));
        }
        if (offset == AX.offset()) {
            return Optional.of("pt_regs.ax is -ENOSYS at sys_enter; the system call number is " + number);
        }
        return Optional.empty();
    }
}
