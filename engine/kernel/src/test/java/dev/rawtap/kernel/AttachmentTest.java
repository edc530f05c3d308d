package dev.rawtap.kernel;

import static dev.rawtap.isa.Register.R0;
import static dev.rawtap.isa.Register.R1;
import static dev.rawtap.isa.Register.R2;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rawtap.base.Errno;
import dev.rawtap.base.InvalidInputException;
import dev.rawtap.base.KernelException;
import dev.rawtap.base.RawtapException;
import dev.rawtap.base.UnsupportedException;
import dev.rawtap.contract.LoadOptions;
import dev.rawtap.contract.ProcessFilter;
import dev.rawtap.contract.TestInput;
import dev.rawtap.isa.AluOperation;
import dev.rawtap.isa.Assembler;
import dev.rawtap.isa.Condition;
import dev.rawtap.isa.Size;
import dev.rawtap.kerneltest.KernelTest;
import dev.rawtap.linux.BpfCommand;
import dev.rawtap.linux.LinuxHost;
import dev.rawtap.linux.LinuxKernel;
import dev.rawtap.object.AttachPoint;
import dev.rawtap.object.Feature;
import dev.rawtap.object.KernelVersion;
import dev.rawtap.testkit.FaultyKernel;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@KernelTest
class AttachmentTest {
    private final KernelEngine engine = KernelEngine.open();

    @AfterEach
    void close() {
        engine.close();
    }

    private KernelProgram load(AttachPoint point, Consumer<Assembler> body) {
        return load(engine, point, body);
    }

    private static KernelProgram load(KernelEngine engine, AttachPoint point, Consumer<Assembler> body) {
        return engine.load(Samples.one(point, body), LoadOptions.DEFAULT).program("sample");
    }

    private static Consumer<Assembler> reading(int argument) {
        return a -> a.load(Size.DOUBLE, R0, R1, argument * 8).exit();
    }

    private static void assertRefused(Runnable attach, String message, String hint) {
        assertThatThrownBy(attach::run)
                .hasMessage(message)
                .isInstanceOfSatisfying(
                        RawtapException.class,
                        refused -> assertThat(refused.hint().orElse("")).contains(hint));
    }

    @Test
    void unknownTracepointGivesTheNearest() {
        var program = load(Samples.raw("sys_entr"), Samples.RETURN_ZERO);
        assertRefused(program::attach, "no raw tracepoint 'sys_entr'", "sys_enter");
    }

    @Test
    void nameWithCategoryIsSaidToHaveNone() {
        var program = load(Samples.raw("raw_syscalls:sys_enter"), Samples.RETURN_ZERO);
        assertRefused(program::attach, "no raw tracepoint 'raw_syscalls:sys_enter'", "has no category");
    }

    @Test
    void argumentThatTheTracepointLacksIsNamed() {
        var program = load(Samples.raw("sys_enter"), reading(4));
        assertRefused(
                program::attach, "program 'sample' reads argument 4; 'sys_enter' has 2", "sys_enter(struct pt_regs *");
    }

    /** bpf_test_finish has a writable int; where a pointer that was moved leads counts too. */
    @ParameterizedTest
    @ValueSource(ints = {0, 4, 100})
    void bytesThatTheWritableBufferLacksAreCounted(int moved) {
        var program = load(
                Samples.writable("bpf_test_finish"),
                a -> a.load(Size.DOUBLE, R2, R1, 0)
                        .alu(AluOperation.ADD, R2, moved)
                        .store(Size.DOUBLE, R2, 0, 0)
                        .mov(R0, 0)
                        .exit());
        assertRefused(
                program::attach,
                "program 'sample' accesses %d bytes of the writable buffer of 'bpf_test_finish', which has 4"
                        .formatted(moved + 8),
                "end reads and writes through that before byte 4");
    }

    /** The verifier walks the loop and knows its last offset, which nothing else tells. */
    @Test
    void bufferThatALoopLeavesIsNamedWithItsBytes() {
        var program = load(Samples.writable("bpf_test_finish"), a -> {
            var loop = a.newLabel("loop");
            a.load(Size.DOUBLE, R2, R1, 0)
                    .mov(R0, 5)
                    .bind(loop)
                    .store(Size.BYTE, R2, 0, 0)
                    .alu(AluOperation.ADD, R2, 1)
                    .alu(AluOperation.SUB, R0, 1)
                    .branch(Condition.NE, R0, 0, loop)
                    .exit();
        });
        assertRefused(
                program::attach,
                "program 'sample' accesses more of the writable buffer of 'bpf_test_finish' than its 4 bytes",
                "before byte 4");
    }

    @Test
    void tracepointThatIsNotWritableIsSaidSo() {
        var program = load(
                Samples.writable("sys_enter"),
                a -> a.load(Size.DOUBLE, R2, R1, 0).load(Size.WORD, R0, R2, 0).exit());
        assertRefused(
                program::attach,
                "program 'sample' accesses the buffer of 'sys_enter', which is not writable",
                "bpf_test_finish");
    }

    @Test
    void writableProgramsAreNamedAsSuch() {
        try (KernelLink link =
                load(Samples.writable("bpf_test_finish"), Samples.RETURN_ZERO).attach()) {
            assertThat(link.target()).isEqualTo("raw_tp.w bpf_test_finish");
        }
    }

    /** Kernels before 7 refuse it at the load, as 6.18 does, or when it is attached. */
    @Test
    void sleepableClassicTracepointIsExplained() {
        var point = new AttachPoint.Tracepoint(Optional.of("task"), Optional.of("task_rename"), true);
        assertThatThrownBy(() -> load(point, Samples.RETURN_ZERO).attach())
                .isInstanceOfSatisfying(
                        RawtapException.class,
                        refused -> assertThat(refused.hint().orElse("")).contains("leave out the .s"));
    }

    @Test
    void unknownClassicTracepointGivesTheNearest() {
        var program = load(Samples.classic("task", "task_renam"), Samples.RETURN_ZERO);
        assertRefused(program::attach, "no tracepoint 'task:task_renam'", "task:task_rename");
    }

    @Test
    void kindMustBeTheOneOfTheLoad() {
        var program = load(Samples.raw("sys_enter"), Samples.RETURN_ZERO);
        assertThatThrownBy(() -> program.attach(Samples.typed("sys_enter"), 0))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage("program 'sample' was loaded as raw_tp, not as tp_btf");
    }

    @Test
    void typedProgramStaysWithItsTracepoint() {
        var program = load(Samples.typed("task_rename"), Samples.RETURN_ZERO);
        assertThatThrownBy(() -> program.attach(Samples.typed("sys_enter"), 0))
                .hasMessage("program 'sample' was loaded for 'task_rename' and cannot be attached to 'sys_enter'");
    }

    @Test
    void cookiesReachTheKernel() {
        for (AttachPoint point : List.of(
                Samples.raw("task_rename"), Samples.typed("task_rename"), Samples.classic("task", "task_rename"))) {
            KernelProgram program = load(point, Samples.RETURN_ZERO);
            if (!engine.target().has(Feature.RAW_TRACEPOINT_COOKIE)) {
                assertThatThrownBy(() -> program.attach(point, 4711)).isInstanceOf(UnsupportedException.class);
                return;
            }
            // The kernel tells it since 6.17.
            boolean told = engine.target().version().compareTo(new KernelVersion(6, 17)) >= 0;
            try (KernelLink link = program.attach(point, 4711)) {
                assertThat(engine.objects().links())
                        .filteredOn(entry -> entry.id() == link.id())
                        .singleElement()
                        .satisfies(entry -> {
                            assertThat(entry.cookie()).isIn(4711L, told ? 4711L : 0L);
                            assertThat(entry.target()).isEqualTo(Optional.of("task_rename"));
                        });
            }
        }
    }

    /** Before 5.19 and 5.15 the kernel answers EINVAL to links of these programs. */
    @Test
    void fallsBackToWhatOlderKernelsHave() {
        var faulty = new FaultyKernel(new LinuxKernel()).failing(BpfCommand.LINK_CREATE, Errno.EINVAL);
        try (var old = KernelEngine.open(faulty, new LinuxHost(faulty))) {
            for (AttachPoint point : List.of(Samples.typed("task_rename"), Samples.classic("task", "task_rename"))) {
                KernelProgram program = load(old, point, Samples.RETURN_ZERO);
                try (KernelLink link = program.attach()) {
                    assertThat(link.target()).contains("task_rename");
                }
            }
        }
        assertThat(faulty.open()).isEmpty();
    }

    @Test
    void attachesAllOrNone() {
        var object = Samples.object(List.of(
                Samples.program("first", Samples.raw("task_rename"), Samples.RETURN_ZERO),
                Samples.program("second", Samples.raw("no_such_tracepoint"), Samples.RETURN_ZERO)));
        try (var loaded = engine.load(object, LoadOptions.DEFAULT)) {
            int first = loaded.program("first").id();
            assertThatThrownBy(loaded::attach).hasMessage("no raw tracepoint 'no_such_tracepoint'");
            assertThat(engine.objects().links())
                    .extracting(KernelObjects.LinkEntry::program)
                    .doesNotContain(first);
        }
    }

    @Test
    void testRunPassesArgumentsAndCpu() {
        var program = load(Samples.raw("sys_enter"), reading(1));
        assertThat(program.testRun(TestInput.ofArguments(5, 263)).value()).isEqualTo(263);
        assertThat(program.testRun(TestInput.ofArguments(5)).value())
                .as("left out")
                .isZero();
        var onCpu = load(
                Samples.raw("sys_enter"),
                a -> a.call(dev.rawtap.isa.Helpers.named("get_smp_processor_id"))
                        .exit());
        int last = engine.host().possibleCpus() - 1;
        assertThat(onCpu.testRun(TestInput.ofArguments(0).onCpu(last)).value()).isEqualTo(last);
        assertThatThrownBy(() -> onCpu.testRun(TestInput.ofArguments(0).onCpu(1000)))
                .isInstanceOf(KernelException.class);
    }

    /** What a script does at its beginning and end: it hangs on nothing, no filter keeps it from running. */
    @Test
    void programsForTestRunsRunWhereTheyAreToldAndAreNotAttached() {
        int last = engine.host().onlineCpus().getLast();
        var object = Samples.one(
                new AttachPoint.TestRun(),
                a -> a.call(dev.rawtap.isa.Helpers.named("get_smp_processor_id"))
                        .exit());
        try (var loaded = engine.load(object, LoadOptions.DEFAULT.withProcesses(new ProcessFilter.Only(1)))) {
            KernelProgram program = loaded.program("sample");
            assertThat(program.testRun(TestInput.ofArguments().onCpu(last)).value())
                    .isEqualTo(last);
            assertThatThrownBy(program::attach)
                    .hasMessage("cannot attach program 'sample': it hangs on nothing and is only test-run");
            assertThatThrownBy(loaded::attach).hasMessage("sample has no program that says where it attaches");
        }
    }

    @Test
    void typedProgramsAreNotTestRun() {
        var program = load(Samples.typed("task_rename"), Samples.RETURN_ZERO);
        assertThatThrownBy(() -> program.testRun(TestInput.ofArguments(0))).isInstanceOf(InvalidInputException.class);
    }

    @Test
    void statisticsCountRunsWhileTheyAreKept() {
        var program = load(Samples.raw("sys_enter"), Samples.RETURN_ZERO);
        try (RunStatistics kept = engine.keepStatistics()) {
            assertThat(kept).isNotNull();
            program.testRun(TestInput.ofArguments(0));
        }
        assertThat(program.statistics().runs()).isEqualTo(1);
        assertThat(program.statistics().recursionMisses()).isZero();
    }
}
