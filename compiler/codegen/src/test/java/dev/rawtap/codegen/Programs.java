package dev.rawtap.codegen;

import dev.rawtap.contract.LoadOptions;
import dev.rawtap.contract.TestInput;
import dev.rawtap.ir.Module;
import dev.rawtap.kernel.KernelEngine;
import dev.rawtap.object.AttachPoint;
import dev.rawtap.object.Feature;
import dev.rawtap.object.KernelVersion;
import dev.rawtap.object.MapSpec;
import dev.rawtap.object.MapType;
import dev.rawtap.object.ObjectSpec;
import dev.rawtap.object.Target;
import dev.rawtap.syscall.Architecture;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Programs of tests: where they attach, what maps they have, for which kernels they are made. */
final class Programs {
    static final AttachPoint ANYWHERE = new AttachPoint.TestRun();

    static final MapSpec STATE = MapSpec.of(RandomFunctions.STATE, MapType.ARRAY, 4, RandomFunctions.STATE_BYTES, 1);
    static final MapSpec TABLE = MapSpec.of(RandomFunctions.TABLE, MapType.ARRAY, 4, 8, RandomFunctions.TABLE_ENTRIES);

    private Programs() {}

    /** A kernel of this version, without types. */
    static Target target(int major, int minor) {
        var version = new KernelVersion(major, minor);
        Set<Feature> features = EnumSet.noneOf(Feature.class);
        for (Feature feature : Feature.values()) {
            if (feature.since().compareTo(version) <= 0) {
                features.add(feature);
            }
        }
        return new Target(Architecture.X86_64, version, features, Optional.empty(), List.of());
    }

    static ObjectSpec generate(Module module, Target target, MapSpec... maps) {
        String program = module.functions().getFirst().name();
        return CodeGenerator.generate("test", "GPL", module, Map.of(program, ANYWHERE), List.of(maps), target);
    }

    /** What a run gave. */
    record Outcome(int result, List<Byte> state, List<Byte> table) {}

    static Outcome run(KernelEngine engine, ObjectSpec object, long... context) {
        try (var loaded = engine.load(object, LoadOptions.DEFAULT.withLedger(false))) {
            var state = loaded.map(RandomFunctions.STATE);
            var table = loaded.map(RandomFunctions.TABLE);
            int result = loaded.programs()
                    .getFirst()
                    .testRun(TestInput.ofArguments(context))
                    .value();
            var values = ByteBuffer.allocate(8 * RandomFunctions.TABLE_ENTRIES);
            for (int i = 0; i < RandomFunctions.TABLE_ENTRIES; i++) {
                values.put(table.lookup(u32(i)).orElseThrow());
            }
            return new Outcome(result, boxed(state.lookup(u32(0)).orElseThrow()), boxed(values.array()));
        }
    }

    static Outcome evaluate(Module module, long... context) {
        byte[] state = new byte[RandomFunctions.STATE_BYTES];
        byte[] table = new byte[8 * RandomFunctions.TABLE_ENTRIES];
        var evaluator = new Evaluator(
                module,
                Map.of(RandomFunctions.STATE, state, RandomFunctions.TABLE, table),
                Map.of(RandomFunctions.STATE, RandomFunctions.STATE_BYTES, RandomFunctions.TABLE, 8));
        int result = (int) evaluator.run(module.functions().getFirst().name(), context);
        return new Outcome(result, boxed(state), boxed(table));
    }

    static byte[] u32(int value) {
        return ByteBuffer.allocate(4)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(value)
                .array();
    }

    private static List<Byte> boxed(byte[] bytes) {
        var list = new java.util.ArrayList<Byte>(bytes.length);
        for (byte one : bytes) {
            list.add(one);
        }
        return list;
    }
}
