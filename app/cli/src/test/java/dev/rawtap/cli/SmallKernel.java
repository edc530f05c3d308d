package dev.rawtap.cli;

import dev.rawtap.btf.Btf;
import dev.rawtap.btf.BtfBuilder;
import dev.rawtap.btf.BtfKind;
import dev.rawtap.btf.BtfType;
import dev.rawtap.cli.catalog.ClassicTracepoints;
import dev.rawtap.cli.catalog.ProbeCatalog;
import dev.rawtap.object.KernelVersion;
import dev.rawtap.object.Target;
import dev.rawtap.syscall.Architecture;
import dev.rawtap.testkit.MemoryEngine;
import dev.rawtap.testkit.MemoryHost;
import dev.rawtap.testkit.Replay;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A kernel with the raw tracepoints {@code task_rename(struct task_struct *task, const char *comm)} and
 * {@code pelt_cfs_tp(int load)}, {@code heap_alloc(unsigned long call_site, unsigned long size)}, a stub {@code sched_set_state_tp} that nothing can attach to, and a module nbd with
 * {@code nbd_header_sent(int cookie)}.
 */
final class SmallKernel {
    static final String FORMAT = "format:\n\tfield:pid_t pid;\toffset:8;\tsize:4;\tsigned:1;\n";

    private SmallKernel() {}

    static MemoryEngine engine() {
        Btf kernel = kernel();
        var target = new Target(
                Architecture.X86_64, new KernelVersion(6, 1), Set.of(), Optional.of(kernel), List.of(module(kernel)));
        return new MemoryEngine(target, new MemoryHost(), Replay.NOTHING);
    }

    static ClassicTracepoints classic() {
        return ClassicTracepoints.of(
                List.of("syscalls:sys_enter_openat", "task:task_rename", "kprobes:mine"), (category, name) -> FORMAT);
    }

    static ProbeCatalog catalog(Target target) {
        return new ProbeCatalog(target, SmallKernel::classic);
    }

    private static Btf kernel() {
        var builder = new BtfBuilder(ByteOrder.LITTLE_ENDIAN);
        int number = builder.add(new BtfType.Int("int", 4, BtfType.IntEncoding.SIGNED));
        int character = builder.add(new BtfType.Int("char", 1, BtfType.IntEncoding.SIGNED));
        int task = builder.add(new BtfType.Struct(
                "task_struct",
                16,
                List.of(new BtfType.Member("flags", number, 0, 0), new BtfType.Member("pid", number, 32, 0))));
        int taskPointer = builder.add(new BtfType.Pointer(task));
        int text = builder.add(new BtfType.Pointer(builder.add(new BtfType.Const(character))));
        tracepoint(
                builder,
                "task_rename",
                List.of(new BtfType.Parameter("task", taskPointer), new BtfType.Parameter("comm", text)));
        tracepoint(builder, "pelt_cfs_tp", List.of(new BtfType.Parameter("load", number)));
        int wide = builder.add(new BtfType.Int("unsigned long", 8, BtfType.IntEncoding.UNSIGNED));
        tracepoint(
                builder,
                "heap_alloc",
                List.of(new BtfType.Parameter("call_site", wide), new BtfType.Parameter("size", wide)));
        stub(builder, "sched_set_state_tp", List.of());
        return builder.build("vmlinux");
    }

    private static Btf module(Btf kernel) {
        BtfBuilder builder = BtfBuilder.split(kernel);
        int number = kernel.find(BtfKind.INT, "int").orElseThrow();
        tracepoint(builder, "nbd_header_sent", List.of(new BtfType.Parameter("cookie", number)));
        return builder.build("nbd");
    }

    /** As the kernel's macros make them: a typedef of a pointer to the signature, and a stub that has the names. */
    private static void tracepoint(BtfBuilder builder, String name, List<BtfType.Parameter> arguments) {
        int prototype = stub(builder, name, arguments);
        builder.add(new BtfType.Typedef("btf_trace_" + name, builder.add(new BtfType.Pointer(prototype))));
    }

    private static int stub(BtfBuilder builder, String name, List<BtfType.Parameter> arguments) {
        int data = builder.add(new BtfType.Pointer(0));
        List<BtfType.Parameter> all = new ArrayList<>(List.of(new BtfType.Parameter("__data", data)));
        all.addAll(arguments);
        int prototype = builder.add(new BtfType.FunctionPrototype(0, all));
        builder.add(new BtfType.Function("__probestub_" + name, prototype, BtfType.Linkage.STATIC));
        return prototype;
    }
}
