package dev.rawtap.kernel;

import static dev.rawtap.isa.Register.R0;
import static dev.rawtap.isa.Register.R1;
import static dev.rawtap.isa.Register.R10;
import static dev.rawtap.isa.Register.R2;
import static dev.rawtap.isa.Register.R3;
import static dev.rawtap.isa.Register.R6;
import static dev.rawtap.isa.Register.R7;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.rawtap.base.InvalidInputException;
import dev.rawtap.btf.Btf;
import dev.rawtap.btf.BtfKind;
import dev.rawtap.contract.LoadOptions;
import dev.rawtap.isa.AluOperation;
import dev.rawtap.isa.Assembler;
import dev.rawtap.isa.Condition;
import dev.rawtap.isa.Helpers;
import dev.rawtap.isa.Size;
import dev.rawtap.kerneltest.KernelTest;
import dev.rawtap.linux.FileDescriptor;
import dev.rawtap.linux.Kernel;
import dev.rawtap.linux.LinuxKernel;
import dev.rawtap.object.AttachPoint;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Iterators write pairs: a process's number, and a number of what they go through. */
@KernelTest
class IterationTest {
    private final KernelEngine engine = KernelEngine.open();
    private final Btf btf = engine.target().btf().orElseThrow();

    @AfterEach
    void close() {
        engine.close();
    }

    private int offset(String struct, String member) {
        int id = btf.find(BtfKind.STRUCT, struct).orElseThrow();
        return Math.toIntExact(btf.field(id, member).orElseThrow().offset());
    }

    /** Writes the tgid of the context's task, which is in R2, and what {@code second} puts into R7, for each object. */
    private Consumer<Assembler> writing(String target, Consumer<Assembler> second) {
        String context = "bpf_iter__" + target;
        return a -> {
            var end = a.newLabel("end");
            a.mov(R6, R1)
                    .load(Size.DOUBLE, R2, R6, offset(context, "task"))
                    .branch(Condition.EQ, R2, 0, end)
                    .load(Size.WORD, R3, R2, offset("task_struct", "tgid"))
                    .store(Size.DOUBLE, R10, -16, R3)
                    .mov(R7, 0);
            second.accept(a);
            a.store(Size.DOUBLE, R10, -8, R7)
                    .load(Size.DOUBLE, R1, R6, offset(context, "meta"))
                    .load(Size.DOUBLE, R1, R1, offset("bpf_iter_meta", "seq"))
                    .mov(R2, R10)
                    .alu(AluOperation.ADD, R2, -16)
                    .mov(R3, 16)
                    .call(Helpers.named("seq_write"))
                    .bind(end)
                    .mov(R0, 0)
                    .exit();
        };
    }

    private record Pair(long tgid, long number) {}

    private List<Pair> iterate(String target, Consumer<Assembler> second) {
        var object = Samples.one(new AttachPoint.Iterator(target, false), writing(target, second));
        try (var loaded = engine.load(object, LoadOptions.DEFAULT)) {
            byte[] bytes = loaded.program("sample").iterate();
            var pairs = new ArrayList<Pair>();
            for (int at = 0; at < bytes.length; at += 16) {
                pairs.add(new Pair(Samples.u64(bytes, at), Samples.u64(bytes, at + 8)));
            }
            return pairs;
        }
    }

    @Test
    void goesThroughEveryTask() throws Exception {
        long self = ProcessHandle.current().pid();
        long threads;
        try (var tasks = Files.list(Path.of("/proc/self/task"))) {
            threads = tasks.count();
        }
        List<Pair> pairs = iterate("task", a -> a.load(Size.WORD, R7, R2, offset("task_struct", "pid")));
        assertThat(pairs).contains(new Pair(self, self)).doesNotHaveDuplicates();
        assertThat(pairs.stream().filter(pair -> pair.tgid == self).count()).isBetween(threads - 8, threads + 8);
    }

    @Test
    void goesThroughEveryFile() {
        long self = ProcessHandle.current().pid();
        List<Pair> pairs = iterate("task_file", a -> a.load(Size.WORD, R7, R6, offset("bpf_iter__task_file", "fd")));
        assertThat(pairs).contains(new Pair(self, 0), new Pair(self, 1), new Pair(self, 2));
    }

    /** Since 5.12. */
    @Test
    void goesThroughEveryMapping() throws Exception {
        Samples.assumeSince(engine, 5, 12, "iterators of mappings");
        long self = ProcessHandle.current().pid();
        long first = Long.parseUnsignedLong(
                Files.readString(Path.of("/proc/self/maps")).split("-", 2)[0], 16);
        List<Pair> pairs = iterate("task_vma", a -> {
            var none = a.newLabel("none");
            a.load(Size.DOUBLE, R2, R6, offset("bpf_iter__task_vma", "vma"))
                    .branch(Condition.EQ, R2, 0, none)
                    .load(Size.DOUBLE, R7, R2, offset("vm_area_struct", "vm_start"))
                    .bind(none);
        });
        assertThat(pairs).contains(new Pair(self, first));
    }

    @Test
    void readingAPinRunsIt() throws Exception {
        var object = Samples.one(new AttachPoint.Iterator("task", false), writing("task", a -> {}));
        var kernel = new LinuxKernel();
        FileDescriptor mount;
        try (var context = FileDescriptor.of(kernel, kernel.fsopen("bpf"), "fsopen")) {
            Kernel.require(kernel.fsconfigCreate(context.number()), "fsconfig");
            mount = FileDescriptor.of(kernel, kernel.fsmount(context.number()), "fsmount");
        }
        try (mount;
                var loaded = engine.load(object, LoadOptions.DEFAULT);
                var link = loaded.program("sample").attach()) {
            Path pin = Path.of("/proc/self/fd/" + mount.number(), "tasks");
            link.pin(pin);
            try (var file = Files.newInputStream(pin)) {
                assertThat(file.read(new byte[16])).isEqualTo(16);
            }
        }
    }

    @Test
    void anUnknownTargetGivesTheNearest() {
        var object = Samples.one(new AttachPoint.Iterator("task_fil", false), Samples.RETURN_ZERO);
        assertThatExceptionOfType(InvalidInputException.class)
                .isThrownBy(() -> engine.load(object, LoadOptions.DEFAULT))
                .withMessageStartingWith("iterator 'sample' goes through 'task_fil', which Linux ")
                .satisfies(refused -> assertThat(refused.hint().orElseThrow()).contains("nearest: task_file"));
    }

    @Test
    void otherProgramsAreNotIterated() {
        var object = Samples.one(Samples.raw("sys_enter"), Samples.RETURN_ZERO);
        try (var loaded = engine.load(object, LoadOptions.DEFAULT)) {
            assertThatExceptionOfType(InvalidInputException.class)
                    .isThrownBy(() -> loaded.program("sample").iterate())
                    .withMessage("program 'sample' cannot be iterated: it is no iterator");
        }
    }

    @Test
    void whatWritesNothingGivesNothing() {
        var object = Samples.one(new AttachPoint.Iterator("task", false), Samples.RETURN_ZERO);
        try (var loaded = engine.load(object, LoadOptions.DEFAULT)) {
            assertThat(new String(loaded.program("sample").iterate(), StandardCharsets.UTF_8))
                    .isEmpty();
        }
    }
}
