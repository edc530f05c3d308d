package dev.rawtap.object.relocate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rawtap.base.InvalidInputException;
import dev.rawtap.base.UnsupportedException;
import dev.rawtap.btf.Btf;
import dev.rawtap.btf.BtfBuilder;
import dev.rawtap.btf.BtfType;
import dev.rawtap.btf.BtfType.IntEncoding;
import dev.rawtap.btf.BtfType.Member;
import dev.rawtap.isa.Instruction;
import dev.rawtap.isa.Operand;
import dev.rawtap.object.FlavoredName;
import dev.rawtap.object.KernelVersion;
import dev.rawtap.object.ObjectSpec;
import dev.rawtap.object.ProgramSpec;
import dev.rawtap.object.Target;
import dev.rawtap.object.elf.Objects;
import dev.rawtap.syscall.Architecture;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A kernel laid out by hand, whose numbers are known; the objects are those of the corpus. */
final class RelocatorTest {
    /** A builder with the types that the corpus asks for, in places that no local declaration has. */
    private static final class Kernel {
        final BtfBuilder types = new BtfBuilder(ByteOrder.LITTLE_ENDIAN);
        final int u32 = types.intern(new BtfType.Int("unsigned int", 4, IntEncoding.UNSIGNED));
        final int s32 = types.intern(new BtfType.Int("int", 4, IntEncoding.SIGNED));
        final int u64 = types.intern(new BtfType.Int("unsigned long", 8, IntEncoding.UNSIGNED));
        final int character = types.intern(new BtfType.Int("char", 1, IntEncoding.SIGNED));
        final int task = types.reserve();
        final int taskPointer = types.add(new BtfType.Pointer(task));

        int array(int element, int length) {
            return types.add(new BtfType.Array(element, u32, length));
        }

        static Member member(String name, int type, int offset) {
            return new Member(name, type, offset * 8, 0);
        }

        Kernel whole() {
            int entity = types.add(new BtfType.Struct("sched_entity", 32, List.of(member("vruntime", u64, 16))));
            int upid = types.add(new BtfType.Struct("upid", 16, List.of(member("nr", s32, 8))));
            int pid = types.add(new BtfType.Struct("pid", 64, List.of(member("numbers", array(upid, 1), 40))));
            int inner = types.add(new BtfType.Struct("", 8, List.of(member("tgid", s32, 4), member("pid", s32, 0))));
            types.set(
                    task,
                    new BtfType.Struct(
                            "task_struct",
                            200,
                            List.of(
                                    member("__state", u32, 24),
                                    member("flags", u32, 44),
                                    // An anonymous struct: its members are the task's own.
                                    member("", inner, 72),
                                    member("real_parent", taskPointer, 88),
                                    member("comm", array(character, 24), 96),
                                    member("se", entity, 128),
                                    member("thread_pid", types.add(new BtfType.Pointer(pid)), 160),
                                    // Bit 5 of the 32 bits at byte 168.
                                    new Member("sched_reset_on_fork", u32, 168 * 8 + 5, 1))));
            types.add(new BtfType.Struct("pid_namespace", 144, List.of(member("level", u32, 64))));
            types.add(new BtfType.Enum(
                    "pid_type",
                    4,
                    false,
                    List.of(new BtfType.Enumerator("PIDTYPE_PID", 0), new BtfType.Enumerator("PIDTYPE_TGID", 6))));
            types.add(new BtfType.Struct("bpf_raw_tracepoint_args", 0, List.of(member("args", array(u64, 0), 0))));
            return this;
        }

        Target target() {
            return target(List.of());
        }

        Target target(List<Btf> modules) {
            return new Target(
                    Architecture.X86_64,
                    new KernelVersion(6, 18),
                    Set.of(),
                    Optional.of(types.build("kernel")),
                    modules);
        }
    }

    private static Resolution only(Relocated relocated, String program, String what) {
        return relocated.resolutions().stream()
                .filter(resolution -> resolution.program().equals(program)
                        && resolution.what().equals(what))
                .findFirst()
                .orElseThrow();
    }

    private static int immediate(ProgramSpec program, int index) {
        var alu = (Instruction.Alu) program.code().get(index);
        return ((Operand.Immediate) alu.src()).value();
    }

    /** The second instruction of each of these programs adds the offset (golden/core_fields.objdump). */
    @ParameterizedTest
    @CsvSource({
        "byte_offset,task_struct.tgid,76",
        "nested,task_struct.se.vruntime,144",
        "array_element,task_struct.comm[3],99",
        "flavour,task_struct___flavour.pid,72",
        "pointer_hop,task_struct.real_parent,88",
    })
    void offsetsAreThoseOfTheTarget(String program, String what, int offset) {
        for (String object : new String[] {"core_fields", "core_fields.clang21"}) {
            Relocated relocated = Relocator.relocate(
                    Objects.read(object), new Kernel().whole().target());
            Resolution resolution = only(relocated, program, what);
            assertThat(resolution.target()).hasValue(offset);
            ProgramSpec fitted = Objects.program(relocated.spec(), program);
            assertThat(immediate(fitted, resolution.instruction())).isEqualTo(offset);
            assertThat(fitted.fields()).isEmpty();
        }
    }

    @Test
    void elementsOfArraysOfStructsAreCounted() {
        Relocated relocated = Relocator.relocate(
                Objects.read("core_fields"), new Kernel().whole().target());
        assertThat(only(relocated, "array_of_structs", "pid.numbers[0].nr").target())
                .hasValue(48);
    }

    @ParameterizedTest
    @CsvSource({
        "byte_size,24",
        "field_exists,1",
        "field_missing,0",
        "struct_missing,0",
        "signed_field,1",
        "unsigned_field,0",
        // The word at 168 is loaded; bit 5 of it goes to bit 63.
        "left_shift,58",
        "right_shift,63",
    })
    void questionsAboutFieldsAreAnsweredByTheTarget(String program, int value) {
        Relocated relocated = Relocator.relocate(
                Objects.read("core_fields"), new Kernel().whole().target());
        assertThat(relocated.resolutions())
                .filteredOn(resolution -> resolution.program().equals(program))
                .last()
                .satisfies(resolution -> assertThat(resolution.target()).hasValue(value));
    }

    @Test
    void directLoadsAreAtTheTargetsOffset() {
        Relocated relocated = Relocator.relocate(
                Objects.read("core_fields"), new Kernel().whole().target());
        ProgramSpec direct = Objects.program(relocated.spec(), "direct_load");
        assertThat(direct.code().stream()
                        .filter(Instruction.Load.class::isInstance)
                        .map(load -> (int) ((Instruction.Load) load).offset()))
                .contains(88, 76, 98);
    }

    @Test
    void aMissingFieldPoisonsItsInstructionOnlyAndIsExplained() {
        ObjectSpec before = Objects.read("core_fields");
        Relocated relocated = Relocator.relocate(before, new Kernel().whole().target());
        assertThat(relocated.failures()).singleElement().satisfies(failure -> {
            assertThat(failure.program()).isEqualTo("guarded");
            assertThat(failure.what()).isEqualTo("task_struct___old.state");
            assertThat(failure.problem()).startsWith("struct task_struct has no field 'state'");
            assertThat(failure.source().orElseThrow().text()).contains("BPF_CORE_READ");
            assertThat(Objects.program(relocated.spec(), "guarded").code().get(failure.instruction()))
                    .isEqualTo(new Instruction.Call(195896080));
            assertThat(relocated.failureAt("guarded", failure.instruction())).contains(failure);
        });
        assertThat(Objects.program(relocated.spec(), "guarded").code())
                .hasSameSizeAs(Objects.program(before, "guarded").code());
    }

    /** Registers have other names on another machine. */
    @Test
    void anObjectOfAnotherMachineIsNamedAsSuch() {
        var kernel = new Kernel();
        kernel.types.add(
                new BtfType.Struct("pt_regs", 336, List.of(Kernel.member("regs", kernel.array(kernel.u64, 31), 0))));
        var target = new Target(
                Architecture.ARM64,
                new KernelVersion(6, 12),
                Set.of(),
                Optional.of(kernel.whole().types.build("kernel")),
                List.of());
        ObjectSpec openat = Objects.read("tutorial_openat");
        assertThat(Relocator.relocate(openat, target).failures())
                .first()
                .extracting(Resolution::problem)
                .isEqualTo("struct pt_regs has no field 'si': it was compiled for x86_64, this is arm64");
        assertThat(CompiledFor.other(openat, Optional::empty, Architecture.ARM64))
                .contains(Architecture.X86_64);
        assertThat(CompiledFor.other(openat, Optional::empty, Architecture.X86_64))
                .isEmpty();
        assertThat(CompiledFor.other(Objects.read("core_fields"), Optional::empty, Architecture.ARM64))
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "type_exists,1",
        "type_missing,0",
        "type_size,144",
        "enum_value_exists,1",
        "enum_value_missing,0",
        "enum_value,6",
    })
    void questionsAboutTypesAndEnumerators(String program, long value) {
        for (String object : new String[] {"core_types", "core_types.clang21"}) {
            Relocated relocated = Relocator.relocate(
                    Objects.read(object), new Kernel().whole().target());
            assertThat(relocated.resolutions())
                    .filteredOn(resolution -> resolution.program().equals(program))
                    .singleElement()
                    .satisfies(resolution -> assertThat(resolution.target()).hasValue(value));
        }
    }

    @Test
    void typeIdsAreOfTheObjectAndOfTheTarget() {
        var kernel = new Kernel().whole();
        Relocated relocated = Relocator.relocate(Objects.read("core_types"), kernel.target());
        // Id 10: golden/core_types (llvm-objdump prints the local id of each relocation).
        assertThat(only(relocated, "type_id_local", "struct task_struct").target())
                .hasValue(10);
        assertThat(only(relocated, "type_id_target", "struct task_struct").target())
                .hasValue(kernel.task);
        assertThat(relocated.failures()).isEmpty();
    }

    @Test
    void aTypeMatchesIfItHasAllDeclaredMembers() {
        Relocated relocated = Relocator.relocate(
                Objects.read("core_types.clang21"), new Kernel().whole().target());
        assertThat(only(relocated, "type_matches", "struct task_struct").target())
                .hasValue(1);
        var other = new Kernel();
        other.types.set(other.task, new BtfType.Struct("task_struct", 8, List.of(Kernel.member("tgid", other.u64, 0))));
        Relocated wider = Relocator.relocate(Objects.read("core_types.clang21"), other.target());
        assertThat(only(wider, "type_matches", "struct task_struct").target()).hasValue(0);
    }

    @Test
    void candidatesThatDifferAreAmbiguous() {
        var kernel = new Kernel().whole();
        kernel.types.add(new BtfType.Struct("task_struct", 8, List.of(Kernel.member("tgid", kernel.s32, 4))));
        assertThatThrownBy(() -> Relocator.relocate(Objects.read("core_fields"), kernel.target()))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("task_struct.tgid is ambiguous");
        // A field that only one of them has decides, there and from then on: here no relocation is left in doubt.
        assertThat(Relocator.relocate(Objects.read("core_missing"), kernel.target())
                        .failures())
                .singleElement()
                .satisfies(failure -> assertThat(failure.problem()).contains("no field 'tgidd' (nearest: tgid"));
    }

    @Test
    void candidatesThatAgreeAreOne() {
        var kernel = new Kernel().whole();
        kernel.types.add(new BtfType.Struct("pid_namespace", 144, List.of(Kernel.member("level", kernel.u32, 64))));
        Relocated relocated = Relocator.relocate(Objects.read("core_types"), kernel.target());
        assertThat(only(relocated, "type_size", "struct pid_namespace").target())
                .hasValue(144);
    }

    @Test
    void modulesAreAskedOnlyIfTheKernelHasNoCandidate() {
        var kernel = new Kernel().whole();
        Btf base = kernel.types.build("kernel");
        var module = BtfBuilder.split(base);
        module.add(new BtfType.Struct("no_such_struct", 4, List.of(Kernel.member("field", kernel.s32, 0))));
        module.add(new BtfType.Struct("pid_namespace", 8, List.of(Kernel.member("level", kernel.u32, 0))));
        var target = new Target(
                Architecture.X86_64,
                new KernelVersion(6, 18),
                Set.of(),
                Optional.of(base),
                List.of(module.build("module")));
        Relocated relocated = Relocator.relocate(Objects.read("core_types"), target);
        assertThat(only(relocated, "type_missing", "struct no_such_struct").target())
                .hasValue(1);
        assertThat(only(relocated, "type_size", "struct pid_namespace").target())
                .hasValue(144);
    }

    @Test
    void withoutTypesOfTheKernelTheObjectIsRefused() {
        var target = new Target(Architecture.X86_64, new KernelVersion(5, 10), Set.of(), Optional.empty(), List.of());
        assertThatThrownBy(() -> Relocator.relocate(Objects.read("core_fields"), target))
                .isInstanceOf(UnsupportedException.class)
                .hasMessageContaining("program 'byte_offset'");
        assertThat(Relocator.relocate(Objects.read("globals"), target).resolutions())
                .isEmpty();
    }

    @Test
    void flavoursAreWhatFollowsThreeUnderscores() {
        assertThat(FlavoredName.essential("task_struct___old")).isEqualTo("task_struct");
        assertThat(FlavoredName.essential("a___b___c")).isEqualTo("a___b");
        assertThat(FlavoredName.essential("plain")).isEqualTo("plain");
        assertThat(FlavoredName.essential("four____underscores")).isEqualTo("four____underscores");
        assertThat(FlavoredName.essential("ends___")).isEqualTo("ends___");
    }
}
