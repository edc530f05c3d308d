package dev.rawtap.cli.describe;

import dev.rawtap.btf.Btf;
import dev.rawtap.btf.BtfType;
import dev.rawtap.btf.tracepoint.Nullability;
import dev.rawtap.btf.tracepoint.RawTracepoint;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A complete C program for a raw tracepoint: prints its first arguments, following a pointer where that gives a number. It
 * declares of each structure only the member that it reads, so that it needs no vmlinux.h.
 */
final class TracepointExample {
    /** bpf_printk takes three values on every kernel. */
    private static final int PRINTED = 3;

    private static final List<String> TELLING = List.of("pid", "tgid", "i_ino", "s_dev", "len", "id", "index");

    private static final Pattern ADDRESS = Pattern.compile("(.*_)?(site|ip)|.*(addr|address|ptr)");

    private final RawTracepoint tracepoint;
    private final Btf btf;
    private final Map<String, String> structs = new LinkedHashMap<>();
    private final List<String> formats = new ArrayList<>();
    private final List<String> values = new ArrayList<>();

    private TracepointExample(RawTracepoint tracepoint) {
        this.tracepoint = tracepoint;
        this.btf = tracepoint.btf();
    }

    /** The program's text. */
    static String of(RawTracepoint tracepoint) {
        return new TracepointExample(tracepoint).text();
    }

    private String text() {
        List<String> parameters = new ArrayList<>();
        tracepoint.parameters().forEach(parameter -> parameters.add(parameter(parameter)));
        StringBuilder text = new StringBuilder(ExampleFile.HEADER);
        structs.values().forEach(struct -> text.append(struct).append('\n'));
        text.append(structs.isEmpty() ? "" : "\n");
        String section =
                "tp_btf/" + tracepoint.module().map(module -> module + ":").orElse("") + tracepoint.name();
        text.append("SEC(\"").append(section).append("\")\n");
        text.append("int BPF_PROG(on_").append(tracepoint.name());
        parameters.forEach(parameter -> text.append(", ").append(parameter));
        text.append(")\n{\n\tbpf_printk(\"").append(tracepoint.name());
        formats.forEach(format -> text.append(' ').append(format));
        text.append('"');
        values.forEach(value -> text.append(", ").append(value));
        return text.append(");\n\treturn 0;\n}\n").append(ExampleFile.LICENSE).toString();
    }

    private String parameter(RawTracepoint.Parameter parameter) {
        String name = ExampleFile.identifier(parameter.name());
        int type = parameter.type();
        if (CTypes.isScalar(btf, type)) {
            print(name, format(name, type), "(long)" + name);
            return CTypes.scalar(btf, type) + " " + name;
        }
        if (CTypes.isText(btf, type)) {
            print(name, "%s", name);
            return "const char *" + name;
        }
        Optional<BtfType.Composite> pointee = StructText.pointee(btf, type);
        if (pointee.isPresent() && !pointee.get().name().isEmpty()) {
            return structure(pointee.get(), name, parameter.nullability());
        }
        boolean pointer = btf.type(btf.strip(type)) instanceof BtfType.Pointer;
        if (!pointer || CTypes.isReadable(btf, type)) {
            print(name, "%lx", "(long)" + name);
        }
        // A structure that is passed by value comes as the number that holds its bytes.
        return pointer ? "void *" + name : "unsigned long " + name;
    }

    private String structure(BtfType.Composite composite, String name, Nullability nullability) {
        String title = StructText.title(composite);
        Optional<BtfType.Member> member = telling(composite);
        if (member.isEmpty() || values.size() == PRINTED) {
            structs.putIfAbsent(title, title + ";");
            print(name, "%lx", "(long)" + name);
        } else {
            String field = member.get().name();
            structs.put(
                    title,
                    "%s {\n\t%s %s;\n} __attribute__((preserve_access_index));"
                            .formatted(title, CTypes.scalar(btf, member.get().type()), field));
            String read = "(long)" + name + "->" + field;
            boolean guarded = nullability != Nullability.NEVER_NULL;
            print(
                    name + "->" + field,
                    format(field, member.get().type()),
                    guarded ? name + " ? " + read + " : -1" : read);
        }
        return title + " *" + name;
    }

    /** Addresses come as unsigned numbers of 64 bits; only their names tell. */
    private String format(String name, int type) {
        boolean wide = btf.type(btf.strip(type)) instanceof BtfType.Int number
                && number.size() == Long.BYTES
                && !number.signed();
        return wide && ADDRESS.matcher(name).matches() ? "%lx" : "%ld";
    }

    private void print(String label, String format, String value) {
        if (values.size() < PRINTED) {
            formats.add(label + "=" + format);
            values.add(value);
        }
    }

    /** The member that says most about an object: one with a well-known name, else the first plain number. */
    private Optional<BtfType.Member> telling(BtfType.Composite composite) {
        List<BtfType.Member> numbers = composite.members().stream()
                .filter(member -> !member.name().isEmpty() && !member.isBitField() && isNumber(member.type()))
                .toList();
        for (String name : TELLING) {
            for (BtfType.Member member : numbers) {
                if (member.name().equals(name)) {
                    return Optional.of(member);
                }
            }
        }
        return numbers.stream().findFirst();
    }

    /** An enumeration is left out: CO-RE does not take a plain number for one. */
    private boolean isNumber(int type) {
        return btf.type(btf.strip(type)) instanceof BtfType.Int integer && integer.size() <= Long.BYTES;
    }
}
