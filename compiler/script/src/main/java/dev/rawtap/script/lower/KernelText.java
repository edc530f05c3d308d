package dev.rawtap.script.lower;

import dev.rawtap.btf.Btf;
import dev.rawtap.btf.BtfKind;
import dev.rawtap.ir.Type;
import dev.rawtap.ir.Value;
import dev.rawtap.isa.Size;
import dev.rawtap.script.output.KernelFormat;
import dev.rawtap.script.program.ScriptAction;
import dev.rawtap.script.typed.TypedExpression;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/** Writes {@code printf} of a pinned iterator: the kernel makes its text, for whoever reads the pin. */
final class KernelText {
    private final FunctionWriter w;

    KernelText(FunctionWriter writer) {
        w = writer;
    }

    /** Analysis lets nothing else into such programs, and no format that the kernel does not know. */
    void write(ScriptAction action, List<TypedExpression> fields) {
        if (!(action instanceof ScriptAction.Printf(String text))) {
            throw new IllegalStateException("%s without a tracer".formatted(action));
        }
        byte[] format = KernelFormat.of(text).text().getBytes(StandardCharsets.US_ASCII);
        byte[] ended = Arrays.copyOf(format, format.length + 1);
        Place.Known values = w.slot("values", 8 * fields.size(), 8);
        for (int i = 0; i < fields.size(); i++) {
            TypedExpression field = fields.get(i);
            Value value = Values.scalar(field.type()) ? w.values.of(field) : w.pointer(w.values.placed(field));
            w.b.store(Size.DOUBLE, values.pointer(), values.offset() + 8 * i, value);
        }
        w.call(
                "seq_printf",
                sequence(),
                w.constantPointer(ended),
                w.b.constant(ended.length),
                fields.isEmpty() ? w.b.constant(0) : w.pointer(values),
                w.b.constant(8L * fields.size()));
    }

    /** {@code ctx->meta->seq} (include/linux/bpf.h, 6.18). */
    private Value sequence() {
        Btf btf = w.module.target().btf().orElseThrow();
        Value meta = w.b.loadPointer(object(btf, "bpf_iter_meta"), w.arguments().context(), 0);
        int offset = btf.field(btf.find(BtfKind.STRUCT, "bpf_iter_meta").orElseThrow(), "seq")
                .map(field -> Math.toIntExact(field.bitOffset() / 8))
                .orElseThrow();
        return w.b.loadPointer(object(btf, "seq_file"), meta, offset);
    }

    private static Type object(Btf btf, String structure) {
        int id = btf.find(BtfKind.STRUCT, structure).orElseThrow();
        return new Type.Pointer(new Type.Region.KernelObject(id), false);
    }
}
