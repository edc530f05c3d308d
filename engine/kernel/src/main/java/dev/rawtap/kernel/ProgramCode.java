package dev.rawtap.kernel;

import dev.rawtap.isa.Instruction;
import dev.rawtap.object.FunctionInfo;
import dev.rawtap.object.SourceLine;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What the kernel made of a program. References to maps are map ids ({@code MapFd} and {@code MapValue} hold them); calls
 * of helpers and of the kernel's functions are distances in bytes from {@code __bpf_call_base}, or 0 where addresses are
 * hidden. Instructions of the kernel's own making, such as speculation barriers, have no value.
 *
 * @param steps translated instructions
 * @param machine machine code of all functions, one after the other; empty where there is no JIT or addresses are hidden
 * @param functions functions, by index into {@code steps}; empty without BTF
 * @param lines source lines, by index into {@code steps}; empty without BTF
 */
public record ProgramCode(List<Step> steps, byte[] machine, List<FunctionInfo> functions, List<SourceLine> lines) {
    /** Copies all. */
    public ProgramCode {
        steps = List.copyOf(steps);
        machine = machine.clone();
        functions = List.copyOf(functions);
        lines = List.copyOf(lines);
    }

    /**
     * One instruction.
     *
     * @param slot its first 8-byte slot
     * @param bytes as the kernel gives it, 8 or 16 bytes, copied
     * @param instruction what that says, if it is an instruction of programs
     */
    public record Step(int slot, byte[] bytes, Optional<Instruction> instruction) {
        /** Copies the bytes. */
        public Step {
            bytes = bytes.clone();
        }

        @Override
        public byte[] bytes() {
            return bytes.clone();
        }

        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Step that
                    && slot == that.slot
                    && Arrays.equals(bytes, that.bytes)
                    && instruction.equals(that.instruction);
        }

        @Override
        public int hashCode() {
            return Arrays.hashCode(bytes) * 31 + slot;
        }
    }

    @Override
    public byte[] machine() {
        return machine.clone();
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof ProgramCode that
                && steps.equals(that.steps)
                && Arrays.equals(machine, that.machine)
                && functions.equals(that.functions)
                && lines.equals(that.lines);
    }

    @Override
    public int hashCode() {
        return steps.hashCode() * 31 + Arrays.hashCode(machine);
    }
}
