package dev.rawtap.kernel.insertion;

import dev.rawtap.contract.LossLedger.Kind;
import dev.rawtap.contract.LossLedger.Loss;
import dev.rawtap.isa.CodeEditor;
import dev.rawtap.isa.Constant64;
import dev.rawtap.isa.Instruction;
import dev.rawtap.isa.LongJumps;
import dev.rawtap.object.MapSpec;
import dev.rawtap.object.MapType;
import dev.rawtap.object.ObjectSpec;
import dev.rawtap.object.ProgramSpec;
import dev.rawtap.object.Reference;
import dev.rawtap.object.Reference.Symbol;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * Counts what helpers could not take: after each call that can fail a branch, and behind it an atomic add. A place is the
 * map, or the program where the map is not to be seen in its code. One instance serves one object.
 */
public final class LossCounting {
    /** The map of counters: an array of one value, a u64 for each place. */
    public static final String MAP = "rawtap.losses";

    private record Place(Kind kind, String name) {}

    private final Map<Place, Integer> counters = new LinkedHashMap<>();

    /** Nothing counted yet. */
    public LossCounting() {
        // Places are found by insert.
    }

    /**
     * The object with its calls counted, and with {@link #MAP} if it has any.
     *
     * @param longJumps for a program, whether jumps that get too long may be long ones
     */
    public ObjectSpec insert(ObjectSpec object, Function<ProgramSpec, LongJumps> longJumps) {
        List<ProgramSpec> programs = object.programs().stream()
                .map(program -> insert(program, object, longJumps.apply(program)))
                .toList();
        if (counters.isEmpty()) {
            return object;
        }
        var maps = new ArrayList<>(object.maps());
        maps.add(MapSpec.of(MAP, MapType.ARRAY, Integer.BYTES, Long.BYTES * counters.size(), 1));
        return object.withPrograms(programs).withMaps(maps);
    }

    private ProgramSpec insert(ProgramSpec program, ObjectSpec object, LongJumps longJumps) {
        Map<Integer, List<Instruction>> insertions = new TreeMap<>();
        var argument = new MapArgument(program);
        List<Instruction> code = program.code();
        for (int i = 0; i < code.size(); i++) {
            int index = i;
            LosingCall.of(code.get(i)).ifPresent(call -> {
                String name = argument.of(index, call.map())
                        .orElseGet(() -> call.type()
                                .flatMap(type -> onlyMap(object, type))
                                .orElse(program.name()));
                insertions.put(index, call.count(counter(new Place(call.kind(), name))));
            });
        }
        if (insertions.isEmpty()) {
            return program;
        }
        var edited = CodeEditor.edit(code, longJumps, editor -> insertions.forEach(editor::insertAfter));
        var edit = new ProgramEdit(program, edited);
        var references = new ArrayList<Reference>();
        insertions.keySet().forEach(call -> references.add(reference(edited.code(), edit.index(call))));
        return edit.result(references);
    }

    /** The reference of the load that was inserted after the call that is now at {@code call}. */
    private static Reference reference(List<Instruction> code, int call) {
        int load = call + 1;
        while (!(code.get(load) instanceof Instruction.LoadImmediate64)) {
            load++;
        }
        var constant = (Constant64.MapValue) ((Instruction.LoadImmediate64) code.get(load)).constant();
        return new Reference(load, new Symbol.MapValue(MAP, constant.offset()));
    }

    private static Optional<String> onlyMap(ObjectSpec object, MapType type) {
        List<String> names = object.maps().stream()
                .filter(map -> map.type() == type)
                .map(MapSpec::name)
                .toList();
        return names.size() == 1 ? Optional.of(names.getFirst()) : Optional.empty();
    }

    private int counter(Place place) {
        return Long.BYTES * counters.computeIfAbsent(place, _ -> counters.size());
    }

    /**
     * What {@link #MAP} says.
     *
     * @param value its value
     */
    public List<Loss> losses(byte[] value) {
        ByteBuffer counts = ByteBuffer.wrap(value).order(ByteOrder.nativeOrder());
        var losses = new ArrayList<Loss>();
        for (Place place : counters.keySet()) {
            long count = counts.getLong();
            if (count != 0) {
                losses.add(new Loss(place.kind, place.name, count));
            }
        }
        return losses;
    }
}
