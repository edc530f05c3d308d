package dev.rawtap.btf.c;

import dev.rawtap.base.Diagnostic;
import dev.rawtap.btf.Btf;
import dev.rawtap.btf.BtfBuilder;
import java.nio.ByteOrder;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Types written as C text, such as the structure of events given on a command line.
 *
 * <p>The text is either a list of members, {@code u32 pid; char comm[16]}, which become a structure without a name, or
 * C declarations, of which the last structure or union counts: {@code struct e { u32 pid; };}. The layout is that of C
 * on 64 bits.
 */
public sealed interface CDeclarations {
    /** The type read: {@code type} is its id in {@code btf}. */
    record Found(Btf btf, int type) implements CDeclarations {}

    /** What is wrong with the text. */
    record Wrong(List<Diagnostic> problems) implements CDeclarations {
        /** Copies the problems. */
        public Wrong {
            problems = List.copyOf(problems);
        }
    }

    /**
     * Reads {@code text}.
     *
     * @param source what the text is called in problems, such as {@code --events}
     * @param known where names are looked up that neither the text defines nor C programs for Linux usually know; the
     *     result is then split BTF of it
     */
    static CDeclarations parse(String source, String text, @Nullable Btf known) {
        BtfBuilder builder = known == null ? new BtfBuilder(ByteOrder.LITTLE_ENDIAN) : BtfBuilder.split(known);
        try {
            int type = new CParser(source, text, builder, known).parse();
            return new Found(builder.build(source), type);
        } catch (CProblem problem) {
            return new Wrong(List.of(problem.diagnostic()));
        }
    }
}
