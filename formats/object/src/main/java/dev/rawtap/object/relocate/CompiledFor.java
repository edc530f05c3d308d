package dev.rawtap.object.relocate;

import dev.rawtap.btf.Btf;
import dev.rawtap.btf.BtfKind;
import dev.rawtap.btf.BtfType;
import dev.rawtap.object.AttachPoint;
import dev.rawtap.object.FlavoredName;
import dev.rawtap.object.ObjectSpec;
import dev.rawtap.syscall.Architecture;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/**
 * The machine that an object was compiled for, as the registers tell that it reads: their names are those that {@code bpf_tracing.h} has
 * under {@code __TARGET_ARCH_…}. All else of an object is the same for every machine.
 */
public final class CompiledFor {
    /** Members of {@code struct pt_regs}: the kernel's names, and those of user space's headers. */
    private static final Set<String> X86_64 =
            Set.of("di", "si", "dx", "cx", "ax", "bx", "bp", "orig_ax", "rdi", "rsi", "rdx", "rax", "orig_rax");

    private static final Set<String> ARM64 = Set.of("orig_x0", "syscallno", "pstate");

    private CompiledFor() {}

    /** The machine of an object with these types; empty if they do not tell. */
    public static Optional<Architecture> of(Btf types) {
        return types.ids(BtfKind.STRUCT)
                .mapToObj(types::type)
                .map(BtfType.Struct.class::cast)
                .flatMap(struct -> of(struct).stream())
                .findFirst();
    }

    private static Optional<Architecture> of(BtfType.Struct struct) {
        return switch (FlavoredName.essential(struct.name())) {
            case "pt_regs" ->
                struct.members().stream()
                        .flatMap(member -> of(member.name()).stream())
                        .findFirst();
            case "user_pt_regs" -> Optional.of(Architecture.ARM64);
            default -> Optional.empty();
        };
    }

    private static Optional<Architecture> of(String member) {
        return X86_64.contains(member)
                ? Optional.of(Architecture.X86_64)
                : ARM64.contains(member) ? Optional.of(Architecture.ARM64) : Optional.empty();
    }

    /**
     * The machine of an object that reads system calls, where it is another: the registers that it copies, and the numbers that it compares,
     * are not this machine's, and nothing but its types tells.
     *
     * @param debugTypes its types in DWARF, read if those in BTF do not tell; not on x86-64, for which objects are made
     */
    public static Optional<Architecture> other(
            ObjectSpec object, Supplier<Optional<Btf>> debugTypes, Architecture machine) {
        if (object.programs().stream().noneMatch(program -> isAtSystemCalls(program.attach()))) {
            return Optional.empty();
        }
        Optional<Architecture> found = object.btf().flatMap(CompiledFor::of);
        if (found.isEmpty() && machine != Architecture.X86_64) {
            found = debugTypes.get().flatMap(CompiledFor::of);
        }
        return found.filter(one -> one != machine);
    }

    private static boolean isAtSystemCalls(AttachPoint point) {
        Optional<String> name = switch (point) {
            case AttachPoint.RawTracepoint raw -> raw.name();
            case AttachPoint.BtfTracepoint typed -> typed.name();
            default -> Optional.empty();
        };
        return name.filter(one -> one.equals("sys_enter") || one.equals("sys_exit"))
                .isPresent();
    }

    /** The machine of an object, where it is another and a structure of it holds that machine's registers. */
    public static Optional<Architecture> other(Btf types, String struct, Architecture machine) {
        String name = FlavoredName.essential(struct);
        return name.equals("pt_regs") || name.equals("user_pt_regs")
                ? of(types).filter(found -> found != machine)
                : Optional.empty();
    }

    /** The compiler's option that makes an object for a machine. */
    public static String option(Architecture machine) {
        return "-D__TARGET_ARCH_" + (machine == Architecture.X86_64 ? "x86" : machine);
    }
}
