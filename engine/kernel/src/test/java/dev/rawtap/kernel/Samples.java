package dev.rawtap.kernel;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.rawtap.isa.AluOperation;
import dev.rawtap.isa.Assembler;
import dev.rawtap.isa.Condition;
import dev.rawtap.isa.Constant64;
import dev.rawtap.isa.Helpers;
import dev.rawtap.isa.Instruction;
import dev.rawtap.isa.Register;
import dev.rawtap.isa.Size;
import dev.rawtap.object.AttachPoint;
import dev.rawtap.object.Feature;
import dev.rawtap.object.GlobalVariable;
import dev.rawtap.object.KernelVersion;
import dev.rawtap.object.MapSpec;
import dev.rawtap.object.MapType;
import dev.rawtap.object.ObjectSpec;
import dev.rawtap.object.ProgramSpec;
import dev.rawtap.object.Reference;
import dev.rawtap.object.elf.ElfObject;
import dev.rawtap.syscall.Architecture;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/** Objects made in tests, and the clang objects of examples/c. */
public final class Samples {
    public static final Consumer<Assembler> RETURN_ZERO =
            a -> a.mov(Register.R0, 0).exit();

    private Samples() {}

    /** Leaves out a test that needs what this kernel does not have, and says since when kernels do. */
    public static void assumeFeature(KernelEngine engine, Feature feature) {
        assumeTrue(engine.target().has(feature), "%s came with Linux %s".formatted(feature.text(), feature.since()));
    }

    /** The same for what is told by the version alone. */
    public static void assumeSince(KernelEngine engine, int major, int minor, String what) {
        assumeTrue(
                engine.target().version().compareTo(new KernelVersion(major, minor)) >= 0,
                "%s came with Linux %d.%d".formatted(what, major, minor));
    }

    /** The object of an example for this machine. */
    public static ObjectSpec example(String name) {
        return file(exampleFile(name));
    }

    /** Its file's name, without {@code .bpf.o}: what reads registers has one for each machine. */
    public static String exampleFile(String name) {
        String own = name + "." + Architecture.host();
        return Files.exists(path(own)) ? own : name;
    }

    /** An object of examples/c by its file's name, without {@code .bpf.o}. */
    public static ObjectSpec file(String name) {
        return ElfObject.read(path(name)).spec();
    }

    private static Path path(String name) {
        return Path.of(System.getProperty("rawtap.root"), "examples/c", name + ".bpf.o");
    }

    /** An object of formats/object's corpus. */
    public static ObjectSpec corpus(String name) {
        return ElfObject.read(corpusFile(name)).spec();
    }

    /** One program of it, also if it is optional. */
    public static ObjectSpec corpus(String name, String program) {
        ObjectSpec object = corpus(name);
        return object.withPrograms(List.of(object.program(program).withAutoload(true)));
    }

    /** The file of an object of the corpus. */
    public static Path corpusFile(String name) {
        return Path.of(System.getProperty("rawtap.root"), "formats/object/src/test/resources/objects", name + ".o");
    }

    public static AttachPoint raw(String tracepoint) {
        return new AttachPoint.RawTracepoint(Optional.of(tracepoint), false, false);
    }

    public static AttachPoint writable(String tracepoint) {
        return new AttachPoint.RawTracepoint(Optional.of(tracepoint), true, false);
    }

    public static AttachPoint typed(String tracepoint) {
        return new AttachPoint.BtfTracepoint(Optional.empty(), Optional.of(tracepoint), false);
    }

    public static AttachPoint classic(String category, String name) {
        return new AttachPoint.Tracepoint(Optional.of(category), Optional.of(name), false);
    }

    public static ProgramSpec program(
            String name, AttachPoint point, Consumer<Assembler> body, Reference... references) {
        List<Instruction> code = Assembler.assemble(body);
        return new ProgramSpec(name, "", point, true, code, List.of(references), List.of(), List.of(), List.of());
    }

    public static ObjectSpec object(List<ProgramSpec> programs, MapSpec... maps) {
        return object(programs, List.of(), maps);
    }

    public static ObjectSpec object(List<ProgramSpec> programs, List<GlobalVariable> globals, MapSpec... maps) {
        return new ObjectSpec(
                "sample",
                ByteOrder.nativeOrder(),
                "GPL",
                programs,
                List.of(maps),
                globals,
                Optional.empty(),
                List.of());
    }

    public static ObjectSpec one(AttachPoint point, Consumer<Assembler> body) {
        return object(List.of(program("sample", point, body)));
    }

    public static MapSpec map(String name, MapType type, int keySize, int valueSize, int entries) {
        return MapSpec.of(name, type, keySize, valueSize, entries);
    }

    /** A program that counts its runs in the first entry of map {@code runs}, an array of either kind. */
    public static ObjectSpec counting(String name, AttachPoint point, MapType type) {
        Consumer<Assembler> body = a -> {
            var end = a.newLabel("end");
            a.store(Size.WORD, Register.R10, -4, 0)
                    .mov(Register.R2, Register.R10)
                    .alu(AluOperation.ADD, Register.R2, -4)
                    .load(Register.R1, new Constant64.MapFd(0))
                    .call(Helpers.named("map_lookup_elem"))
                    .branch(Condition.EQ, Register.R0, 0, end)
                    .mov(Register.R1, 1)
                    .atomicAdd(Size.DOUBLE, Register.R0, 0, Register.R1)
                    .bind(end)
                    .mov(Register.R0, 0)
                    .exit();
        };
        var runs = new Reference(3, new Reference.Symbol.MapItself("runs"));
        return object(List.of(program(name, point, body, runs)), map("runs", type, 4, 8, 1));
    }

    /** A program for test runs that answers the number of its kernel stack in map {@code stacks}. */
    public static ObjectSpec stacks() {
        Consumer<Assembler> body = a -> a.load(Register.R2, new Constant64.MapFd(0))
                .mov(Register.R3, 0)
                .call(Helpers.named("get_stackid"))
                .exit();
        var stacks = new Reference(0, new Reference.Symbol.MapItself("stacks"));
        return object(
                List.of(program("sample", new AttachPoint.TestRun(), body, stacks)),
                map("stacks", MapType.STACK_TRACE, 4, 8 * 20, 64));
    }

    public static byte[] u32(int value) {
        return java.nio.ByteBuffer.allocate(4)
                .order(ByteOrder.nativeOrder())
                .putInt(value)
                .array();
    }

    public static byte[] u64(long value) {
        return java.nio.ByteBuffer.allocate(8)
                .order(ByteOrder.nativeOrder())
                .putLong(value)
                .array();
    }

    public static int u32(byte[] bytes) {
        return java.nio.ByteBuffer.wrap(bytes).order(ByteOrder.nativeOrder()).getInt();
    }

    public static long u64(byte[] bytes, int offset) {
        return java.nio.ByteBuffer.wrap(bytes).order(ByteOrder.nativeOrder()).getLong(offset);
    }

    /** Waits until the kernel has freed a program, which it does a grace period after the last descriptor was closed. */
    public static boolean isGone(KernelEngine engine, int program) {
        for (int i = 0; i < 500; i++) {
            if (engine.objects().programs().stream().noneMatch(entry -> entry.id() == program)) {
                return true;
            }
            LockSupport.parkNanos(10_000_000);
        }
        return false;
    }
}
