package dev.rawtap.cli;

import dev.rawtap.btf.Btf;
import dev.rawtap.btf.BtfKind;
import dev.rawtap.btf.value.ValueDecoder;
import dev.rawtap.contract.Loaded;
import dev.rawtap.object.GlobalVariable;
import dev.rawtap.object.MapSpec;
import dev.rawtap.object.ObjectSpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Global variables that programs have changed since the load: integers, enumerations and booleans that have a BTF type.
 *
 * @param entries in the object's order
 */
record VariableDump(List<Entry> entries) {
    /** The only key of a map that holds a section. */
    private static final byte[] ONLY = new byte[Integer.BYTES];

    /**
     * One variable.
     *
     * @param name its C name
     * @param type how its value is told
     * @param value its bytes
     */
    record Entry(String name, ValueDecoder type, byte[] value) {}

    /** What has changed in {@code loaded}; empty if nothing has. */
    static Optional<VariableDump> of(Loaded loaded) {
        ObjectSpec object = loaded.spec();
        Optional<Btf> btf = object.btf();
        if (btf.isEmpty()) {
            return Optional.empty();
        }
        List<Entry> entries = new ArrayList<>();
        for (MapSpec map : object.maps()) {
            if (map.contents().isPresent() && !map.contents().get().constant()) {
                loaded.map(map.name())
                        .lookup(ONLY)
                        .ifPresent(now -> addChanged(
                                object, btf.get(), map, map.contents().get(), now, entries));
            }
        }
        return entries.isEmpty() ? Optional.empty() : Optional.of(new VariableDump(List.copyOf(entries)));
    }

    private static void addChanged(
            ObjectSpec object, Btf btf, MapSpec map, MapSpec.Contents contents, byte[] now, List<Entry> entries) {
        byte[] before = contents.bytes();
        for (GlobalVariable variable : object.globals()) {
            int from = variable.offset();
            int to = from + variable.size();
            if (variable.map().equals(map.name())
                    && isScalar(btf, variable)
                    && !Arrays.equals(before, from, to, now, from, to)) {
                entries.add(new Entry(
                        variable.name(), ValueDecoder.of(btf, variable.type()), Arrays.copyOfRange(now, from, to)));
            }
        }
    }

    private static boolean isScalar(Btf btf, GlobalVariable variable) {
        if (variable.type() == 0 || variable.isGenerated()) {
            return false;
        }
        BtfKind kind = btf.kind(btf.strip(variable.type()));
        return kind == BtfKind.INT || kind == BtfKind.ENUM || kind == BtfKind.ENUM64;
    }
}
