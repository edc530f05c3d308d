package dev.rawtap.codegen;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.rawtap.base.InvalidInputException;
import dev.rawtap.base.SourceText;
import dev.rawtap.base.Span;
import dev.rawtap.base.UnsupportedException;
import dev.rawtap.contract.LoadOptions;
import dev.rawtap.contract.ProgramRejectedException;
import dev.rawtap.contract.TestInput;
import dev.rawtap.ir.BinaryOperator;
import dev.rawtap.ir.Function;
import dev.rawtap.ir.FunctionBuilder;
import dev.rawtap.ir.Module;
import dev.rawtap.ir.Operation;
import dev.rawtap.ir.Slot;
import dev.rawtap.ir.Type;
import dev.rawtap.ir.Value;
import dev.rawtap.isa.AtomicOperation;
import dev.rawtap.isa.Condition;
import dev.rawtap.isa.Helpers;
import dev.rawtap.isa.Instruction;
import dev.rawtap.isa.InstructionText;
import dev.rawtap.isa.Size;
import dev.rawtap.kernel.KernelEngine;
import dev.rawtap.kerneltest.KernelTest;
import dev.rawtap.object.AttachPoint;
import dev.rawtap.object.Feature;
import dev.rawtap.object.KernelVersion;
import dev.rawtap.object.ObjectSpec;
import dev.rawtap.object.Target;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.Test;

class CodeGeneratorTest {
    private static final Type CONTEXT = new Type.Pointer(new Type.Region.Context(), false);
    private static final Type STACK = new Type.Pointer(new Type.Region.Stack(), false);
    private static final Target OLD = Programs.target(5, 8);

    private static Function program(BiConsumer<FunctionBuilder, Value> body) {
        var b = new FunctionBuilder("probe", Function.Kind.PROGRAM);
        body.accept(b, b.parameter(CONTEXT));
        return b.build();
    }

    private static ObjectSpec object(Target target, Function... functions) {
        return Programs.generate(new Module(List.of(functions)), target, Programs.STATE, Programs.TABLE);
    }

    private static String listing(ObjectSpec object) {
        return InstructionText.listing(object.programs().getFirst().code());
    }

    private static int run(ObjectSpec object, long... context) {
        try (var engine = KernelEngine.open();
                var loaded = engine.load(object, LoadOptions.DEFAULT.withLedger(false))) {
            return loaded.programs()
                    .getFirst()
                    .testRun(TestInput.ofArguments(context))
                    .value();
        }
    }

    private static void assumeFeature(Feature feature) {
        try (var engine = KernelEngine.open()) {
            assumeTrue(
                    engine.target().has(feature), "%s came with Linux %s".formatted(feature.text(), feature.since()));
        }
    }

    private static void assumeSince(KernelVersion since, String what) {
        try (var engine = KernelEngine.open()) {
            assumeTrue(engine.target().version().compareTo(since) >= 0, "%s came with Linux %s".formatted(what, since));
        }
    }

    @Test
    void foldsConstantsAndAddressesIntoInstructions() {
        ObjectSpec object = object(OLD, program((b, context) -> {
            Slot slot = b.slot("slot", 16, 8);
            Value place = b.binary(BinaryOperator.ADD, b.address(slot), 8);
            b.store(Size.DOUBLE, place, 0, b.constant(5));
            Value argument = b.load(Size.DOUBLE, false, b.binary(BinaryOperator.ADD, context, 8), 8);
            b.store(Size.DOUBLE, b.address(slot), 0, b.binary(BinaryOperator.ADD, b.constant(3), argument));
            b.returns(b.load(Size.DOUBLE, false, place, 0));
        }));

        assertThat(listing(object)).isEqualTo("""
                0: *(u64 *)(r10 - 8) = 5
                1: r0 = *(u64 *)(r1 + 16)
                2: r0 += 3
                3: *(u64 *)(r10 - 16) = r0
                4: r0 = *(u64 *)(r10 - 8)
                5: exit
                """);
    }

    @Test
    void comparesInTheBranch() {
        ObjectSpec object = object(OLD, program((b, context) -> {
            var yes = b.block("yes");
            var no = b.block("no");
            Value narrow = b.load(Size.WORD, false, context, 0);
            b.branch(b.compare(Condition.GT, b.constant(9), narrow), yes, no);
            b.enter(yes);
            b.returns(b.constant(1));
            b.enter(no);
            b.returns(b.constant(2));
        }));

        assertThat(listing(object)).isEqualTo("""
                0: r0 = *(u32 *)(r1 + 0)
                1: if w0 >= 9 goto +2
                2: r0 = 1
                3: exit
                4: r0 = 2
                5: exit
                """);
    }

    @Test
    void extensionsOfWhatIsExtendedCostNothing() {
        ObjectSpec object = object(OLD, program((b, context) -> {
            Value loaded = b.extend(32, false, b.load(Size.WORD, false, context, 0));
            Value sum = b.extend(32, false, b.binary(BinaryOperator.ADD, loaded, 7));
            b.returns(b.extend(16, true, b.binary(BinaryOperator.AND, sum, 0xff)));
        }));

        assertThat(listing(object)).isEqualTo("""
                0: r0 = *(u32 *)(r1 + 0)
                1: w0 += 7
                2: w0 &= 255
                3: exit
                """);
    }

    @Test
    void slotsThatAreNotUsedTogetherShareBytes() {
        ObjectSpec object = object(OLD, program((b, context) -> {
            Value sum = b.constant(0);
            for (int i = 0; i < 20; i++) {
                Slot slot = b.slot("text" + i, 100, 8);
                b.store(Size.DOUBLE, b.address(slot), 8, b.load(Size.DOUBLE, false, context, 8));
                sum = b.binary(BinaryOperator.ADD, sum, b.load(Size.DOUBLE, false, b.address(slot), 8));
            }
            b.returns(sum);
        }));

        assertThat(object.maps()).hasSize(2);
        assertThat(listing(object)).contains("(r10 - 96)").doesNotContain("(r10 - 200)");
    }

    @Test
    @KernelTest
    void slotsBeyondTheStackLieInScratchMemory() {
        ObjectSpec object = object(OLD, program((b, context) -> {
            List<Slot> slots = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                Slot slot = b.slot("text" + i, 200, 8);
                slots.add(slot);
                b.perform(new Operation.Fill(b.address(slot), 0, 200));
                b.store(Size.DOUBLE, b.address(slot), 192, b.load(Size.DOUBLE, false, context, 0));
            }
            Value sum = b.constant(0);
            for (Slot slot : slots) {
                sum = b.binary(BinaryOperator.ADD, sum, b.load(Size.DOUBLE, false, b.address(slot), 192));
            }
            b.returns(sum);
        }));

        assertThat(object.maps()).extracting(map -> map.name()).contains(ScratchMemory.MAP);
        assertThat(run(object, 5)).isEqualTo(40);
    }

    @Test
    @KernelTest
    void slotsInScratchMemoryThatAreUsedTogetherDoNotOverlap() {
        Function function = program((b, context) -> {
            List<Slot> slots = new ArrayList<>();
            for (int i = 0; i < 6; i++) {
                Slot slot = b.slot("text" + i, 700 + 100 * i, 8);
                slots.add(slot);
                b.perform(new Operation.Fill(b.address(slot), 0, 16));
                b.store(Size.DOUBLE, b.address(slot), 8, b.constant(1L << i));
            }
            Value sum = b.constant(0);
            for (Slot slot : slots) {
                sum = b.binary(BinaryOperator.ADD, sum, b.load(Size.DOUBLE, false, b.address(slot), 8));
            }
            b.returns(sum);
        });

        assertThat(run(object(OLD, function))).isEqualTo(63);
    }

    @Test
    void refusesWhatNoMemoryHolds() {
        Function function = program((b, context) -> {
            Slot slot = b.slot("text", 40_000, 8);
            b.store(Size.DOUBLE, b.address(slot), 0, context);
            b.returns(b.load(Size.DOUBLE, false, b.address(slot), 0));
        });

        assertThatThrownBy(() -> object(OLD, function))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage("function 'probe' needs 40000 bytes of memory for 'text'");
    }

    @Test
    @KernelTest
    void framesOfCallsFitTheStackTogether() {
        var b = new FunctionBuilder("inner", Function.Kind.SUBPROGRAM);
        Value parameter = b.parameter(Type.SCALAR);
        Slot slot = b.slot("text", 300, 8);
        b.perform(new Operation.Fill(b.address(slot), 0, 300));
        b.store(Size.DOUBLE, b.address(slot), 0, parameter);
        b.returns(b.load(Size.DOUBLE, false, b.address(slot), 0));
        Function outer = program((o, context) -> {
            Slot mine = o.slot("text", 300, 8);
            o.perform(new Operation.Fill(o.address(mine), 0, 300));
            o.store(Size.DOUBLE, o.address(mine), 8, o.load(Size.DOUBLE, false, context, 0));
            Value result = o.define(
                    Type.SCALAR,
                    new Operation.CallFunction("inner", List.of(o.load(Size.DOUBLE, false, o.address(mine), 8))));
            o.returns(o.binary(BinaryOperator.ADD, result, o.load(Size.DOUBLE, false, o.address(mine), 8)));
        });

        assertThat(run(object(OLD, outer, b.build()), 21)).isEqualTo(42);
    }

    @Test
    @KernelTest
    void callbacksAreCalledWithTheirContext() {
        assumeFeature(Feature.LOOP_HELPER);
        var b = new FunctionBuilder("step", Function.Kind.CALLBACK);
        Value index = b.parameter(Type.SCALAR);
        Value state = b.parameter(STACK);
        Value sum = b.binary(BinaryOperator.ADD, b.load(Size.DOUBLE, false, state, 0), index);
        b.store(Size.DOUBLE, state, 0, sum);
        b.returns(b.constant(0));
        Function outer = program((o, context) -> {
            Slot total = o.slot("total", 8, 8);
            o.store(Size.DOUBLE, o.address(total), 0, o.constant(100));
            Value function = o.define(new Type.FunctionHandle("step"), new Operation.FunctionAddress("step"));
            o.call(Helpers.named("loop"), o.constant(10), function, o.address(total), o.constant(0));
            o.returns(o.load(Size.DOUBLE, false, o.address(total), 0));
        });

        assertThat(run(object(OLD, outer, b.build()))).isEqualTo(145);
    }

    @Test
    @KernelTest
    void refusalsQuoteTheScriptLine() {
        var text = new SourceText("tool.bt", "// counts\n  @bad = *arg0;\n");
        Function function = program((b, context) -> {
            b.at(new Span(text, text.content().indexOf("*arg0"), text.content().indexOf(';')));
            Value pointer = b.loadPointer(new Type.Pointer(new Type.Region.Memory(8), false), context, 0);
            b.returns(b.load(Size.DOUBLE, false, pointer, 0));
        });

        assertThatThrownBy(() -> run(object(OLD, function), 0))
                .isInstanceOfSatisfying(ProgramRejectedException.class, refused -> {
                    assertThat(refused.log()).contains("@bad = *arg0;");
                    assertThat(refused.findings()
                                    .getFirst()
                                    .source()
                                    .orElseThrow()
                                    .line())
                            .isEqualTo(2);
                });
    }

    @Test
    @KernelTest
    void moreLiveValuesThanRegistersAreKeptOnTheStack() {
        Function function = program((b, context) -> {
            List<Value> values = new ArrayList<>();
            for (int i = 0; i < 30; i++) {
                values.add(b.binary(BinaryOperator.MULTIPLY, b.load(Size.DOUBLE, false, context, 8 * (i % 4)), i + 1));
            }
            b.call(Helpers.named("get_smp_processor_id"));
            Value sum = b.constant(0);
            for (Value value : values) {
                sum = b.binary(BinaryOperator.ADD, sum, value);
            }
            b.returns(sum);
        });
        int expected = 0;
        for (int i = 0; i < 30; i++) {
            expected += (i + 1) * (i % 4 + 1);
        }

        assertThat(run(object(OLD, function), 1, 2, 3, 4)).isEqualTo(expected);
    }

    @Test
    @KernelTest
    void loopsThatNobodyCanCountEndByTheKernelsBudget() {
        assumeFeature(Feature.MAY_GOTO);
        Function function = program((b, context) -> {
            var count = b.variable(Type.SCALAR);
            b.set(count, b.constant(0));
            var head = b.block("head");
            var check = b.block("check");
            var body = b.block("body");
            var end = b.block("end");
            Value limit = b.load(Size.DOUBLE, false, context, 0);
            b.jump(head);
            b.open(head);
            b.mayGoto(check, end);
            b.enter(check);
            b.branch(Condition.LT, b.get(count), limit, body, end);
            b.enter(body);
            b.set(count, b.binary(BinaryOperator.ADD, b.get(count), 3));
            b.jump(head);
            b.seal(head);
            b.enter(end);
            b.returns(b.get(count));
        });

        assertThat(run(object(Programs.target(6, 9), function), 1000)).isEqualTo(1002);
    }

    @Test
    @KernelTest
    void kernelFunctionsAreCalledByTheirTypes() {
        assumeSince(new KernelVersion(6, 2), "bpf_rcu_read_lock");
        Function function = program((b, context) -> {
            b.perform(new Operation.CallKernelFunction("bpf_rcu_read_lock", List.of()));
            Value argument = b.load(Size.DOUBLE, false, context, 0);
            b.perform(new Operation.CallKernelFunction("bpf_rcu_read_unlock", List.of()));
            b.returns(argument);
        });
        try (var engine = KernelEngine.open()) {
            assertThat(run(object(engine.target(), function), 33)).isEqualTo(33);
        }
        assertThatThrownBy(() -> object(OLD, function))
                .isInstanceOf(UnsupportedException.class)
                .hasMessageContaining("kernel function 'bpf_rcu_read_unlock' is not in the types of Linux 5.8");
    }

    @Test
    void resultsThatNobodyReadsAreLeftOutWhereR0IsReadable() {
        Function function = program((b, context) -> {
            var wanted = b.block("wanted");
            var end = b.block("end");
            b.branch(Condition.EQ, b.load(Size.DOUBLE, false, context, 8), b.constant(3), wanted, end);
            b.enter(wanted);
            b.call(Helpers.named("get_smp_processor_id"));
            b.jump(end);
            b.enter(end);
            b.returns(b.constant(0));
        });
        var point = new AttachPoint.RawTracepoint(Optional.of("sys_enter"), false, false);

        ObjectSpec object = CodeGenerator.generate(
                "test", "GPL", new Module(List.of(function)), Map.of("probe", point), List.of(), OLD);

        assertThat(listing(object)).isEqualTo("""
                0: r0 = *(u64 *)(r1 + 8)
                1: if r0 != 3 goto +1
                2: call bpf_get_smp_processor_id#8
                3: exit
                """);
    }

    @Test
    @KernelTest
    void farBranchesGoTheLongWay() {
        assumeFeature(Feature.INSTRUCTIONS_V4);
        Function function = program((b, context) -> {
            var absent = b.block("absent");
            var there = b.block("there");
            Slot key = b.slot("key", 4, 4);
            Value argument = b.load(Size.DOUBLE, false, context, 0);
            b.store(Size.WORD, b.address(key), 0, argument);
            Value found = b.call(
                    new Type.Pointer(new Type.Region.MapValue(RandomFunctions.TABLE), true),
                    Helpers.named("map_lookup_elem"),
                    b.map(RandomFunctions.TABLE),
                    b.address(key));
            b.branch(Condition.EQ, found, b.constant(0), absent, there);
            b.enter(there);
            Value hash = argument;
            for (int i = 0; i < 20_000; i++) {
                hash = b.binary(BinaryOperator.XOR, b.binary(BinaryOperator.ADD, hash, i), argument);
            }
            b.returns(hash);
            b.enter(absent);
            b.returns(b.constant(42));
        });

        assertThat(run(object(Programs.target(6, 6), function), 99)).isEqualTo(42);
        assertThatThrownBy(() -> object(OLD, function))
                .isInstanceOf(UnsupportedException.class)
                .hasMessageContaining("is too long for this kernel: jump from slot")
                .hasMessageContaining("past 16 bits");
    }

    @Test
    void oldKernelsGetNoNewInstructions() {
        Function function = program((b, context) -> {
            Value left = b.load(Size.DOUBLE, false, context, 0);
            Value right = b.load(Size.DOUBLE, false, context, 8);
            Value quotient = b.binary(BinaryOperator.SIGNED_DIVIDE, left, right);
            b.returns(b.extend(8, true, b.define(Type.SCALAR, new Operation.ByteSwap(32, quotient))));
        });

        assertThat(object(OLD, function).programs().getFirst().code())
                .noneMatch(Instruction.MoveSignExtend.class::isInstance)
                .noneMatch(instruction -> InstructionText.of(instruction).contains("s/="));
        assertThat(listing(object(Programs.target(6, 6), function)))
                .contains("s/=")
                .contains("(s8)");
    }

    @Test
    void atomicsThatFetchNeedKernel512() {
        Function function = program((b, context) -> {
            Slot slot = b.slot("slot", 8, 8);
            b.store(Size.DOUBLE, b.address(slot), 0, b.constant(0));
            b.returns(b.define(
                    Type.SCALAR,
                    new Operation.Atomic(AtomicOperation.ADD, true, Size.DOUBLE, b.address(slot), 0, b.constant(1))));
        });

        assertThatThrownBy(() -> object(OLD, function))
                .isInstanceOf(UnsupportedException.class)
                .hasMessageContaining("atomic ADD that gives the old value");
    }

    @Test
    void switchesOfManyCasesAreTrees() {
        Function function = program((b, context) -> {
            var cases = new java.util.TreeMap<Long, FunctionBuilder.Label>();
            for (long i = 0; i < 64; i++) {
                cases.put(i * 3, b.block("case"));
            }
            var otherwise = b.block("otherwise");
            b.switchTo(b.load(Size.WORD, false, context, 0), cases, otherwise);
            cases.forEach((number, label) -> {
                b.enter(label);
                b.returns(b.constant(number + 1000));
            });
            b.enter(otherwise);
            b.returns(b.constant(7));
        });
        Module module = new Module(List.of(function));
        ObjectSpec object = object(OLD, function);

        for (long argument : new long[] {0, 3, 96, 97, 189, 190}) {
            assertThat((int) new Evaluator(module, Map.of(), Map.of()).run("probe", argument))
                    .isEqualTo(interpret(object.programs().getFirst().code(), argument));
        }
    }

    /** As many comparisons as a walk from the root to a leaf takes, and the result. */
    private static int interpret(List<Instruction> code, long argument) {
        int at = 0;
        int steps = 0;
        long r0 = argument;
        while (!(code.get(at) instanceof Instruction.Exit)) {
            switch (code.get(at)) {
                case Instruction.Load _ -> r0 = argument;
                case Instruction.Branch(var condition, var wide, var left, var right, short offset) -> {
                    steps++;
                    long number = ((dev.rawtap.isa.Operand.Immediate) right).value();
                    boolean taken = switch (condition) {
                        case EQ -> r0 == number;
                        case NE -> r0 != number;
                        case GE -> r0 >= number;
                        default -> r0 < number;
                    };
                    at += taken ? offset : 0;
                }
                case Instruction.Jump(int offset, var longForm) -> at += offset;
                case Instruction.Alu alu -> r0 = ((dev.rawtap.isa.Operand.Immediate) alu.src()).value();
                default -> throw new AssertionError(code.get(at));
            }
            at++;
        }
        assertThat(steps).isLessThanOrEqualTo(9);
        return (int) r0;
    }

    @Test
    void longFunctionsTakeTimeInProportion() {
        Function function = program((b, context) -> {
            Value sum = b.load(Size.DOUBLE, false, context, 0);
            for (int i = 0; i < 6000; i++) {
                Slot key = b.slot("key", 8, 8);
                b.store(Size.DOUBLE, b.address(key), 0, sum);
                Value found = b.call(
                        new Type.Pointer(new Type.Region.MapValue("table"), true),
                        Helpers.named("map_lookup_elem"),
                        b.map("table"),
                        b.address(key));
                var hit = b.block("hit");
                var end = b.block("end");
                b.branch(Condition.NE, found, b.constant(0), hit, end);
                b.enter(hit);
                b.store(Size.DOUBLE, found, 0, b.binary(BinaryOperator.ADD, b.load(Size.DOUBLE, false, found, 0), sum));
                b.jump(end);
                b.enter(end);
                sum = b.binary(BinaryOperator.ADD, sum, b.load(Size.DOUBLE, false, context, 8));
            }
            b.returns(sum);
        });
        var threads = ManagementFactory.getThreadMXBean();
        long start = threads.getCurrentThreadCpuTime();

        ObjectSpec object = object(Programs.target(6, 6), function);

        assertThat(Duration.ofNanos(threads.getCurrentThreadCpuTime() - start)).isLessThan(Duration.ofSeconds(5));
        assertThat(object.programs().getFirst().code()).hasSizeGreaterThan(50_000);
    }
}
