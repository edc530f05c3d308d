package dev.rawtap.cli;

import dev.rawtap.btf.value.ValueDecoder;
import dev.rawtap.btf.value.ValueText;
import dev.rawtap.contract.LossLedger;
import java.lang.foreign.MemorySegment;
import java.util.HashSet;
import java.util.Set;

/** Results for people: one line each, {@code pid=12 comm="rm" filename="/tmp/x"}. */
final class TextReport implements Report {
    private final Output output;
    private final Errors errors;
    private final StringBuilder line = new StringBuilder();
    private final ValueText values = new ValueText(line);
    private final Set<String> suggested = new HashSet<>();

    TextReport(Output output, Errors errors) {
        this.output = output;
        this.errors = errors;
    }

    @Override
    public void event(String map, boolean named, ValueDecoder type, MemorySegment memory, long offset, int length) {
        line.setLength(0);
        if (named) {
            line.append(map).append(": ");
        }
        type.decode(memory, offset, length, values);
        print();
    }

    @Override
    public void unknown(String map, RawRecord record, String suggestion) {
        line.setLength(0);
        line.append(map).append(": ").append(record.hex());
        record.texts().forEach(text -> line.append(" \"").append(text).append('"'));
        print();
        if (suggested.add(map)) {
            errors.note("no struct of %d bytes is known for '%s'".formatted(record.length(), map));
            errors.hint("say which it is: " + suggestion);
        }
    }

    @Override
    public void printed(String text) {
        output.line(text);
    }

    @Override
    public void map(MapDump dump) {
        for (MapDump.Entry entry : dump.entries()) {
            line.setLength(0);
            append(dump, entry, false);
            print();
        }
    }

    /** The same with each CPU's value of numbers too. */
    void mapByCpu(MapDump dump) {
        for (MapDump.Entry entry : dump.entries()) {
            line.setLength(0);
            append(dump, entry, true);
            print();
        }
    }

    private void append(MapDump dump, MapDump.Entry entry, boolean cpus) {
        line.append(dump.name()).append('[');
        append(dump.key(), entry.key());
        line.append("] = ");
        if (entry.total().isPresent()) {
            line.append((long) entry.total().get());
            if (cpus && entry.values().size() > 1) {
                line.append("  (");
                values(dump, entry);
                line.append(')');
            }
        } else {
            values(dump, entry);
        }
    }

    private void values(MapDump dump, MapDump.Entry entry) {
        for (int cpu = 0; cpu < entry.values().size(); cpu++) {
            if (entry.values().size() > 1) {
                line.append(cpu == 0 ? "cpu" : " cpu").append(cpu).append(": ");
            }
            append(dump.value(), entry.values().get(cpu));
        }
    }

    private void append(ValueDecoder type, byte[] bytes) {
        type.decode(MemorySegment.ofArray(bytes), 0, bytes.length, values);
    }

    @Override
    public void variables(VariableDump dump) {
        for (VariableDump.Entry entry : dump.entries()) {
            line.setLength(0);
            line.append(entry.name()).append(" = ");
            append(entry.type(), entry.value());
            print();
        }
    }

    @Override
    public void losses(LossLedger ledger) {
        for (LossLedger.Loss loss : ledger.losses()) {
            errors.note("lost %d at %s: %s"
                    .formatted(loss.count(), loss.place(), loss.kind().text()));
        }
    }

    @Override
    public void flush() {
        output.flush();
    }

    private void print() {
        line.append('\n');
        output.print(line.toString());
    }
}
