package dev.rawtap.codegen;

import dev.rawtap.codegen.Code.Destination;
import dev.rawtap.codegen.ProgramAssembly.Written;
import dev.rawtap.ir.Function;
import dev.rawtap.ir.Module;
import dev.rawtap.object.AttachPoint;
import dev.rawtap.object.MapSpec;
import dev.rawtap.object.ObjectSpec;
import dev.rawtap.object.ProgramSpec;
import dev.rawtap.object.Target;
import java.nio.ByteOrder;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Makes an object that can be loaded of functions in static single assignment form. */
public final class CodeGenerator {
    private final Module module;
    private final Map<String, AttachPoint> attach;
    private final Target target;
    private final Map<String, Written> written = new HashMap<>();
    private final FunctionTypes types = new FunctionTypes();

    private CodeGenerator(Module module, Map<String, AttachPoint> attach, Target target) {
        this.module = module;
        this.attach = attach;
        this.target = target;
    }

    /**
     * Generates code.
     *
     * @param name name of the object
     * @param license {@code GPL} for most helpers
     * @param module the functions, after the passes
     * @param attach where each function of kind PROGRAM attaches, by its name
     * @param maps the maps that operations name
     * @param target what the kernel has
     * @return the object, with a scratch map added where a program needs more than the stack
     * @throws dev.rawtap.base.RawtapException if a program needs what the target does not have
     */
    public static ObjectSpec generate(
            String name,
            String license,
            Module module,
            Map<String, AttachPoint> attach,
            List<MapSpec> maps,
            Target target) {
        var generator = new CodeGenerator(module, attach, target);
        List<ProgramSpec> programs = new ArrayList<>();
        for (Function function : module.functions()) {
            AttachPoint point = attach.get(function.name());
            if (function.kind() == Function.Kind.PROGRAM) {
                if (point == null) {
                    throw new IllegalArgumentException("no attach point for program '%s'".formatted(function.name()));
                }
                programs.add(ProgramAssembly.assemble(generator.reached(function), generator.types, point, target));
            }
        }
        return new ObjectSpec(
                name,
                ByteOrder.LITTLE_ENDIAN,
                license,
                programs,
                maps,
                List.of(),
                Optional.of(generator.types.build(name)),
                List.of());
    }

    /** A program and what it calls, in the order in which they are met. */
    private List<Written> reached(Function program) {
        Map<String, Written> reached = new LinkedHashMap<>();
        Deque<String> open = new ArrayDeque<>();
        open.add(program.name());
        while (!open.isEmpty()) {
            String name = open.remove();
            if (reached.containsKey(name)) {
                continue;
            }
            Written function = written.computeIfAbsent(name, _ -> write(module.function(name)));
            reached.put(name, function);
            for (Code.Item item : function.code().items) {
                if (item.destination() instanceof Destination.OfFunction(var callee)) {
                    open.add(callee);
                }
            }
        }
        return List.copyOf(reached.values());
    }

    private Written write(Function function) {
        MachineFunction machine = Selection.select(function, target, resultMatters(function));
        BlockOrder.Ordered order = BlockOrder.of(machine);
        LateCopies.run(machine, order);
        Allocated allocated = Allocation.allocate(machine, order);
        FrameLayout frame = FrameLayout.of(machine, allocated);
        return new Written(function, Emission.write(machine, order.blocks(), allocated, frame));
    }

    /** The kernel ignores what a program on a raw tracepoint returns (bpf_trace_run, __bpf_prog_enter; 5.8 to 6.18), but not a test run. */
    private boolean resultMatters(Function function) {
        return switch (attach.get(function.name())) {
            case null -> true;
            case AttachPoint.BtfTracepoint _, AttachPoint.RawTracepoint _ -> false;
            case AttachPoint.Tracepoint _,
                    AttachPoint.SocketFilter _,
                    AttachPoint.TestRun _,
                    AttachPoint.PerfEvent _,
                    AttachPoint.Iterator _,
                    AttachPoint.Unknown _ -> true;
        };
    }
}
