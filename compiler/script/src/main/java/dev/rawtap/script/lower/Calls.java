package dev.rawtap.script.lower;

import dev.rawtap.btf.Btf;
import dev.rawtap.btf.BtfKind;
import dev.rawtap.ir.BinaryOperator;
import dev.rawtap.ir.Operation;
import dev.rawtap.ir.Type;
import dev.rawtap.ir.Value;
import dev.rawtap.isa.Condition;
import dev.rawtap.isa.Size;
import dev.rawtap.script.program.CompiledAction;
import dev.rawtap.script.program.ScriptAction;
import dev.rawtap.script.syntax.EscapedBytes;
import dev.rawtap.script.type.Layout;
import dev.rawtap.script.type.ScriptType;
import dev.rawtap.script.typed.Builtin;
import dev.rawtap.script.typed.TypedExpression;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** Writes what the kernel and the language provide: one case for each {@link Builtin}. */
final class Calls {
    /** Bytes of a task's name (TASK_COMM_LEN, include/linux/sched.h). */
    static final int COMM_BYTES = 16;

    private static final int USER_STACK = 1 << 8;
    private static final int AF_INET = 2;
    private static final int AF_INET6 = 10;

    /** {@code BPF_F_CURRENT_CPU} (include/uapi/linux/bpf.h, 6.18). */
    private static final long CURRENT_CPU = 0xffff_ffffL;

    private static final int BAD_ADDRESS = -14;

    private final FunctionWriter w;
    private final Bytes bytes;

    Calls(FunctionWriter writer) {
        w = writer;
        bytes = new Bytes(writer);
    }

    /** A call whose result is a number, or whose effect is all. */
    Value scalar(TypedExpression.Call call) {
        return switch (call.builtin()) {
            case PID -> w.b.binary(BinaryOperator.SHIFT_RIGHT, w.call("get_current_pid_tgid"), 32);
            case TID -> w.b.extend(32, false, w.call("get_current_pid_tgid"));
            case PID_IN_NAMESPACE ->
                inNamespace()
                        ? inNamespace(4)
                        : w.b.binary(BinaryOperator.SHIFT_RIGHT, w.call("get_current_pid_tgid"), 32);
            case TID_IN_NAMESPACE ->
                inNamespace() ? inNamespace(0) : w.b.extend(32, false, w.call("get_current_pid_tgid"));
            case UID -> w.b.extend(32, false, w.call("get_current_uid_gid"));
            case GID -> w.b.binary(BinaryOperator.SHIFT_RIGHT, w.call("get_current_uid_gid"), 32);
            case CURRENT_TASK -> task();
            case CGROUP -> w.call("get_current_cgroup_id");
            case NSECS_BOOT -> w.call("ktime_get_boot_ns");
            case NSECS_MONOTONIC -> w.call("ktime_get_ns");
            case NSECS_TAI -> w.call("ktime_get_tai_ns");
            case ELAPSED ->
                w.b.binary(
                        BinaryOperator.SUBTRACT,
                        w.call("ktime_get_boot_ns"),
                        w.module.options().startNanoseconds());
            case JIFFIES -> w.call("jiffies64");
            case CPU -> w.call("get_smp_processor_id");
            case NUMA_NODE -> w.call("get_numa_node_id");
            case RANDOM -> w.call("get_prandom_u32");
            case CHILD_PID -> w.b.constant(w.module.options().childPid());
            case STACK_LENGTH -> {
                Place.Known stack = w.values.placed(call.arguments().getFirst());
                yield w.b.load(Size.WORD, false, stack.pointer(), stack.offset() + 4);
            }
            case STRLEN -> bytes.length(call.arguments().getFirst());
            case STRSTR -> bytes.find(call.arguments().get(0), call.arguments().get(1));
            case STRCONTAINS ->
                w.b.compare(
                        Condition.SGE,
                        bytes.find(call.arguments().get(0), call.arguments().get(1)),
                        w.b.constant(0));
            case STRNCMP -> bytes.compare(call, true);
            case MEMCMP -> bytes.compare(call, false);
            case BSWAP -> {
                int bits = Layout.size(call.type()) * 8;
                Value value = w.values.of(call.arguments().getFirst());
                yield bits == 8
                        ? value
                        : w.values.fit(w.b.define(Type.SCALAR, new Operation.ByteSwap(bits, value)), call.type());
            }
            case PERCPU_ADDRESS -> perCpuAddress(call);
            case SIGNAL -> w.call("send_signal", w.values.of(call.arguments().getFirst()));
            case SIGNAL_THREAD ->
                w.call("send_signal_thread", w.values.of(call.arguments().getFirst()));
            case WRITE_USER -> bytes.writeUser(call);
            case SOCKET_COOKIE ->
                w.call("get_socket_cookie", w.values.of(call.arguments().getFirst()));
            case TRACE_PRINT -> tracePrint(call);
            case USER_MODE -> userMode();
            case IS_32_BIT_CALLER ->
                Compatibility.of(w.module.target())
                        .map(flag -> w.b.compare(Condition.NE, flag.mark(w), w.b.constant(0)))
                        .orElseGet(() -> w.b.constant(0));
            case SKB_OUTPUT -> packet(call);
            case COMM, KERNEL_STACK, USER_STACK, STR, BUF, STR_CONCAT, NTOP, MACADDR, USYM, JOIN, PATH -> {
                w.values.placed(call);
                yield w.b.constant(0);
            }
        };
    }

    /** A call whose result is bytes. */
    void into(TypedExpression.Call call, Place.Known target, boolean padded) {
        switch (call.builtin()) {
            case COMM -> comm(target);
            case KERNEL_STACK -> stack((ScriptType.Stack) call.type(), target, 0);
            case USER_STACK -> stack((ScriptType.Stack) call.type(), target, USER_STACK);
            case STR -> bytes.string(call, target, padded);
            case BUF -> bytes.buffer(call, target, padded);
            case STR_CONCAT -> bytes.concatenate(call, target);
            case NTOP -> inet(call, target);
            case MACADDR -> w.places.copy(target, memoryOf(call.arguments().getFirst()), call.type(), 6, false);
            case USYM -> {
                w.b.store(
                        Size.DOUBLE,
                        target.pointer(),
                        target.offset(),
                        w.values.of(call.arguments().getFirst()));
                Value process = w.b.binary(BinaryOperator.SHIFT_RIGHT, w.call("get_current_pid_tgid"), 32);
                w.b.store(Size.DOUBLE, target.pointer(), target.offset() + 8, process);
            }
            case JOIN -> bytes.join(call, target);
            case PATH -> path(call, target);
            default -> throw new IllegalStateException("%s gives no bytes".formatted(call.builtin()));
        }
    }

    /** Where the bytes behind a pointer, or of an array, are. */
    Place memoryOf(TypedExpression expression) {
        return expression.type() instanceof ScriptType.Pointer
                ? w.places.behind(w.values.of(expression), expression.type())
                : w.places.of(expression);
    }

    /** The current task: with its type where the kernel has the helper, so that its fields are direct loads. */
    Value task() {
        OptionalInt type = taskType();
        return type.isPresent()
                ? w.b.call(
                        new Type.Pointer(new Type.Region.KernelObject(type.getAsInt()), false),
                        FunctionWriter.helper("get_current_task_btf"))
                : w.call("get_current_task");
    }

    private OptionalInt taskType() {
        var helper = FunctionWriter.helper("get_current_task_btf");
        Optional<Btf> btf = w.module.target().btf();
        if (btf.isEmpty() || !w.module.target().has(helper)) {
            return OptionalInt.empty();
        }
        return btf.get().find(BtfKind.STRUCT, "task_struct");
    }

    /** The name of the current task. Two loads cost 40 ns less than the helper; the kernel keeps the name padded with 0. */
    private void comm(Place.Known target) {
        OptionalInt type = taskType();
        if (type.isPresent()) {
            var field = w.module.target().btf().orElseThrow().field(type.getAsInt(), "comm");
            if (field.isPresent() && target.offset() % 8 == 0) {
                int offset = Math.toIntExact(field.get().bitOffset() / 8);
                w.places.copy(
                        target, new Place.Kernel(task(), offset), new ScriptType.Text(COMM_BYTES), COMM_BYTES, false);
                return;
            }
        }
        w.call("get_current_comm", w.pointer(target), w.b.constant(COMM_BYTES));
    }

    /** The kernel takes a {@code struct path} only where it lies, and only one that is there. */
    private void path(TypedExpression.Call call, Place.Known target) {
        TypedExpression argument = call.arguments().getFirst();
        Value size = w.b.constant(Layout.size(call.type()));
        w.clear(target, Layout.size(call.type()));
        Place place = argument.type() instanceof ScriptType.Pointer
                ? w.places.behind(w.values.of(argument), argument.type())
                : w.places.of(argument);
        switch (place) {
            case Place.Kernel(var pointer, int offset) ->
                w.when(Condition.NE, pointer, w.b.constant(0), () -> {
                    Value path = offset == 0 ? pointer : w.b.binary(BinaryOperator.ADD, pointer, offset);
                    w.call("d_path", path, w.pointer(target), size);
                });
            case Place.Known known -> w.call("d_path", w.pointer(known), w.pointer(target), size);
            case Place.Remote(var space, var address, int offset) ->
                w.call("d_path", w.b.binary(BinaryOperator.ADD, address, offset), w.pointer(target), size);
        }
    }

    /** Process, number of frames, addresses. */
    private void stack(ScriptType.Stack type, Place.Known target, int flags) {
        w.clear(target, Layout.size(type));
        Value process = w.b.binary(BinaryOperator.SHIFT_RIGHT, w.call("get_current_pid_tgid"), 32);
        w.b.store(Size.WORD, target.pointer(), target.offset(), process);
        Value got = w.call(
                "get_stack",
                w.arguments().context(),
                w.pointer((Place.Known) target.plus(8)),
                w.b.constant(8L * type.limit()),
                w.b.constant(flags));
        w.when(Condition.SGT, got, w.b.constant(0), () -> {
            Value frames = w.b.binary(BinaryOperator.SHIFT_RIGHT, got, 3);
            w.b.store(Size.WORD, target.pointer(), target.offset() + 4, frames);
        });
    }

    /** Whether the tracer counts processes otherwise than the kernel. */
    private boolean inNamespace() {
        return w.module.options().namespaceInode() != 0;
    }

    private Value inNamespace(int offset) {
        if (w.module.options().namespaceInode() == 0) {
            // The initial namespace: numbers are those that the kernel has.
            Value both = w.call("get_current_pid_tgid");
            Value process = offset == 0 ? w.b.binary(BinaryOperator.SHIFT_LEFT, both, 32) : both;
            return w.b.binary(BinaryOperator.SHIFT_RIGHT, process, 32);
        }
        // struct bpf_pidns_info { u32 pid; u32 tgid; } (include/uapi/linux/bpf.h, 5.7)
        Place.Known info = w.slot("pidns_info", 8, 8);
        w.clear(info, 8);
        w.call(
                "get_ns_current_pid_tgid",
                w.b.constant(w.module.options().namespaceDevice()),
                w.b.constant(w.module.options().namespaceInode()),
                info.pointer(),
                w.b.constant(8));
        return w.b.load(Size.WORD, false, info.pointer(), offset);
    }

    private void inet(TypedExpression.Call call, Place.Known target) {
        TypedExpression address = call.arguments().getLast();
        w.clear(target, Layout.size(call.type()));
        Place.Known place = (Place.Known) target.plus(4);
        if (Values.scalar(address.type()) && !(address.type() instanceof ScriptType.Pointer)) {
            w.b.store(Size.WORD, place.pointer(), place.offset(), w.values.of(address));
        } else {
            int size = address.type() instanceof ScriptType.Pointer(var to, var space)
                    ? Layout.size(to)
                    : Layout.size(address.type());
            w.places.copy(place, memoryOf(address), ScriptType.NOTHING, size == 4 ? 4 : 16, false);
        }
        Value family = w.values.of(call.arguments().getFirst());
        Value length = w.choose(
                Condition.EQ,
                family,
                w.b.constant(AF_INET),
                () -> w.b.constant(4),
                () -> w.choose(
                        Condition.EQ, family, w.b.constant(AF_INET6), () -> w.b.constant(16), () -> w.b.constant(0)));
        w.b.store(Size.BYTE, target.pointer(), target.offset(), length);
    }

    /** Arguments: address of the variable, CPU, address of {@code __per_cpu_offset}. */
    private Value perCpuAddress(TypedExpression.Call call) {
        Value base = w.values.of(call.arguments().get(0));
        Value cpu = w.values.of(call.arguments().get(1));
        Value table = w.values.of(call.arguments().get(2));
        Value distance = w.b.binary(BinaryOperator.SHIFT_LEFT, cpu, 3);
        Value address = w.b.binary(BinaryOperator.ADD, table, distance);
        Value offset = w.b.define(
                Type.SCALAR, new Operation.Read(Operation.AddressSpace.KERNEL, Size.DOUBLE, false, address, 0));
        return w.b.binary(BinaryOperator.ADD, base, offset);
    }

    private Value tracePrint(TypedExpression.Call call) {
        byte[] format = ((TypedExpression.TextConstant) call.arguments().getFirst()).bytes();
        byte[] ended = Arrays.copyOf(format, format.length + 1);
        var arguments = new ArrayList<Value>();
        arguments.add(w.constantPointer(ended));
        arguments.add(w.b.constant(ended.length));
        call.arguments().stream().skip(1).map(w.values::of).forEach(arguments::add);
        return w.call("trace_printk", arguments.toArray(Value[]::new));
    }

    /** The kernel copies the packet behind what it is given; it takes no NULL, and no more than the packet has. */
    private Value packet(TypedExpression.Call call) {
        byte[] file = ((TypedExpression.TextConstant) call.arguments().getFirst()).bytes();
        Value packet = w.values.of(call.arguments().get(1));
        Value length = w.values.of(call.arguments().get(2));
        Value offset = w.values.of(call.arguments().get(3));
        CompiledAction action = w.module.action(
                new ScriptAction.WritePacket(EscapedBytes.decode(file)),
                List.of(ScriptType.UINT64, ScriptType.UINT64, ScriptType.UINT64),
                call.at());
        Value most = w.b.constant(ScriptAction.WritePacket.MOST_BYTES);
        Value copied = w.choose(Condition.LT, length, most, () -> length, () -> most);
        Value flags = w.b.binary(
                BinaryOperator.OR, w.b.binary(BinaryOperator.SHIFT_LEFT, copied, 32), w.b.constant(CURRENT_CPU));
        Place.Known head = w.slot("packet", action.bytes(), 8);
        w.b.store(Size.DOUBLE, head.pointer(), 0, w.b.constant(~action.number()));
        w.b.store(Size.DOUBLE, head.pointer(), action.offsets().get(0), w.call("ktime_get_boot_ns"));
        w.b.store(Size.DOUBLE, head.pointer(), action.offsets().get(1), length);
        w.b.store(Size.DOUBLE, head.pointer(), action.offsets().get(2), offset);
        return w.choose(
                Condition.NE,
                packet,
                w.b.constant(0),
                () -> w.call(
                        "skb_output",
                        packet,
                        w.b.map(w.module.packets()),
                        flags,
                        head.pointer(),
                        w.b.constant(action.bytes())),
                () -> w.b.constant(BAD_ADDRESS));
    }

    private Value userMode() {
        if (!(w.arguments() instanceof ProbeArguments.None(var context, boolean sampled)) || !sampled) {
            return w.b.constant(0);
        }
        return switch (w.module.target().architecture()) {
            // The low bits of cs are the privilege level; struct bpf_perf_event_data begins with the registers.
            case X86_64 -> w.b.compare(Condition.EQ, privilege(136, 3), w.b.constant(3));
            case ARM64 -> w.b.compare(Condition.EQ, privilege(264, 15), w.b.constant(0));
            default -> w.b.constant(0);
        };
    }

    private Value privilege(int offset, int mask) {
        Value register = w.b.load(Size.DOUBLE, false, w.arguments().context(), offset);
        return w.b.binary(BinaryOperator.AND, register, mask);
    }
}
