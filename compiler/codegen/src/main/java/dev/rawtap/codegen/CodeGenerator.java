package dev.rawtap.codegen;

import dev.rawtap.codegen.ProgramAssembly.Written;
import dev.rawtap.ir.Function;
import dev.rawtap.ir.Module;
import dev.rawtap.object.AttachPoint;
import dev.rawtap.object.MapSpec;
import dev.rawtap.object.ObjectSpec;
import dev.rawtap.object.ProgramSpec;
import dev.rawtap.object.Target;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Makes an object that can be loaded of functions in static single assignment form. */
public final class CodeGenerator {
    /** The kernel counts frames in such steps. */
    private static final int SHARE_STEP = 32;

    private final Module module;
    private final Map<String, AttachPoint> attach;
    private final Target target;
    private final Map<String, Written> written = new HashMap<>();
    private final FunctionTypes types = new FunctionTypes();
    private int scratch;

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
            if (function.kind() == Function.Kind.PROGRAM) {
                programs.add(generator.program(function, programs.size()));
            }
        }
        List<MapSpec> all = new ArrayList<>(maps);
        if (generator.scratch > 0) {
            all.add(ScratchMemory.map(programs.size(), generator.scratch));
        }
        return new ObjectSpec(
                name,
                ByteOrder.LITTLE_ENDIAN,
                license,
                programs,
                all,
                List.of(),
                Optional.of(generator.types.build(name)),
                List.of());
    }

    private ProgramSpec program(Function function, int number) {
        AttachPoint point = attach.get(function.name());
        if (point == null) {
            throw new IllegalArgumentException("no attach point for program '%s'".formatted(function.name()));
        }
        var reached =
                new ReachedFunctions(function.name(), (name, start) -> write(name, FrameLayout.LIMIT, number, start));
        if (reached.stack() > FrameLayout.LIMIT) {
            int share = FrameLayout.LIMIT / reached.depth() / SHARE_STEP * SHARE_STEP;
            reached = new ReachedFunctions(function.name(), (name, start) -> write(name, share, number, start));
        }
        scratch = Math.max(scratch, reached.scratch());
        return ProgramAssembly.assemble(reached.functions(), types, point, target);
    }

    /** What needs no scratch memory is the same in every program. */
    private Written write(String name, int limit, int program, int start) {
        Written known = written.get(name);
        if (known != null && known.frame() <= limit) {
            return known;
        }
        Function function = module.function(name);
        Written made = new FunctionWriting(function, target, resultMatters(function), limit).write(program, start);
        if (made.scratch() == 0) {
            written.put(name, made);
        }
        return made;
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
