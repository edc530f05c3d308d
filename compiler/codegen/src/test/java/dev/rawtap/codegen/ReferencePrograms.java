package dev.rawtap.codegen;

import dev.rawtap.btf.Btf;
import dev.rawtap.btf.BtfKind;
import dev.rawtap.ir.BinaryOperator;
import dev.rawtap.ir.Function;
import dev.rawtap.ir.FunctionBuilder;
import dev.rawtap.ir.FunctionBuilder.Label;
import dev.rawtap.ir.FunctionBuilder.Variable;
import dev.rawtap.ir.Module;
import dev.rawtap.ir.Operation;
import dev.rawtap.ir.Slot;
import dev.rawtap.ir.Type;
import dev.rawtap.ir.Value;
import dev.rawtap.isa.Condition;
import dev.rawtap.isa.Helpers;
import dev.rawtap.isa.Size;
import dev.rawtap.object.AttachPoint;
import dev.rawtap.object.MapSpec;
import dev.rawtap.object.MapType;
import dev.rawtap.object.ObjectSpec;
import dev.rawtap.object.Target;
import dev.rawtap.syscall.Architecture;
import dev.rawtap.syscall.Argument;
import dev.rawtap.syscall.Syscall;
import dev.rawtap.syscall.SyscallTable;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The six programs of testing/bench/reference as a script's lowering would write them, losses not counted. */
final class ReferencePrograms {
    private static final Syscall UNLINKAT = SyscallTable.of(Architecture.host()).get("unlinkat");
    private static final Argument PATH = UNLINKAT.argument("pathname").orElseThrow();

    private static final MapSpec CONSTANTS = MapSpec.of(".rodata", MapType.ARRAY, 4, 16, 1)
            .withContents(new MapSpec.Contents(
                    ByteBuffer.allocate(16)
                            .order(ByteOrder.LITTLE_ENDIAN)
                            .putLong(1)
                            .array(),
                    true));

    private final Target target;
    private final Btf types;
    private final FunctionBuilder b;
    private final Value context;

    private ReferencePrograms(Target target, String name) {
        this.target = target;
        this.types = target.btf().orElseThrow();
        this.b = new FunctionBuilder(name, Function.Kind.PROGRAM);
        this.context = b.parameter(new Type.Pointer(new Type.Region.Context(), false));
    }

    static ObjectSpec commands(Target target) {
        var p = new ReferencePrograms(target, "count_comm");
        Slot key = p.b.slot("key", 16, 8);
        Value task = p.b.call(p.object("task_struct"), Helpers.named("get_current_task_btf"));
        int comm = p.offset("task_struct", "comm");
        p.b.perform(new Operation.Copy(p.b.address(key), 0, task, comm, 16));
        p.count("counts", p.b.address(key));
        return p.object("sys_enter", MapSpec.of("counts", MapType.PERCPU_HASH, 16, 8, 4096));
    }

    static ObjectSpec commandsByHelper(Target target) {
        var p = new ReferencePrograms(target, "count_comm");
        Slot key = p.b.slot("key", 16, 8);
        p.b.call(Helpers.named("get_current_comm"), p.b.address(key), p.b.constant(16));
        p.count("counts", p.b.address(key));
        return p.object("sys_enter", MapSpec.of("counts", MapType.PERCPU_HASH, 16, 8, 4096));
    }

    static ObjectSpec numbers(Target target) {
        var p = new ReferencePrograms(target, "count_id");
        Slot key = p.b.slot("key", 8, 8);
        p.b.store(Size.DOUBLE, p.b.address(key), 0, p.argument(1));
        p.count("counts", p.b.address(key));
        return p.object("sys_enter", MapSpec.of("counts", MapType.PERCPU_HASH, 8, 8, 4096));
    }

    static ObjectSpec filter(Target target) {
        var p = new ReferencePrograms(target, "count_one");
        Label found = p.b.block("found");
        Label end = p.b.block("end");
        p.b.branch(Condition.EQ, p.argument(1), p.b.constant(110), found, end);
        p.b.enter(found);
        Value cpu = p.b.call(Helpers.named("get_smp_processor_id"));
        Value piece = p.b.binary(BinaryOperator.SHIFT_LEFT, p.b.binary(BinaryOperator.AND, cpu, 1), 6);
        Value place = p.b.binary(
                BinaryOperator.ADD,
                p.b.define(
                        new Type.Pointer(new Type.Region.MapValue("counts"), false),
                        new Operation.MapValueAddress("counts", 0)),
                piece);
        p.increment(place);
        p.b.jump(end);
        p.end(end);
        return p.object("sys_enter", MapSpec.of("counts", MapType.ARRAY, 4, 128, 1));
    }

    static ObjectSpec parents(Target target) {
        var p = new ReferencePrograms(target, "count_parent");
        Value parent = p.b.loadPointer(
                p.object("task_struct"),
                p.b.loadPointer(p.object("task_struct"), p.context, 0),
                p.offset("task_struct", "real_parent"));
        Slot key = p.b.slot("key", 4, 4);
        p.b.store(Size.WORD, p.b.address(key), 0, p.b.load(Size.WORD, true, parent, p.offset("task_struct", "tgid")));
        p.count("counts", p.b.address(key));
        return p.object("task_rename", MapSpec.of("counts", MapType.PERCPU_HASH, 4, 8, 4096));
    }

    static ObjectSpec paths(Target target) {
        var p = new ReferencePrograms(target, "send_path");
        FunctionBuilder b = p.b;
        Label found = b.block("found");
        Label room = b.block("room");
        Label end = b.block("end");
        b.branch(Condition.EQ, p.argument(1), b.constant(UNLINKAT.number()), found, end);
        b.enter(found);
        Value registers = b.loadPointer(p.object("pt_regs"), p.context, 0);
        Value event = b.call(
                new Type.Pointer(new Type.Region.Memory(260), true),
                Helpers.named("ringbuf_reserve"),
                b.map("events"),
                b.constant(260),
                b.constant(0));
        b.branch(Condition.NE, event, b.constant(0), room, end);
        b.enter(room);
        b.store(Size.WORD, event, 0, b.constant(1));
        Value path =
                b.load(Size.DOUBLE, false, registers, UNLINKAT.register(PATH).offset());
        b.call(Helpers.named("probe_read_user_str"), b.binary(BinaryOperator.ADD, event, 4), b.constant(256), path);
        b.perform(new Operation.CallHelper(Helpers.named("ringbuf_submit"), List.of(event, b.constant(0))));
        b.jump(end);
        p.end(end);
        return p.object("sys_enter", MapSpec.of("events", MapType.RINGBUF, 0, 0, 1 << 20));
    }

    static ObjectSpec wakeups(Target target) {
        var p = new ReferencePrograms(target, "wakeup");
        Slot key = p.b.slot("key", 4, 4);
        p.b.store(Size.WORD, p.b.address(key), 0, p.pid(p.task(0)));
        p.queue(p.b.map("queued"), key);
        p.b.returns(p.b.constant(0));
        return p.object("sched_wakeup", MapSpec.of("queued", MapType.HASH, 4, 8, 4096));
    }

    static ObjectSpec switches(Target target) {
        var p = new ReferencePrograms(target, "switched");
        FunctionBuilder b = p.b;
        Value queue = b.map("queued");
        Value next = p.pid(p.task(2));
        Value previous = p.task(1);
        Value state = b.load(Size.WORD, false, previous, p.offset("task_struct", "__state"));
        Label runnable = b.block("runnable");
        Label on = b.block("on");
        Label end = b.block("end");
        b.branch(Condition.EQ, state, b.constant(0), runnable, on);
        b.enter(runnable);
        Slot first = b.slot("key", 4, 4);
        b.store(Size.WORD, b.address(first), 0, p.pid(previous));
        p.queue(queue, first);
        b.jump(on);
        b.enter(on);
        Slot key = b.slot("key", 4, 4);
        b.store(Size.WORD, b.address(key), 0, next);
        Value found = p.lookup(queue, "queued", b.address(key));
        Label queued = b.block("queued");
        b.branch(Condition.NE, found, b.constant(0), queued, end);
        b.enter(queued);
        Value since = b.load(Size.DOUBLE, false, found, 0);
        Value waited = b.binary(BinaryOperator.SUBTRACT, b.call(Helpers.named("ktime_get_ns")), since);
        Slot bucket = b.slot("bucket", 4, 4);
        b.store(Size.WORD, b.address(bucket), 0, p.bucket(b.binary(BinaryOperator.DIVIDE, waited, 1000)));
        Value counter = p.lookup(b.map("usecs"), "usecs", b.address(bucket));
        Label count = b.block("count");
        Label delete = b.block("delete");
        b.branch(Condition.NE, counter, b.constant(0), count, delete);
        b.enter(count);
        p.increment(counter);
        b.jump(delete);
        b.enter(delete);
        b.call(Helpers.named("map_delete_elem"), queue, b.address(key));
        b.jump(end);
        p.end(end);
        return p.object(
                "sched_switch",
                MapSpec.of("queued", MapType.HASH, 4, 8, 4096),
                MapSpec.of("usecs", MapType.PERCPU_ARRAY, 4, 8, 66));
    }

    /** The power of two below a number, by halving. */
    private Value bucket(Value value) {
        Variable number = b.variable(Type.SCALAR);
        Variable log = b.variable(Type.SCALAR);
        b.set(number, value);
        b.set(log, b.constant(0));
        for (int step = 32; step >= 2; step /= 2) {
            Label large = b.block("large");
            Label small = b.block("small");
            if (step == 32) {
                Value high = b.binary(BinaryOperator.SHIFT_RIGHT, b.get(number), step);
                b.branch(Condition.NE, high, b.constant(0), large, small);
            } else {
                b.set(number, b.extend(32, false, b.get(number)));
                b.branch(Condition.GE, b.get(number), b.constant(1L << step), large, small);
            }
            b.enter(large);
            b.set(number, b.binary(BinaryOperator.SHIFT_RIGHT, b.get(number), step));
            b.set(log, b.binary(BinaryOperator.ADD, b.get(log), step));
            b.jump(small);
            b.enter(small);
        }
        return b.binary(
                BinaryOperator.ADD,
                b.get(log),
                b.binary(BinaryOperator.SHIFT_RIGHT, b.extend(32, false, b.get(number)), 1));
    }

    private Type object(String struct) {
        int id = types.find(BtfKind.STRUCT, struct).orElseThrow();
        return new Type.Pointer(new Type.Region.KernelObject(id), false);
    }

    private int offset(String struct, String field) {
        int id = types.find(BtfKind.STRUCT, struct).orElseThrow();
        return (int) types.field(id, field).orElseThrow().offset();
    }

    private Value argument(int index) {
        return b.load(Size.DOUBLE, false, context, 8 * index);
    }

    private Value task(int index) {
        return b.loadPointer(object("task_struct"), context, 8 * index);
    }

    private Value pid(Value task) {
        return b.load(Size.WORD, true, task, offset("task_struct", "pid"));
    }

    private void queue(Value handle, Slot key) {
        Slot now = b.slot("now", 8, 8);
        b.store(Size.DOUBLE, b.address(now), 0, b.call(Helpers.named("ktime_get_ns")));
        b.call(Helpers.named("map_update_elem"), handle, b.address(key), b.address(now), b.constant(0));
    }

    private Value lookup(Value handle, String map, Value key) {
        return b.call(
                new Type.Pointer(new Type.Region.MapValue(map), true), Helpers.named("map_lookup_elem"), handle, key);
    }

    private void increment(Value place) {
        b.store(Size.DOUBLE, place, 0, b.binary(BinaryOperator.ADD, b.load(Size.DOUBLE, false, place, 0), 1));
    }

    private void count(String map, Value key) {
        Value handle = b.map(map);
        Value found = lookup(handle, map, key);
        Label there = b.block("there");
        Label absent = b.block("absent");
        Label end = b.block("end");
        b.branch(Condition.EQ, found, b.constant(0), absent, there);
        b.enter(there);
        increment(found);
        b.jump(end);
        b.enter(absent);
        Value one = b.define(
                new Type.Pointer(new Type.Region.MapValue(".rodata"), false),
                new Operation.MapValueAddress(".rodata", 0));
        b.call(Helpers.named("map_update_elem"), handle, key, one, b.constant(0));
        b.jump(end);
        end(end);
    }

    private void end(Label end) {
        b.enter(end);
        b.returns(b.constant(0));
    }

    private ObjectSpec object(String tracepoint, MapSpec map) {
        return object(tracepoint, map, CONSTANTS);
    }

    private ObjectSpec object(String tracepoint, MapSpec... maps) {
        Function function = b.build();
        AttachPoint point = new AttachPoint.BtfTracepoint(Optional.empty(), Optional.of(tracepoint), false);
        return CodeGenerator.generate(
                "reference",
                "GPL",
                new Module(List.of(function)),
                Map.of(function.name(), point),
                List.of(maps),
                target);
    }
}
