package dev.rawtap.kernel.buffer;

import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Picks what {@code bpf_printk} wrote out of the lines of a trace pipe (kernel/trace/trace_output.c, 6.18):
 *
 * <pre>
 *            comm-123     [001] ...21  1234.567890: bpf_trace_printk: text
 * more text, if the text held a line break
 * CPU:1 [LOST 12 EVENTS]
 * </pre>
 */
final class TraceLines {
    private static final Pattern EVENT = Pattern.compile("^ *.{1,16}-\\d+ +(?:\\([ \\d-]+\\) +)?\\[\\d{3,}] ");
    private static final Pattern LOST = Pattern.compile("^CPU:\\d+ \\[LOST(?: (\\d+))? EVENTS]$");
    private static final String PRINTED = ": bpf_trace_printk: ";

    private final Consumer<String> handler;
    private final LongConsumer lost;
    private boolean inPrinted;

    TraceLines(Consumer<String> handler, LongConsumer lost) {
        this.handler = handler;
        this.lost = lost;
    }

    /** Takes one line without its end; 1 if it was passed on, else 0. */
    int line(byte[] bytes) {
        String text = new String(bytes, StandardCharsets.UTF_8);
        Matcher overwritten = LOST.matcher(text);
        if (overwritten.matches()) {
            String count = overwritten.group(1);
            lost.accept(count == null ? 1 : Long.parseLong(count));
            return 0;
        }
        if (EVENT.matcher(text).find()) {
            inPrinted = text.contains(PRINTED);
        }
        if (inPrinted) {
            handler.accept(text.stripLeading());
        }
        return inPrinted ? 1 : 0;
    }
}
