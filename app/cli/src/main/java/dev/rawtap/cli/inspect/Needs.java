package dev.rawtap.cli.inspect;

import dev.rawtap.isa.Helper;
import dev.rawtap.isa.Helpers;
import dev.rawtap.isa.Instruction;
import dev.rawtap.object.AttachPoint;
import dev.rawtap.object.Feature;
import dev.rawtap.object.KernelVersion;
import dev.rawtap.object.MapSpec;
import dev.rawtap.object.ProgramSpec;
import dev.rawtap.object.Reference;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.TreeMap;

/**
 * The first Linux release that can load a program, as far as its type, helpers, maps and instructions tell.
 *
 * @param since that release
 * @param because what came with it
 */
record Needs(KernelVersion since, String because) {
    /** Of one program, with the maps of its object. */
    static Needs of(ProgramSpec program, List<MapSpec> maps) {
        List<Needs> all = new ArrayList<>();
        all.add(ofType(program.attach()));
        for (Helper helper : helpers(program)) {
            all.add(new Needs(KernelVersion.parse(helper.since()), helper.functionName()));
        }
        for (Instruction instruction : program.code()) {
            ofInstruction(instruction, all);
        }
        for (MapSpec map : maps) {
            if (refersTo(program, map)) {
                ofMap(map, all);
            }
        }
        Needs most = all.getFirst();
        for (Needs need : all) {
            most = need.since.compareTo(most.since) > 0 ? need : most;
        }
        return most;
    }

    /** The helpers that a program calls, by id. */
    static Collection<Helper> helpers(ProgramSpec program) {
        var called = new TreeMap<Integer, Helper>();
        for (Instruction instruction : program.code()) {
            if (instruction instanceof Instruction.Call(int id)) {
                Helpers.byId(id).ifPresent(helper -> called.put(id, helper));
            }
        }
        return called.values();
    }

    private static Needs ofType(AttachPoint attach) {
        return switch (attach) {
            case AttachPoint.RawTracepoint(var name, boolean writable, boolean sleepable) ->
                writable ? new Needs(new KernelVersion(5, 2), "writable raw tracepoints") : of(Feature.RAW_TRACEPOINT);
            case AttachPoint.BtfTracepoint ignored -> of(Feature.BTF_TRACEPOINT);
            case AttachPoint.Tracepoint ignored -> new Needs(new KernelVersion(4, 7), "classic tracepoint programs");
            case AttachPoint.TestRun ignored -> of(Feature.RAW_TRACEPOINT_TEST_RUN);
            case AttachPoint.PerfEvent ignored -> new Needs(new KernelVersion(4, 9), "perf event programs");
            case AttachPoint.Iterator ignored -> of(Feature.ITERATOR);
            case AttachPoint.SocketFilter ignored -> new Needs(new KernelVersion(3, 19), "socket filters");
            case AttachPoint.Unknown ignored -> new Needs(new KernelVersion(3, 19), "bpf(2)");
        };
    }

    private static Needs of(Feature feature) {
        return new Needs(feature.since(), feature.text());
    }

    private static void ofInstruction(Instruction instruction, List<Needs> all) {
        switch (instruction) {
            case Instruction.MoveSignExtend ignored -> all.add(of(Feature.INSTRUCTIONS_V4));
            case Instruction.LoadAcquire ignored -> all.add(of(Feature.LOAD_ACQUIRE));
            case Instruction.StoreRelease ignored -> all.add(of(Feature.LOAD_ACQUIRE));
            case Instruction.Load load when load.signExtend() -> all.add(of(Feature.INSTRUCTIONS_V4));
            case Instruction.Jump jump when jump.longForm() -> all.add(of(Feature.INSTRUCTIONS_V4));
            case Instruction.Atomic atomic when atomic.fetch() -> all.add(of(Feature.ATOMIC_FETCH));
            case Instruction.MayGoto ignored -> all.add(of(Feature.MAY_GOTO));
            case Instruction.CallKernelFunction ignored ->
                all.add(new Needs(new KernelVersion(5, 13), "calls of kernel functions"));
            default -> {}
        }
    }

    private static boolean refersTo(ProgramSpec program, MapSpec map) {
        for (Reference reference : program.references()) {
            String name = switch (reference.symbol()) {
                case Reference.Symbol.MapItself(String itself) -> itself;
                case Reference.Symbol.MapValue(String of, int offset) -> of;
                case Reference.Symbol.External ignored -> "";
            };
            if (name.equals(map.name())) {
                return true;
            }
        }
        return false;
    }

    private static void ofMap(MapSpec map, List<Needs> all) {
        if (map.contents().isPresent()) {
            all.add(of(Feature.GLOBAL_DATA));
        }
        switch (map.type()) {
            case RINGBUF -> all.add(of(Feature.RING_BUFFER));
            case USER_RINGBUF -> all.add(of(Feature.USER_RING_BUFFER));
            case TASK_STORAGE -> all.add(new Needs(new KernelVersion(5, 11), "task storage"));
            case BLOOM_FILTER -> all.add(new Needs(new KernelVersion(5, 16), "bloom filters"));
            case CGROUP_STORAGE -> all.add(new Needs(new KernelVersion(6, 2), "control group storage"));
            default -> {}
        }
    }
}
