package dev.rawtap.cli.inspect;

import dev.rawtap.object.FunctionInfo;
import dev.rawtap.object.SourceLine;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Instructions as text, below the names of their functions and the source lines that made them.
 *
 * <pre>
 * unlinkat:
 * ; if (ctx->args[1] != syscall_number)  (unlinkat.bpf.c:48)
 *    1: r6 = *(u64 *)(r1 + 8)
 *    2: r2 = 0 ll                                            ; .rodata + 0
 * </pre>
 */
public final class CodeListing {
    private static final int NOTE_COLUMN = 52;

    /**
     * One instruction.
     *
     * @param slot its first slot
     * @param text what it does
     * @param note what it refers to; empty for nothing
     */
    public record Row(int slot, String text, String note) {}

    private final Map<Integer, String> labels = new HashMap<>();
    private final Map<Integer, SourceLine> lines = new HashMap<>();

    /** The functions and lines of what is listed, by index of instruction. */
    public CodeListing(List<FunctionInfo> functions, List<SourceLine> lines) {
        for (FunctionInfo function : functions) {
            labels.put(function.instruction(), function.name());
        }
        for (SourceLine line : lines) {
            this.lines.put(line.instruction(), line);
        }
    }

    /** Appends all rows. */
    public void append(List<Row> rows, StringBuilder text) {
        int width = rows.isEmpty() ? 1 : Integer.toString(rows.getLast().slot()).length();
        String previous = "";
        for (int i = 0; i < rows.size(); i++) {
            String label = labels.get(i);
            if (label != null) {
                text.append(label).append(":\n");
            }
            SourceLine line = lines.get(i);
            if (line != null) {
                String source = source(line);
                text.append(source.equals(previous) ? "" : source);
                previous = source.isEmpty() ? previous : source;
            }
            append(rows.get(i), width, text);
        }
    }

    private static void append(Row row, int width, StringBuilder text) {
        int start = text.length();
        String slot = Integer.toString(row.slot());
        text.append("  ")
                .append(" ".repeat(width - slot.length()))
                .append(slot)
                .append(": ")
                .append(row.text());
        if (!row.note().isEmpty()) {
            text.append(" ".repeat(Math.max(1, NOTE_COLUMN - (text.length() - start))))
                    .append("; ")
                    .append(row.note());
        }
        text.append('\n');
    }

    /** Nothing for code that stands on no line, as compilers mark what they made themselves. */
    private static String source(SourceLine line) {
        if (line.line() == 0 && line.text().isBlank()) {
            return "";
        }
        String file = line.file().substring(line.file().lastIndexOf('/') + 1);
        String place = line.line() > 0 ? "  (" + file + ":" + line.line() + ")" : "";
        return "; " + line.text().strip() + place + "\n";
    }
}
