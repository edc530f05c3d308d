package dev.rawtap.script.type;

import java.util.ArrayList;
import java.util.List;

/**
 * Where values lie: little-endian numbers at their natural alignment, as a C compiler would lay out a struct of them; padding is 0.
 *
 * @param offsets where each part begins, in bytes
 * @param bytes size of the whole, with padding at its end
 * @param alignment 1, 2, 4 or 8
 */
public record Layout(List<Integer> offsets, int bytes, int alignment) {
    /** Copies the offsets. */
    public Layout {
        offsets = List.copyOf(offsets);
    }

    /** Parts one after another. */
    public static Layout of(List<ScriptType> parts) {
        return of(0, parts);
    }

    /** Parts one after another, from a first offset on. */
    public static Layout of(int first, List<ScriptType> parts) {
        var offsets = new ArrayList<Integer>(parts.size());
        int end = first;
        int alignment = 1;
        for (ScriptType part : parts) {
            int own = alignment(part);
            alignment = Math.max(alignment, own);
            end = align(end, own);
            offsets.add(end);
            end += size(part);
        }
        return new Layout(offsets, align(end, alignment), alignment);
    }

    /** Bytes that a value takes. */
    public static int size(ScriptType type) {
        return switch (type) {
            case ScriptType.Nothing _ -> 0;
            case ScriptType.Bool _ -> 1;
            case ScriptType.Int number -> number.bits() / 8;
            case ScriptType.Named named -> named.number().bits() / 8;
            case ScriptType.Text text -> text.bytes();
            case ScriptType.Buffer buffer -> align(4 + buffer.capacity(), 4);
            case ScriptType.Pointer _ -> 8;
            case ScriptType.Array array -> size(array.element()) * array.length();
            case ScriptType.Composite composite ->
                Math.toIntExact(composite.btf().sizeOf(composite.id()));
            case ScriptType.Enumeration enumeration -> enumeration.number().bits() / 8;
            case ScriptType.Tuple tuple -> of(tuple.elements()).bytes();
            case ScriptType.RecordType fields -> of(types(fields)).bytes();
            case ScriptType.Resolved resolved -> resolved.kind().bytes();
            case ScriptType.Stack stack -> 8 + 8 * stack.limit();
            case ScriptType.Aggregation aggregation -> size(aggregation);
        };
    }

    /** The alignment of a value: 1, 2, 4 or 8. */
    public static int alignment(ScriptType type) {
        return switch (type) {
            case ScriptType.Nothing _, ScriptType.Bool _ -> 1;
            // Text that is whole words is copied and compared in words.
            case ScriptType.Text text -> text.bytes() % 8 == 0 ? 8 : 1;
            case ScriptType.Int _, ScriptType.Named _, ScriptType.Enumeration _ -> size(type);
            case ScriptType.Buffer _ -> 4;
            case ScriptType.Pointer _, ScriptType.Stack _, ScriptType.Aggregation _ -> 8;
            case ScriptType.Array array -> alignment(array.element());
            case ScriptType.Composite _ -> 8;
            case ScriptType.Tuple tuple -> of(tuple.elements()).alignment();
            case ScriptType.RecordType fields -> of(types(fields)).alignment();
            case ScriptType.Resolved resolved ->
                switch (resolved.kind()) {
                    case MAC -> 1;
                    case INET -> 4;
                    default -> 8;
                };
        };
    }

    /** A number made a multiple of an alignment. */
    public static int align(int offset, int alignment) {
        return (offset + alignment - 1) / alignment * alignment;
    }

    /** The types of a record's fields. */
    public static List<ScriptType> types(ScriptType.RecordType fields) {
        return fields.fields().stream().map(ScriptType.Field::type).toList();
    }

    /**
     * What an aggregation holds in each map entry. COUNT, SUM: a number. MIN, MAX: the number, whether one was seen. AVG, STATS: total,
     * count. Histograms: a count; the bucket is an additional 8 bytes at the end of the key. TSERIES: like its joining kind.
     */
    private static int size(ScriptType.Aggregation aggregation) {
        return switch (aggregation.kind()) {
            case COUNT, SUM, HIST, LHIST -> 8;
            case MIN, MAX, AVG, STATS, TSERIES -> 16;
        };
    }
}
