package dev.rawtap.object.elf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.rawtap.base.InvalidInputException;
import dev.rawtap.base.MalformedException;
import dev.rawtap.isa.Constant64;
import dev.rawtap.isa.Instruction;
import dev.rawtap.isa.Operand;
import dev.rawtap.isa.Register;
import dev.rawtap.isa.SlotMap;
import dev.rawtap.object.AttachPoint;
import dev.rawtap.object.AttachPoint.BtfTracepoint;
import dev.rawtap.object.AttachPoint.RawTracepoint;
import dev.rawtap.object.AttachPoint.SocketFilter;
import dev.rawtap.object.AttachPoint.Tracepoint;
import dev.rawtap.object.AttachPoint.Unknown;
import dev.rawtap.object.ExternalSymbol;
import dev.rawtap.object.FunctionInfo;
import dev.rawtap.object.GlobalVariable;
import dev.rawtap.object.ObjectSpec;
import dev.rawtap.object.ProgramSpec;
import dev.rawtap.object.Reference;
import dev.rawtap.object.Reference.Symbol;
import dev.rawtap.object.SourceLine;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Facts of src/test/c/README.md, of the sources beside it, and of llvm-objdump (resources/golden). */
final class ElfObjectTest {
    private static AttachPoint raw(String name, boolean writable, boolean sleepable) {
        return new RawTracepoint(name.isEmpty() ? Optional.empty() : Optional.of(name), writable, sleepable);
    }

    private static AttachPoint typed(String module, String name, boolean sleepable) {
        return new BtfTracepoint(
                module.isEmpty() ? Optional.empty() : Optional.of(module),
                name.isEmpty() ? Optional.empty() : Optional.of(name),
                sleepable);
    }

    private static AttachPoint classic(String category, String name, boolean sleepable) {
        return category.isEmpty()
                ? new Tracepoint(Optional.empty(), Optional.empty(), sleepable)
                : new Tracepoint(Optional.of(category), Optional.of(name), sleepable);
    }

    @ParameterizedTest
    @ValueSource(strings = {"sections", "sections.clang21"})
    void everySectionFormSaysWhereItsProgramGoes(String object) {
        Map<String, AttachPoint> expected = Map.ofEntries(
                Map.entry("raw_tp_named", raw("sys_enter", false, false)),
                Map.entry("raw_tracepoint_named", raw("sys_exit", false, false)),
                Map.entry("raw_tp_writable", raw("bpf_test_finish", true, false)),
                Map.entry("raw_tracepoint_writable", raw("bpf_test_finish", true, false)),
                Map.entry("tp_btf_named", typed("", "task_rename", false)),
                Map.entry("tp_btf_of_module", typed("nbd", "nbd_send_request", false)),
                Map.entry("tp_named", classic("task", "task_rename", false)),
                Map.entry("tracepoint_named", classic("sched", "sched_process_exit", false)),
                Map.entry("raw_tp_sleepable", raw("sys_enter", false, true)),
                Map.entry("raw_tracepoint_sleepable", raw("sys_enter", false, true)),
                Map.entry("tp_btf_sleepable", typed("", "sys_enter", true)),
                Map.entry("tp_sleepable", classic("raw_syscalls", "sys_enter", true)),
                Map.entry("tracepoint_sleepable", classic("raw_syscalls", "sys_exit", true)),
                Map.entry("raw_tp_bare", raw("", false, false)),
                Map.entry("raw_tracepoint_bare", raw("", false, false)),
                Map.entry("raw_tp_writable_bare", raw("", true, false)),
                Map.entry("raw_tracepoint_writable_bare", raw("", true, false)),
                Map.entry("tp_btf_bare", typed("", "", false)),
                Map.entry("tp_bare", classic("", "", false)),
                Map.entry("tracepoint_bare", classic("", "", false)),
                Map.entry("raw_tp_optional", raw("sched_switch", false, false)),
                Map.entry("tp_btf_optional", typed("", "sched_switch", false)),
                Map.entry("raw_tp_bare_optional", raw("", false, false)),
                Map.entry("first_of_two", raw("task_newtask", false, false)),
                Map.entry("second_of_two", raw("task_newtask", false, false)));
        ObjectSpec spec = Objects.read(object);
        assertThat(spec.programs()).hasSize(25);
        for (ProgramSpec program : spec.programs()) {
            assertThat(program.attach()).as(program.name()).isEqualTo(expected.get(program.name()));
            assertThat(program.autoload())
                    .as(program.name())
                    .isEqualTo(!program.name().endsWith("optional"));
        }
    }

    @Test
    void programsOfOneSectionHaveTheirOwnCode() {
        ObjectSpec spec = Objects.read("sections");
        for (int number = 1; number <= 25; number++) {
            ProgramSpec program = spec.programs().get(number - 1);
            assertThat(program.code()).as(program.name()).hasSize(2).last().isEqualTo(new Instruction.Exit());
            assertThat(((Instruction.Alu) program.code().getFirst()).src()).isEqualTo(Operand.of(number));
        }
    }

    @Test
    void sectionsThatOnlyResembleTracepointsAreKeptAsUnknown() {
        assertThat(Objects.read("sections_odd").programs().stream().map(ProgramSpec::attach))
                .containsExactly(
                        new Unknown("raw_tp/"),
                        new Unknown("tp/task_rename"),
                        new Unknown("tp/task/"),
                        new Unknown("raw_tpx/sys_enter"),
                        new Unknown("raw_tracepoints/sys_enter"),
                        new Unknown("raw_tp.x/sys_enter"),
                        new Unknown("tp_btf/nbd:"),
                        new Unknown("tp_btf/:task_rename"),
                        new Unknown("RAW_TP/sys_enter"),
                        new Unknown("kprobe/do_unlinkat"),
                        new SocketFilter(),
                        new Unknown("fancy/section"));
    }

    @Test
    void licenceIsTextOrEmpty() {
        assertThat(Objects.read("maps").license()).isEqualTo("Dual MIT/GPL");
        assertThat(Objects.read("no_license").license()).isEmpty();
    }

    @Test
    void subprogramsFollowTheirCallerInTheOrderOfTheirCalls() {
        ObjectSpec spec = Objects.read("calls");
        ProgramSpec enter = Objects.program(spec, "on_enter");
        assertThat(enter.functions().stream().map(FunctionInfo::name))
                .containsExactly("on_enter", "four_times", "twice", "global_function");
        ProgramSpec exit = Objects.program(spec, "on_exit");
        assertThat(exit.functions().stream().map(FunctionInfo::name))
                .containsExactly("on_exit", "add_index", "weak_function");
        assertThat(Objects.program(spec, "no_calls").code()).hasSize(2);
    }

    /** The README's counts are slots of the programs that libbpf puts together. */
    @ParameterizedTest
    @CsvSource({
        "calls,on_enter",
        "calls,on_exit",
        "calls.v1,on_enter",
        "calls.clang21,on_exit",
        "calls.v4.clang21,on_enter"
    })
    void callsReachTheFunctionThatTheSourceNames(String object, String program) {
        ProgramSpec spec = Objects.program(Objects.read(object), program);
        var slots = SlotMap.of(spec.code());
        List<Integer> starts =
                spec.functions().stream().map(FunctionInfo::instruction).toList();
        int found = 0;
        for (int index = 0; index < spec.code().size(); index++) {
            Integer offset = switch (spec.code().get(index)) {
                case Instruction.CallLocal call -> call.offset();
                case Instruction.LoadImmediate64 load
                when load.constant() instanceof Constant64.Function function -> function.offset();
                default -> null;
            };
            if (offset != null) {
                assertThat(slots.indexOf(slots.slotOf(index) + 1 + offset).orElseThrow())
                        .isIn(starts);
                found++;
            }
        }
        assertThat(found).isGreaterThanOrEqualTo(spec.functions().size() - 1);
    }

    @Test
    void staticFunctionInTheProgramsSectionIsCalledAndNoProgram() {
        ObjectSpec spec = Objects.read("static_in_section");
        assertThat(spec.programs().stream().map(ProgramSpec::name)).doesNotContain("beside");
        assertThat(spec.programs().getFirst().functions().stream().map(FunctionInfo::name))
                .contains("beside");
    }

    @Test
    void functionsHaveTheirBtfTypeAndInstructionsTheirSourceLine() {
        ObjectSpec spec = Objects.read("calls");
        ProgramSpec enter = Objects.program(spec, "on_enter");
        for (FunctionInfo function : enter.functions()) {
            assertThat(spec.btf().orElseThrow().nameOf(function.type())).isEqualTo(function.name());
            assertThat(enter.lines().stream().map(SourceLine::instruction)).contains(function.instruction());
        }
        assertThat(enter.lines()).anySatisfy(line -> {
            assertThat(line.text()).isEqualTo("return twice(x) * (twice(x + 1) | 1);");
            assertThat(line.file()).endsWith("calls.bpf.c");
        });
    }

    @Test
    void loadsOfMapsAndGlobalsAreReferences() {
        ProgramSpec program = Objects.program(Objects.read("maps"), "uses_two_maps");
        assertThat(program.references().stream().map(Reference::symbol))
                .contains(new Reference.Symbol.MapItself("percpu_array"));
        for (Reference reference : program.references()) {
            assertThat(program.code().get(reference.instruction())).isInstanceOf(Instruction.LoadImmediate64.class);
        }
        ProgramSpec sum = Objects.program(Objects.read("globals"), "sum");
        // Offsets: golden/globals.readelf.
        assertThat(sum.references().stream().map(Reference::symbol))
                .contains(
                        new Reference.Symbol.MapValue(".rodata", 8),
                        new Reference.Symbol.MapValue(".data", 0),
                        new Reference.Symbol.MapValue(".data.tuning", 4),
                        new Reference.Symbol.MapValue(".rodata.build", 0),
                        new Reference.Symbol.MapValue(".bss", 48));
        assertThat(sum.code().get(sum.references().getFirst().instruction()))
                .isEqualTo(new Instruction.LoadImmediate64(Register.R6, new Constant64.MapValue(0, 0)));
    }

    @Test
    void bothByteOrdersGiveTheSameProgram() {
        ObjectSpec little = Objects.read("globals");
        ObjectSpec big = Objects.read("globals.big_endian");
        assertThat(big.order()).isEqualTo(ByteOrder.BIG_ENDIAN);
        assertThat(little.order()).isEqualTo(ByteOrder.LITTLE_ENDIAN);
        assertThat(big.globals()).isEqualTo(little.globals());
        assertThat(big.programs().getFirst().references())
                .isEqualTo(little.programs().getFirst().references());
    }

    @Test
    void objectWithoutProgramsIsRead() {
        assertThat(Objects.read("empty").programs()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"externs", "externs.clang21"})
    void externalSymbolsAreThoseOfTheSource(String name) {
        ObjectSpec spec = Objects.read(name);
        assertThat(spec.externals())
                .extracting(ExternalSymbol::name, ExternalSymbol::kind, ExternalSymbol::weak)
                .containsExactlyInAnyOrder(
                        tuple("LINUX_KERNEL_VERSION", ExternalSymbol.Kind.OPTION, false),
                        tuple("CONFIG_BPF_SYSCALL", ExternalSymbol.Kind.OPTION, true),
                        tuple("CONFIG_NO_SUCH_OPTION", ExternalSymbol.Kind.OPTION, true),
                        tuple("schedule", ExternalSymbol.Kind.ADDRESS, false),
                        tuple("no_such_symbol", ExternalSymbol.Kind.ADDRESS, true));
        assertThat(Objects.map(spec, ".kconfig").valueSize()).isEqualTo(9);
        assertThat(spec.globals())
                .filteredOn(global -> global.map().equals(".kconfig"))
                .extracting(GlobalVariable::offset)
                .containsExactly(0, 4, 8);
        assertThat(spec.programs().getFirst().references())
                .extracting(Reference::symbol)
                .contains(new Symbol.External("schedule"), new Symbol.External("no_such_symbol"));
    }

    @Test
    void callsOfTheKernelsFunctionsReferToThem() {
        ObjectSpec spec = Objects.read("kernel_symbols");
        assertThat(spec.externals())
                .filteredOn(external -> external.name().equals("bpf_iter_num_new"))
                .singleElement()
                .satisfies(external -> assertThat(external.kind()).isEqualTo(ExternalSymbol.Kind.FUNCTION));
        ProgramSpec program = Objects.program(spec, "functions");
        assertThat(program.references())
                .filteredOn(reference -> reference.symbol() instanceof Symbol.External)
                .hasSize(4)
                .allSatisfy(reference -> assertThat(program.code().get(reference.instruction()))
                        .isInstanceOf(Instruction.CallKernelFunction.class));
    }

    @Test
    void otherFilesAreRefusedByWhatTheyAre(@TempDir Path folder) {
        assertThatThrownBy(() -> Objects.read("not_bpf"))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("ELF file for x86-64, not for BPF");
        assertThatThrownBy(() -> Objects.read("bitcode"))
                .isInstanceOf(MalformedException.class)
                .hasMessageContaining("LLVM bitcode, not an ELF file");
        assertThatThrownBy(() -> ElfObject.read("x", new byte[0])).hasMessageContaining("the file is empty");
        assertThatThrownBy(() -> ElfObject.read(folder)).hasMessageContaining("not a regular file");
        assertThatThrownBy(() -> ElfObject.read(folder.resolve("none"))).hasMessageContaining("no such file");
    }
}
