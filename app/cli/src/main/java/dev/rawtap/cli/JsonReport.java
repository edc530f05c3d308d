package dev.rawtap.cli;

import dev.rawtap.btf.value.ValueDecoder;
import dev.rawtap.btf.value.ValueJson;
import dev.rawtap.contract.LossLedger;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Results for programs: one JSON object a line. {@code type} says which.
 *
 * <pre>
 * {"type":"event","map":"events","data":{"pid":12,"comm":"rm"}}
 * {"type":"event","map":"events","hex":"0c000000","texts":[],"suggestion":"--events '...'"}
 * {"type":"printed","text":"..."}
 * {"type":"map","map":"calls","data":[{"key":263,"value":5,"cpus":[2,3]}]}
 * {"type":"variables","data":{"total":42}}
 * {"type":"losses","total":0,"data":[]}
 * </pre>
 */
final class JsonReport implements Report {
    private final Output output;
    private final StringBuilder line = new StringBuilder();
    private final ValueJson values = new ValueJson(line);

    JsonReport(Output output) {
        this.output = output;
    }

    @Override
    public void event(String map, boolean named, ValueDecoder type, MemorySegment memory, long offset, int length) {
        start("event").append(",\"map\":");
        string(map);
        line.append(",\"data\":");
        type.decode(memory, offset, length, values);
        end();
    }

    @Override
    public void unknown(String map, RawRecord record, String suggestion) {
        start("event").append(",\"map\":");
        string(map);
        line.append(",\"hex\":\"").append(record.hex()).append("\",\"texts\":");
        strings(record.texts());
        line.append(",\"suggestion\":");
        string(suggestion);
        end();
    }

    @Override
    public void printed(String text) {
        start("printed").append(",\"text\":");
        string(text);
        end();
    }

    @Override
    public void map(MapDump dump) {
        start("map").append(",\"map\":");
        string(dump.name());
        line.append(",\"data\":[");
        String separator = "";
        for (MapDump.Entry entry : dump.entries()) {
            line.append(separator).append("{\"key\":");
            value(dump.key(), entry.key());
            entry.total().ifPresent(total -> line.append(",\"value\":").append((long) total));
            if (entry.values().size() > 1) {
                cpus(dump, entry);
            } else if (entry.total().isEmpty()) {
                line.append(",\"value\":");
                value(dump.value(), entry.values().getFirst());
            }
            line.append('}');
            separator = ",";
        }
        line.append(']');
        end();
    }

    private void cpus(MapDump dump, MapDump.Entry entry) {
        String separator = ",\"cpus\":[";
        for (byte[] one : entry.values()) {
            line.append(separator);
            value(dump.value(), one);
            separator = ",";
        }
        line.append(']');
    }

    @Override
    public void variables(VariableDump dump) {
        start("variables").append(",\"data\":{");
        String separator = "";
        for (VariableDump.Entry entry : dump.entries()) {
            line.append(separator);
            string(entry.name());
            line.append(':');
            value(entry.type(), entry.value());
            separator = ",";
        }
        line.append('}');
        end();
    }

    @Override
    public void losses(LossLedger ledger) {
        start("losses").append(",\"total\":").append(ledger.total()).append(",\"data\":[");
        String separator = "";
        for (LossLedger.Loss loss : ledger.losses()) {
            line.append(separator).append("{\"kind\":");
            string(loss.kind().text());
            line.append(",\"place\":");
            string(loss.place());
            line.append(",\"count\":").append(loss.count()).append('}');
            separator = ",";
        }
        line.append(']');
        end();
    }

    @Override
    public void flush() {
        output.flush();
    }

    private StringBuilder start(String type) {
        line.setLength(0);
        return line.append("{\"type\":\"").append(type).append('"');
    }

    private void end() {
        line.append("}\n");
        output.print(line.toString());
    }

    private void value(ValueDecoder type, byte[] bytes) {
        type.decode(MemorySegment.ofArray(bytes), 0, bytes.length, values);
    }

    private void strings(List<String> texts) {
        line.append('[');
        String separator = "";
        for (String text : texts) {
            line.append(separator);
            string(text);
            separator = ",";
        }
        line.append(']');
    }

    private void string(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        values.text(MemorySegment.ofArray(bytes), 0, bytes.length);
    }
}
