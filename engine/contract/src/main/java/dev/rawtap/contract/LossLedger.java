package dev.rawtap.contract;

import java.util.List;

/**
 * What was lost, all kinds together. A value, taken at one moment.
 *
 * @param losses kinds and places with a count above zero
 */
public record LossLedger(List<Loss> losses) {
    /** Copies the list. */
    public LossLedger {
        losses = List.copyOf(losses);
    }

    /**
     * One kind of loss at one place.
     *
     * @param kind what happened
     * @param place the map or program
     * @param count how often
     */
    public record Loss(Kind kind, String place, long count) {}

    /** Ways to lose. */
    public enum Kind {
        /** A record found no room in a ring buffer. */
        RING_FULL("ring buffer full"),
        /** A record found no room in a perf buffer. */
        PERF_FULL("perf buffer full"),
        /** A map update failed, mostly because the map is full. */
        MAP_UPDATE("map update failed"),
        /** Lines of {@code bpf_printk} were overwritten before they were read; on a host there is one buffer for all. */
        PRINT_FULL("trace buffer full"),
        /** An event came while its program was already running on that CPU. */
        RECURSION("program was already running"),
        /** Memory that a program wanted to read was not there or not allowed: it went on with zeros. */
        READ_FAILED("read failed"),
        /** Text was longer than the script gives to texts. */
        TEXT_CUT("text was cut");

        private final String text;

        Kind(String text) {
            this.text = text;
        }

        /** What it is called in reports. */
        public String text() {
            return text;
        }

        /** Whether what was lost are records that a program wrote. */
        public boolean isEvents() {
            return this == RING_FULL || this == PERF_FULL;
        }
    }

    /** Whether nothing was lost. */
    public boolean isEmpty() {
        return losses.isEmpty();
    }

    /** How many in all. */
    public long total() {
        return losses.stream().mapToLong(Loss::count).sum();
    }
}
