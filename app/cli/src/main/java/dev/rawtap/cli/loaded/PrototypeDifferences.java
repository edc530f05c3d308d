package dev.rawtap.cli.loaded;

import dev.rawtap.btf.Btf;
import dev.rawtap.btf.c.CNames;
import dev.rawtap.btf.tracepoint.RawTracepoint;
import dev.rawtap.btf.tracepoint.RawTracepoints;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.core.JsonGenerator;

/**
 * What two kernels' raw tracepoints differ in.
 *
 * @param added those that only the second has
 * @param removed those that only the first has
 * @param changed those whose arguments differ
 * @param same how many are equal
 */
public record PrototypeDifferences(List<String> added, List<String> removed, List<Change> changed, int same) {
    /**
     * One tracepoint.
     *
     * @param name its name
     * @param before its prototype in the first
     * @param after its prototype in the second
     * @param arguments what is different, argument by argument
     */
    public record Change(String name, String before, String after, List<String> arguments) {}

    /** Copies the lists. */
    public PrototypeDifferences {
        added = List.copyOf(added);
        removed = List.copyOf(removed);
        changed = List.copyOf(changed);
    }

    /** From {@code first} to {@code second}. */
    public static PrototypeDifferences of(Btf first, Btf second) {
        Map<String, RawTracepoint> before = all(first);
        Map<String, RawTracepoint> after = all(second);
        var added = new ArrayList<String>();
        var removed = new ArrayList<String>();
        var changed = new ArrayList<Change>();
        int same = 0;
        for (RawTracepoint old : before.values()) {
            RawTracepoint now = after.get(old.name());
            if (now == null) {
                removed.add(old.prototype());
            } else if (now.prototype().equals(old.prototype())) {
                same++;
            } else {
                changed.add(new Change(old.name(), old.prototype(), now.prototype(), arguments(old, now)));
            }
        }
        for (RawTracepoint now : after.values()) {
            if (!before.containsKey(now.name())) {
                added.add(now.prototype());
            }
        }
        return new PrototypeDifferences(added, removed, changed, same);
    }

    private static Map<String, RawTracepoint> all(Btf btf) {
        var all = new TreeMap<String, RawTracepoint>();
        RawTracepoints.of(btf, List.of()).all().forEach(tracepoint -> all.put(tracepoint.name(), tracepoint));
        return all;
    }

    private static List<String> arguments(RawTracepoint old, RawTracepoint now) {
        var different = new ArrayList<String>();
        int count = Math.max(old.parameters().size(), now.parameters().size());
        for (int i = 0; i < count; i++) {
            String before = argument(old, i);
            String after = argument(now, i);
            if (before.isEmpty()) {
                different.add("argument %d is new: %s".formatted(i, after));
            } else if (after.isEmpty()) {
                different.add("argument %d is gone: %s".formatted(i, before));
            } else if (!before.equals(after)) {
                different.add("argument %d: %s -> %s".formatted(i, before, after));
            }
        }
        return different;
    }

    private static String argument(RawTracepoint tracepoint, int index) {
        if (index >= tracepoint.parameters().size()) {
            return "";
        }
        RawTracepoint.Parameter parameter = tracepoint.parameters().get(index);
        return CNames.declare(tracepoint.btf(), parameter.type(), parameter.name());
    }

    /** Lines that begin with {@code +}, {@code -} or {@code !}, and the numbers. */
    public String text() {
        var text = new StringBuilder();
        removed.forEach(prototype -> text.append("- ").append(prototype).append('\n'));
        added.forEach(prototype -> text.append("+ ").append(prototype).append('\n'));
        for (Change change : changed) {
            text.append("! ").append(change.after()).append('\n');
            change.arguments()
                    .forEach(argument -> text.append("    ").append(argument).append('\n'));
        }
        return text.append("%d added, %d removed, %d changed, %d the same%n"
                        .formatted(added.size(), removed.size(), changed.size(), same))
                .toString();
    }

    /** One JSON object. */
    public void write(JsonGenerator json) {
        json.writeStartObject();
        array("added", added, json);
        array("removed", removed, json);
        json.writeArrayPropertyStart("changed");
        for (Change change : changed) {
            json.writeStartObject();
            json.writeStringProperty("name", change.name());
            json.writeStringProperty("before", change.before());
            json.writeStringProperty("after", change.after());
            array("arguments", change.arguments(), json);
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeNumberProperty("same", same);
        json.writeEndObject();
    }

    private static void array(String name, List<String> values, JsonGenerator json) {
        json.writeArrayPropertyStart(name);
        values.forEach(json::writeString);
        json.writeEndArray();
    }
}
