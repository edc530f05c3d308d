package dev.rawtap.kernel.insertion;

import dev.rawtap.contract.Host.PidNamespace;
import dev.rawtap.contract.ProcessFilter;
import dev.rawtap.isa.Arrivals;
import dev.rawtap.isa.CodeEditor;
import dev.rawtap.isa.Instruction;
import dev.rawtap.isa.LongJumps;
import dev.rawtap.object.AttachPoint;
import dev.rawtap.object.MapSpec;
import dev.rawtap.object.ObjectSpec;
import dev.rawtap.object.ProgramSpec;
import dev.rawtap.object.Reference;
import dev.rawtap.object.Reference.Symbol;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** Lets programs see the events of some processes only: asks at each entry who runs, and ends if it is another. */
public final class ProcessRestriction {
    private final Prologue prologue;
    private final Optional<ProcessTree> tree;

    private ProcessRestriction(Prologue prologue, Optional<ProcessTree> tree) {
        this.prologue = prologue;
        this.tree = tree;
    }

    /** For the threads of one process. */
    public static ProcessRestriction to(ProcessFilter.Only filter, Optional<PidNamespace> namespace) {
        return new ProcessRestriction(new Prologue.Only(filter.pid(), namespace), Optional.empty());
    }

    /** For a process and its descendants, of which {@code tree} keeps account. */
    public static ProcessRestriction to(ProcessTree tree) {
        return new ProcessRestriction(tree.prologue(), Optional.of(tree));
    }

    /**
     * The object with its tracing programs restricted; programs that run for no task are left alone: test runs, packets,
     * iterators, intervals.
     *
     * @param longJumps for a program, whether jumps that get too long may be long ones
     */
    public ObjectSpec insert(ObjectSpec object, Function<ProgramSpec, LongJumps> longJumps) {
        var programs = new ArrayList<ProgramSpec>();
        var maps = new ArrayList<MapSpec>(object.maps());
        object.programs().forEach(program -> programs.add(insert(program, longJumps.apply(program))));
        tree.ifPresent(kept -> {
            maps.add(kept.map());
            programs.addAll(kept.programs());
        });
        return object.withPrograms(programs).withMaps(maps);
    }

    private ProgramSpec insert(ProgramSpec program, LongJumps longJumps) {
        if (!traces(program.attach())) {
            return program;
        }
        List<Instruction> inserted = prologue.code();
        var edited = CodeEditor.edit(
                program.code(), longJumps, editor -> editor.insertBefore(0, Arrivals.SKIP_INSERTED, inserted));
        return new ProgramEdit(program, edited).result(references(inserted));
    }

    private static boolean traces(AttachPoint point) {
        return switch (point) {
            case AttachPoint.RawTracepoint _, AttachPoint.BtfTracepoint _, AttachPoint.Tracepoint _ -> true;
            // What runs once on some CPU interrupts whom it may.
            case AttachPoint.PerfEvent(var sampling) ->
                sampling.isEmpty() || sampling.get().everyCpu();
            case AttachPoint.SocketFilter _, AttachPoint.TestRun _, AttachPoint.Iterator _, AttachPoint.Unknown _ ->
                false;
        };
    }

    /** Every load of a map in our own code is one of the map of processes. */
    static List<Reference> references(List<Instruction> code) {
        var references = new ArrayList<Reference>();
        for (int i = 0; i < code.size(); i++) {
            if (code.get(i) instanceof Instruction.LoadImmediate64(var _, var constant)
                    && constant.equals(Prologue.PROCESSES)) {
                references.add(new Reference(i, new Symbol.MapItself(ProcessTree.MAP)));
            }
        }
        return references;
    }
}
