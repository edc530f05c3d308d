package dev.rawtap.codegen;

import dev.rawtap.base.InvalidInputException;
import dev.rawtap.base.Span;
import dev.rawtap.base.UnsupportedException;
import dev.rawtap.codegen.Code.Destination;
import dev.rawtap.codegen.Code.Item;
import dev.rawtap.ir.Function;
import dev.rawtap.isa.Assembler;
import dev.rawtap.isa.Instruction;
import dev.rawtap.isa.LongJumps;
import dev.rawtap.object.AttachPoint;
import dev.rawtap.object.Feature;
import dev.rawtap.object.FunctionInfo;
import dev.rawtap.object.ProgramSpec;
import dev.rawtap.object.Reference;
import dev.rawtap.object.SourceLine;
import dev.rawtap.object.Target;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Puts a program and the functions that it reaches into one list of instructions, with all that refers to indices of it. */
final class ProgramAssembly {
    /**
     * A function and its instructions.
     *
     * @param frame bytes of its stack
     * @param scratch bytes of its scratch memory
     */
    record Written(Function function, Code code, int frame, int scratch) {}

    private final List<Written> functions;
    private final FunctionTypes types;
    private final List<Item> items = new ArrayList<>();
    private final Map<String, Integer> starts = new LinkedHashMap<>();

    private ProgramAssembly(List<Written> functions, FunctionTypes types) {
        this.functions = functions;
        this.types = types;
        for (Written written : functions) {
            starts.put(written.function.name(), items.size());
            items.addAll(written.code.items);
        }
    }

    /**
     * Puts functions together.
     *
     * @param functions the program first
     */
    static ProgramSpec assemble(List<Written> functions, FunctionTypes types, AttachPoint attach, Target target) {
        return new ProgramAssembly(functions, types).assemble(attach, target);
    }

    private ProgramSpec assemble(AttachPoint attach, Target target) {
        LongJumps longJumps = target.has(Feature.INSTRUCTIONS_V4) ? LongJumps.ALLOWED : LongJumps.REFUSED;
        List<Instruction> code = code(longJumps);
        int[] places = places(code);
        List<Reference> references = new ArrayList<>();
        for (int i = 0; i < items.size(); i++) {
            Reference.Symbol symbol = items.get(i).symbol();
            if (symbol != null) {
                references.add(new Reference(places[i], symbol));
            }
        }
        List<FunctionInfo> infos = new ArrayList<>();
        for (Written written : functions) {
            String function = written.function.name();
            int start = known(starts.get(function), function);
            infos.add(new FunctionInfo(places[start], function, types.of(written.function)));
        }
        String name = functions.getFirst().function.name();
        return new ProgramSpec(name, "", attach, true, code, references, infos, lines(places), List.of());
    }

    private List<Instruction> code(LongJumps longJumps) {
        try {
            return Assembler.assemble(longJumps, this::write);
        } catch (InvalidInputException tooFar) {
            if (longJumps == LongJumps.ALLOWED) {
                throw tooFar;
            }
            throw new UnsupportedException(
                    "program '%s' of %,d instructions is too long for this kernel: %s"
                            .formatted(functions.getFirst().function.name(), items.size(), tooFar.getMessage()),
                    "jumps of any length need Linux 6.6: write fewer statements in a probe");
        }
    }

    private void write(Assembler assembler) {
        Map<Integer, Assembler.Label> labels = new LinkedHashMap<>();
        int start = 0;
        for (Written written : functions) {
            Code code = written.code;
            for (int i = 0; i < code.items.size(); i++) {
                Destination destination = code.items.get(i).destination();
                if (destination != null) {
                    labels.computeIfAbsent(target(code, start, i, destination), at -> assembler.newLabel("at " + at));
                }
            }
            start += code.items.size();
        }
        start = 0;
        for (Written written : functions) {
            Code code = written.code;
            for (int i = 0; i < code.items.size(); i++) {
                Assembler.Label here = labels.get(start + i);
                if (here != null) {
                    assembler.bind(here);
                }
                Item item = code.items.get(i);
                Destination destination = item.destination();
                Assembler.Label label = destination == null ? null : labels.get(target(code, start, i, destination));
                if (label == null) {
                    assembler.with(item.instruction());
                } else {
                    assembler.with(item.instruction(), label);
                }
            }
            start += code.items.size();
        }
    }

    private int target(Code code, int start, int index, Destination destination) {
        return switch (destination) {
            case Destination.OfBlock(int block) -> start + known(code.starts.get(block), "block " + block);
            case Destination.Skip(int skipped) -> start + index + skipped;
            case Destination.OfFunction(var name) -> known(starts.get(name), "function " + name);
        };
    }

    private static int known(@Nullable Integer place, String what) {
        if (place == null) {
            throw new IllegalStateException("nothing is written for %s".formatted(what));
        }
        return place;
    }

    /** The index of each item in the code: a branch that was too far has become three instructions. */
    private int[] places(List<Instruction> code) {
        int[] places = new int[items.size()];
        int at = 0;
        for (int i = 0; i < places.length; i++) {
            places[i] = at;
            at += code.size() > items.size() && widened(items.get(i), code, at) ? 3 : 1;
        }
        return places;
    }

    private static boolean widened(Item item, List<Instruction> code, int at) {
        return item.destination() != null
                && !(item.instruction() instanceof Instruction.Jump)
                && at + 2 < code.size()
                && code.get(at + 1).equals(new Instruction.Jump(1, false))
                && code.get(at + 2) instanceof Instruction.Jump(int offset, boolean longForm)
                && longForm;
    }

    /** A line for each change of place; each function must begin with one if there are any. */
    private List<SourceLine> lines(int[] places) {
        List<SourceLine> lines = new ArrayList<>();
        Span first = items.stream()
                .map(Item::source)
                .filter(Objects::nonNull)
                .findFirst()
                .orElse(null);
        if (first == null) {
            return lines;
        }
        Set<Integer> beginnings = Set.copyOf(starts.values());
        Span before = null;
        for (int i = 0; i < places.length; i++) {
            boolean begins = beginnings.contains(i);
            Span here = items.get(i).source();
            if (here == null && begins) {
                here = before == null ? first : before;
            }
            if (here != null && (begins || before == null || !sameLine(here, before))) {
                lines.add(new SourceLine(
                        places[i],
                        here.source().name(),
                        here.lineText().replace('\0', ' ').strip(),
                        here.line(),
                        here.column()));
                before = here;
            }
        }
        return lines;
    }

    private static boolean sameLine(Span one, Span other) {
        return one.start() == other.start() && one.source().equals(other.source());
    }
}
