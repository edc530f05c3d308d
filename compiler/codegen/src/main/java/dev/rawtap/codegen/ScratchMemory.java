package dev.rawtap.codegen;

import dev.rawtap.codegen.MachineBlock.Line;
import dev.rawtap.codegen.MachineInstruction.Callee;
import dev.rawtap.codegen.MachineInstruction.Test;
import dev.rawtap.ir.Slot;
import dev.rawtap.isa.AluOperation;
import dev.rawtap.isa.Condition;
import dev.rawtap.isa.Helpers;
import dev.rawtap.isa.Size;
import dev.rawtap.object.MapSpec;
import dev.rawtap.object.MapType;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Slots for which the stack is too small: they lie in a value of a per-CPU array, whose address the function gets when it begins.
 *
 * <p>Each program has an entry of its own, and each function of it a part of that. Nothing else writes there meanwhile: the kernel does
 * not enter a tracing program on a CPU on which it is running already ({@code prog->active} of raw tracepoints and trampolines,
 * {@code bpf_prog_active} of classic tracepoints and perf events, 5.8 to 6.18), and programs stay on their CPU. What interrupts it is
 * another program, with another entry.
 */
final class ScratchMemory {
    /** Name of the map. */
    static final String MAP = "scratch_memory";

    private final MachineFunction function;
    private final Map<Slot, Integer> offsets;
    private final int base;
    private List<Line> written = new ArrayList<>();

    private ScratchMemory(MachineFunction function, Map<Slot, Integer> offsets) {
        this.function = function;
        this.offsets = offsets;
        this.base = function.newRegister();
    }

    /** The map: an entry for each program. */
    static MapSpec map(int programs, int bytes) {
        return MapSpec.of(MAP, MapType.PERCPU_ARRAY, Integer.BYTES, bytes, programs);
    }

    /**
     * Moves slots there.
     *
     * @param offsets where in the value each of them lies
     * @param program the program's entry
     * @param end how to end where there is none, which never happens
     */
    static void use(MachineFunction function, Map<Slot, Integer> offsets, int program, MachineInstruction end) {
        var scratch = new ScratchMemory(function, offsets);
        function.blocks.forEach(scratch::rewrite);
        scratch.begin(program, end);
    }

    private void begin(int program, MachineInstruction end) {
        MachineBlock entry = function.blocks.getFirst();
        MachineBlock body = function.newBlock(entry.label + ".body");
        MachineBlock none = function.newBlock("scratch.none");
        body.lines = entry.lines;
        none.lines = new ArrayList<>(List.of(new Line(end, null)));
        Slot key = function.newSlot("scratch", Integer.BYTES);
        var found = new Test(Condition.NE, true, base, new Source.Constant(0));
        List<Source> arguments = List.of(new Source.MapItself(MAP), new Source.SlotPlace(key, 0));
        var lookup = new Callee.HelperNumber(Helpers.named("map_lookup_elem").id());
        entry.lines = new ArrayList<>(List.of(
                new Line(new MachineInstruction.Store(Size.WORD, Place.of(key, 0), new Source.Constant(program)), null),
                new Line(new MachineInstruction.Call(lookup, arguments, base), null),
                new Line(new MachineInstruction.Branch(found, true, body.number, none.number), null)));
    }

    private void rewrite(MachineBlock block) {
        written = new ArrayList<>(block.lines.size());
        for (Line line : block.lines) {
            written.add(new Line(rewritten(line), line.source()));
        }
        block.lines = written;
    }

    private MachineInstruction rewritten(Line line) {
        return switch (line.instruction()) {
            case MachineInstruction.Load(var size, boolean signed, int dst, var place) ->
                new MachineInstruction.Load(size, signed, dst, moved(place));
            case MachineInstruction.Store(var size, var place, var value) ->
                new MachineInstruction.Store(size, moved(place), value);
            case MachineInstruction.Atomic(var operation, var size, var place, int dst, int src) ->
                new MachineInstruction.Atomic(operation, size, moved(place), dst, src);
            case MachineInstruction.Move(int dst, Source.SlotPlace(var slot, int offset), boolean late)
            when offsets.containsKey(slot) -> address(dst, slot, offset);
            case MachineInstruction other -> other.substitute(source -> moved(source, line));
        };
    }

    private Place moved(Place place) {
        Integer offset = offsetOf(place.slot());
        return offset == null ? place : Place.of(base, offset + place.offset());
    }

    private Source moved(Source source, Line line) {
        if (source instanceof Source.SlotPlace(var slot, int offset) && offsets.containsKey(slot)) {
            Integer start = offsetOf(slot);
            if (start != null && start + offset == 0) {
                return new Source.Virtual(base);
            }
            int address = function.newRegister();
            written.add(new Line(address(address, slot, offset), line.source()));
            return new Source.Virtual(address);
        }
        return source;
    }

    private MachineInstruction address(int dst, Slot slot, int offset) {
        Integer start = offsetOf(slot);
        int sum = offset + (start == null ? 0 : start);
        return sum == 0
                ? new MachineInstruction.Move(dst, new Source.Virtual(base))
                : new MachineInstruction.Alu(AluOperation.ADD, true, dst, base, new Source.Constant(sum));
    }

    private @Nullable Integer offsetOf(@Nullable Slot slot) {
        return slot == null ? null : offsets.get(slot);
    }
}
