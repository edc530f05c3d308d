package dev.rawtap.isa;

import dev.rawtap.base.Diagnostic;
import dev.rawtap.base.InvalidInputException;
import dev.rawtap.base.NearestNames;
import dev.rawtap.base.Severity;
import dev.rawtap.base.SourceText;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Text to instructions: what {@link InstructionText} prints, what the kernel's verifier and bpftool print, what
 * llvm-objdump prints (decimal or hexadecimal, with or without slot numbers and bytes), and labels.
 *
 * <pre>
 * text        = line*
 * line        = [N ":" [bytes | "(" opcode ")"]] [label ":"] [instruction] [";" comment | "//" comment]
 * instruction = REG OP operand | REG "=" "*" memory | "*" memory "=" operand
 *             | "lock" "*" memory OP REG | REG "=" function "(" memory "," REG … ")"
 *             | "if" REG CONDITION operand "goto" target | ("goto" | "gotol" | "may_goto") target
 *             | "call" (NAME ["#" N] | N | target) | "exit" | …
 * memory      = "(" TYPE "*" ")" "(" REG ["+" | "-"] N ")"
 * target      = ["pc"] "+" N ["&lt;" name "&gt;"] | label
 * </pre>
 *
 * <p>A bare {@code call 10} is a helper unless the bytes before it say otherwise. A name after {@code call} is a helper
 * if it is {@code bpf_} and a helper's name, else a label.
 */
public final class AssemblyParser {
    private record Use(int instruction, Token label, int line) {}

    private final SourceText source;
    private final List<String> lines;
    private final List<Instruction> code = new ArrayList<>();
    private final List<Use> uses = new ArrayList<>();
    private final Map<String, Integer> labels = new HashMap<>();
    private final List<Diagnostic> problems = new ArrayList<>();

    private AssemblyParser(String source, String text) {
        this.source = new SourceText(source, text);
        this.lines = IntStream.rangeClosed(1, this.source.lines())
                .mapToObj(this.source::lineText)
                .toList();
    }

    /** The instructions of {@code text}, which diagnostics call {@code source}; all problems are found in one go. */
    public static Assembly parse(String source, String text) {
        var parser = new AssemblyParser(source, text);
        for (int line = 0; line < parser.lines.size(); line++) {
            parser.readLine(line);
        }
        parser.resolve();
        return new Assembly(parser.problems.isEmpty() ? parser.code : List.of(), parser.problems);
    }

    /**
     * One instruction without labels.
     *
     * @throws InvalidInputException with the column and what is wrong
     */
    public static Instruction parseInstruction(String text) {
        var code = parse("instruction", text).orThrow();
        if (code.size() != 1) {
            throw new InvalidInputException("'%s' holds %d instructions, not one".formatted(text, code.size()), null);
        }
        return code.getFirst();
    }

    private void readLine(int line) {
        String text = lines.get(line);
        try {
            var prefix = LinePrefix.of(text);
            var tokens = Tokens.of(text, prefix.length());
            while (readLabel(tokens)) {
                // Several labels may name one place.
            }
            if (tokens.atEnd()) {
                return;
            }
            var parsed = InstructionParser.parse(tokens, prefix);
            if (parsed.label() != null) {
                uses.add(new Use(code.size(), parsed.label(), line));
            }
            code.add(parsed.instruction());
        } catch (SyntaxException e) {
            report(line, e);
        }
    }

    /** {@code name:}, or {@code 0000000000000010 <name>:} as llvm-objdump prints it. */
    private boolean readLabel(Tokens tokens) throws SyntaxException {
        boolean bracketed = tokens.peek().is("<")
                && tokens.peek(2).is(">")
                && tokens.peek(3).is(":");
        if (!bracketed
                && (tokens.peek().kind() != Token.Kind.WORD || !tokens.peek(1).is(":"))) {
            return false;
        }
        tokens.took("<");
        var name = tokens.take();
        tokens.took(">");
        tokens.expect(":");
        if (labels.putIfAbsent(name.text(), code.size()) != null) {
            throw new SyntaxException("duplicate-label", name, "label '%s' is defined twice".formatted(name.text()));
        }
        return true;
    }

    private void resolve() {
        var map = SlotMap.of(code);
        for (var use : uses) {
            try {
                int offset = map.slotOf(index(use.label)) - map.slotOf(use.instruction) - 1;
                var instruction = code.get(use.instruction);
                if (!Targets.fits(instruction, offset)) {
                    throw new SyntaxException(
                            "jump-range",
                            use.label,
                            "'%s' is %d slots away, past 16 bits".formatted(use.label.text(), offset),
                            "gotol reaches 32 bits (CPU version 4)");
                }
                code.set(use.instruction, Targets.withOffset(instruction, offset));
            } catch (SyntaxException e) {
                report(use.line, e);
            }
        }
    }

    private int index(Token label) throws SyntaxException {
        @Nullable Integer index = labels.get(label.text());
        if (index != null) {
            return index;
        }
        Set<String> known = new TreeSet<>(labels.keySet());
        var near = new ArrayList<>(NearestNames.of(label.text(), known, 2));
        if (label.text().startsWith("bpf_")) {
            near.addAll(Helpers.nearest(label.text()));
            throw new SyntaxException(
                    "unknown-helper", label, "no helper or label '%s'".formatted(label.text()), nearest(near));
        }
        throw new SyntaxException("unknown-label", label, "no label '%s'".formatted(label.text()), nearest(near));
    }

    private static String[] nearest(List<String> near) {
        return near.isEmpty() ? new String[0] : new String[] {"nearest: " + String.join(", ", near)};
    }

    private void report(int line, SyntaxException e) {
        int start = source.content().offsetByCodePoints(source.lineStart(line + 1), e.at.column());
        int end = Math.min(start + e.at.text().length(), source.lineEnd(line + 1));
        var span = source.span(start, Math.max(start, end));
        String message = Optional.ofNullable(e.getMessage()).orElseThrow();
        problems.add(new Diagnostic(Severity.ERROR, e.code, span, message, e.hints));
    }
}
