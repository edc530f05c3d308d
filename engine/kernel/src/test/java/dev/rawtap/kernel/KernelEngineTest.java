package dev.rawtap.kernel;

import static dev.rawtap.isa.Register.R0;
import static dev.rawtap.isa.Register.R1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rawtap.base.InvalidInputException;
import dev.rawtap.base.UnsupportedException;
import dev.rawtap.contract.LoadOptions;
import dev.rawtap.contract.ProgramRejectedException;
import dev.rawtap.contract.TestInput;
import dev.rawtap.isa.Size;
import dev.rawtap.kerneltest.KernelTest;
import dev.rawtap.object.AttachPoint;
import dev.rawtap.object.ObjectSpec;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@KernelTest
class KernelEngineTest {
    private final KernelEngine engine = KernelEngine.open();

    @AfterEach
    void close() {
        engine.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"unlinkat", "unlinkat_printk", "task_rename", "rename_btf", "rename_tracepoint"})
    void loadsAndAttachesEachExample(String name) {
        try (var loaded = engine.load(Samples.example(name), LoadOptions.DEFAULT);
                var links = loaded.attach()) {
            assertThat(links.links()).hasSize(1);
            var link = (KernelLink) links.links().getFirst();
            // A classic tracepoint has no link before 5.15.
            if (link.id() != 0) {
                assertThat(engine.objects().links()).anySatisfy(entry -> {
                    assertThat(entry.id()).isEqualTo(link.id());
                    assertThat(entry.program()).isEqualTo(link.program().id());
                });
            }
            assertThat(loaded.program(loaded.programs().getFirst().name())
                            .describe()
                            .btf())
                    .as("func_info and line_info were taken")
                    .isPositive();
        }
    }

    @Test
    void closingTheEngineClosesWhatItLoaded() {
        var loaded = engine.load(Samples.one(Samples.raw("task_rename"), Samples.RETURN_ZERO), LoadOptions.DEFAULT);
        int id = loaded.program("sample").id();
        loaded.attach();

        engine.close();

        assertThat(Samples.isGone(engine, id)).isTrue();
        loaded.close();
        engine.close();
    }

    @Test
    void refusalIsExplainedAndTheLogIsWhole() {
        assertThatThrownBy(() -> engine.load(Samples.example("bad_deref"), LoadOptions.DEFAULT))
                .isInstanceOfSatisfying(ProgramRejectedException.class, refused -> {
                    // 5.10 calls a scalar inv.
                    assertThat(refused).hasMessageMatching(".*R1 invalid mem access '(scalar|inv)'");
                    assertThat(refused.findings()).hasSize(1);
                    assertThat(refused.findings()
                                    .getFirst()
                                    .source()
                                    .orElseThrow()
                                    .text())
                            .isEqualToIgnoringWhitespace("return task->tgid;");
                    assertThat(refused.log()).contains("processed ");
                });
    }

    @Test
    void keepsTheLogOfAnAcceptedProgramWhenAsked() {
        var object = Samples.one(Samples.raw("task_rename"), Samples.RETURN_ZERO);
        try (var quiet = engine.load(object, LoadOptions.DEFAULT);
                var noted = engine.load(object, LoadOptions.DEFAULT.withVerifierLog(true))) {
            assertThat(quiet.program("sample").verifierLog()).isEmpty();
            assertThat(noted.program("sample").verifierLog()).contains("processed 2 insns");
        }
    }

    /** Each instruction is a line of the log: far more than the first buffer of 64 KiB. */
    @Test
    void logGrowsUntilItIsWhole() {
        var object = Samples.one(Samples.raw("task_rename"), a -> {
            a.mov(R0, 0);
            for (int i = 0; i < 20_000; i++) {
                a.alu(dev.rawtap.isa.AluOperation.ADD, R0, i);
            }
            a.load(Size.DOUBLE, R0, R0, 0).exit();
        });
        assertThatThrownBy(() -> engine.load(object, LoadOptions.DEFAULT))
                .isInstanceOfSatisfying(
                        ProgramRejectedException.class,
                        refused -> assertThat(refused.log())
                                .hasSizeGreaterThan(1 << 17)
                                .contains("0: (b7) r0 = 0")
                                .contains("processed 20002 insns"));
    }

    @Test
    void tooComplexIsARefusalWithItsReason() {
        var object = Samples.one(Samples.raw("task_rename"), a -> {
            for (int i = 0; i < 8200; i++) {
                var next = a.newLabel("next");
                a.load(Size.DOUBLE, R0, R1, 0)
                        .branch(dev.rawtap.isa.Condition.EQ, R0, i, next)
                        .bind(next);
            }
            a.mov(R0, 0).exit();
        });
        assertThatThrownBy(() -> engine.load(object, LoadOptions.DEFAULT))
                .isInstanceOf(ProgramRejectedException.class)
                .hasMessageContaining("too complex");
    }

    @Test
    void refusesTheOtherByteOrder() {
        var here = Samples.one(Samples.raw("task_rename"), Samples.RETURN_ZERO);
        var other = new ObjectSpec(
                "other.o",
                ByteOrder.BIG_ENDIAN,
                "GPL",
                here.programs(),
                List.of(),
                List.of(),
                Optional.empty(),
                List.of());
        assertThatThrownBy(() -> engine.load(other, LoadOptions.DEFAULT))
                .isInstanceOf(UnsupportedException.class)
                .hasMessageContaining("BIG_ENDIAN");
    }

    @Test
    void refusesASectionThatItDoesNotKnow() {
        var object = Samples.one(new AttachPoint.Unknown("kprobe/x"), Samples.RETURN_ZERO);
        assertThatThrownBy(() -> engine.load(object, LoadOptions.DEFAULT))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("kprobe/x");
    }

    @Test
    void typedTracepointThatDoesNotExistNamesTheNearest() {
        var object = Samples.one(Samples.typed("task_renam"), Samples.RETURN_ZERO);
        assertThatThrownBy(() -> engine.load(object, LoadOptions.DEFAULT))
                .isInstanceOfSatisfying(
                        InvalidInputException.class,
                        wrong -> assertThat(wrong.hint().orElseThrow()).contains("task_rename"));
    }

    @Test
    void unknownNamesGiveTheNearest() {
        try (var loaded = engine.load(Samples.example("unlinkat"), LoadOptions.DEFAULT)) {
            assertThatThrownBy(() -> loaded.map("event")).hasMessage("no map 'event'");
            assertThatThrownBy(() -> loaded.program("unlink"))
                    .isInstanceOfSatisfying(
                            InvalidInputException.class,
                            wrong -> assertThat(wrong.hint().orElseThrow()).contains("unlinkat"));
            assertThatThrownBy(() -> loaded.variable("nothing")).isInstanceOf(InvalidInputException.class);
        }
    }

    /** raw_tp.w/bpf_test_finish changes what a socket filter's test run returns: only this process is meant. */
    @Test
    void writableProgramChangesTheResultOfATestRun() {
        ObjectSpec writable = dev.rawtap.object.Globals.set(
                Samples.example("writable"), "only_pid", ProcessHandle.current().pid());
        var changed = dev.rawtap.object.Globals.set(writable, "old_result", 0L);
        var filter = Samples.one(new AttachPoint.SocketFilter(), Samples.RETURN_ZERO);
        try (var loaded = engine.load(changed, LoadOptions.DEFAULT);
                var socket = engine.load(filter, LoadOptions.DEFAULT)) {
            var program = socket.program("sample");
            assertThat(program.testRun(TestInput.ofPacket(new byte[64])).value())
                    .isZero();
            try (var links = loaded.attach()) {
                assertThat(links.links()).hasSize(1);
                assertThatThrownBy(() -> program.testRun(TestInput.ofPacket(new byte[64])))
                        .hasMessageContaining("ECANCELED");
            }
            assertThat(program.testRun(TestInput.ofPacket(new byte[64])).value())
                    .isZero();
        }
    }
}
