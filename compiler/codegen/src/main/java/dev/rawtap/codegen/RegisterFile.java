package dev.rawtap.codegen;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What a machine register holds when. */
final class RegisterFile {
    private record Taken(int to, Interval by) {}

    private final TreeMap<Integer, Taken> taken = new TreeMap<>();

    boolean isFree(Interval interval) {
        for (int i = 0; i < interval.count(); i++) {
            Map.Entry<Integer, Taken> before = taken.lowerEntry(interval.to(i));
            if (before != null && before.getValue().to > interval.from(i)) {
                return false;
            }
        }
        return true;
    }

    /** The intervals that are in the way, each once. */
    List<Interval> conflicts(Interval interval) {
        List<Interval> found = new ArrayList<>();
        for (int i = 0; i < interval.count(); i++) {
            Integer first = taken.floorKey(interval.from(i));
            int from = first == null ? interval.from(i) : first;
            for (Taken one : taken.subMap(from, true, interval.to(i), false).values()) {
                if (one.to > interval.from(i) && !found.contains(one.by)) {
                    found.add(one.by);
                }
            }
        }
        return found;
    }

    void take(Interval interval) {
        for (int i = 0; i < interval.count(); i++) {
            taken.put(interval.from(i), new Taken(interval.to(i), interval));
        }
    }

    void release(Interval interval) {
        for (int i = 0; i < interval.count(); i++) {
            taken.remove(interval.from(i));
        }
    }

    /** Whether nothing else is here. */
    boolean isOnly(Interval interval) {
        return taken.values().stream().allMatch(one -> one.by == interval);
    }

    /** Whether anything was ever put here and is still. */
    boolean isUsed() {
        return !taken.isEmpty();
    }
}
