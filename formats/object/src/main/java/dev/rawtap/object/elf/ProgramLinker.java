package dev.rawtap.object.elf;

import dev.rawtap.base.InvalidInputException;
import dev.rawtap.btf.CoreRelocation;
import dev.rawtap.btf.LineInfo;
import dev.rawtap.isa.Constant64;
import dev.rawtap.isa.Instruction;
import dev.rawtap.object.AttachPoint;
import dev.rawtap.object.FieldRelocation;
import dev.rawtap.object.FunctionInfo;
import dev.rawtap.object.ProgramSpec;
import dev.rawtap.object.Reference;
import dev.rawtap.object.Reference.Symbol;
import dev.rawtap.object.SourceLine;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Makes a program of an entry function and everything that it reaches. Functions follow the entry in the order in which
 * they are met, each before what it calls in turn: the order that other loaders give the kernel too.
 */
final class ProgramLinker {
    /** All programs of an object together: many small programs may each pull in the same large library. */
    private static final int MAX_INSTRUCTIONS = 4_000_000;

    private final String file;
    private final Map<CodeSection, SymbolTable> tables;
    private int instructions;

    /** With the symbols that each section's code uses. */
    ProgramLinker(String file, Map<CodeSection, SymbolTable> tables) {
        this.file = file;
        this.tables = tables;
    }

    private SymbolTable symbols(CodeSection section) {
        SymbolTable known = tables.get(section);
        if (known == null) {
            throw new IllegalStateException("section '" + section.name() + "' of no file");
        }
        return known;
    }

    ProgramSpec link(CodeFunction entry) {
        String section = entry.section().name();
        boolean optional = section.startsWith("?");
        return new Linked(place(entry))
                .program(
                        entry.name(),
                        section,
                        AttachPoint.ofSection(optional ? section.substring(1) : section),
                        !optional);
    }

    /** A function's calls, looked through from {@code next} on. */
    private static final class Visit {
        final CodeFunction function;
        int next;

        Visit(CodeFunction function) {
            this.function = function;
            this.next = function.start();
        }
    }

    /** Start slot of each function in the program, in order. */
    private Map<CodeFunction, Integer> place(CodeFunction entry) {
        var placed = new LinkedHashMap<CodeFunction, Integer>();
        Deque<Visit> open = new ArrayDeque<>();
        int end = append(placed, entry, 0);
        open.push(new Visit(entry));
        while (!open.isEmpty()) {
            Visit visit = open.element();
            if (visit.next == visit.function.end()) {
                open.pop();
                continue;
            }
            Optional<CodeFunction> reached = target(visit.function.section(), visit.next++);
            if (reached.isPresent() && !placed.containsKey(reached.get())) {
                end = append(placed, reached.get(), end);
                open.push(new Visit(reached.get()));
            }
        }
        return placed;
    }

    private int append(Map<CodeFunction, Integer> placed, CodeFunction function, int slot) {
        instructions += function.length();
        if (instructions > MAX_INSTRUCTIONS) {
            throw new InvalidInputException(
                    "%s has more than %d instructions when its functions are put together"
                            .formatted(file, MAX_INSTRUCTIONS),
                    "split it into several objects");
        }
        placed.put(function, slot);
        CodeSection section = function.section();
        return slot + section.slotOf(function.end()) - section.slotOf(function.start());
    }

    /** The function that an instruction calls or takes the address of. */
    private Optional<CodeFunction> target(CodeSection section, int index) {
        return switch (section.instruction(index)) {
            case Instruction.CallLocal(int offset) ->
                external(section, index).isPresent() ? Optional.empty() : Optional.of(callee(section, index, offset));
            case Instruction.LoadImmediate64 load ->
                switch (load.constant()) {
                    case Constant64.Value value ->
                        section.relocationAt(index)
                                .flatMap(relocation -> symbols(section).functionAt(section, relocation, value.value()));
                    case Constant64.Function function ->
                        Optional.of(section.functionAt(section.slotOf(index) + 1L + function.offset(), "callback"));
                    default -> Optional.empty();
                };
            default -> Optional.empty();
        };
    }

    /** What the kernel has, if an instruction calls that. */
    private Optional<Symbol> external(CodeSection section, int index) {
        return section.relocationAt(index).flatMap(symbols(section)::externalCallee);
    }

    private CodeFunction callee(CodeSection section, int index, int offset) {
        return section.relocationAt(index)
                .map(relocation -> symbols(section).callee(section, index, relocation, offset))
                .orElseGet(() -> section.functionAt(section.slotOf(index) + 1L + offset, "call"));
    }

    /** What is put together for one program. */
    private final class Linked {
        private final Map<CodeFunction, Integer> placed;
        private final List<Instruction> code = new ArrayList<>();
        private final List<Reference> references = new ArrayList<>();
        private final List<FunctionInfo> functions = new ArrayList<>();
        private final List<SourceLine> lines = new ArrayList<>();
        private final List<FieldRelocation> fields = new ArrayList<>();

        Linked(Map<CodeFunction, Integer> placed) {
            this.placed = placed;
            placed.forEach(this::add);
        }

        ProgramSpec program(String name, String section, AttachPoint attach, boolean autoload) {
            return new ProgramSpec(name, section, attach, autoload, code, references, functions, lines, fields);
        }

        private void add(CodeFunction function, int startSlot) {
            CodeSection section = function.section();
            int base = code.size();
            functions.add(new FunctionInfo(base, function.name(), section.typeOf(function)));
            for (LineInfo line : section.linesOf(function)) {
                int index = section.index(line.offset(), "line_info");
                lines.add(new SourceLine(
                        base + index - function.start(),
                        line.file(),
                        line.text().strip(),
                        line.line(),
                        line.column()));
            }
            for (CoreRelocation field : section.fieldsOf(function)) {
                int index = section.index(field.offset(), "CO-RE relocation");
                fields.add(new FieldRelocation(
                        base + index - function.start(), section.typeId(field.type()), field.access(), field.kind()));
            }
            for (int index = function.start(); index < function.end(); index++) {
                int slot = startSlot + section.slotOf(index) - section.slotOf(function.start());
                code.add(resolved(section, index, slot));
            }
        }

        private Instruction resolved(CodeSection section, int index, int slot) {
            Instruction instruction = section.instruction(index);
            Optional<CodeFunction> target = target(section, index);
            if (target.isPresent()) {
                int offset = placed.getOrDefault(target.get(), 0) - (slot + 1);
                return switch (instruction) {
                    case Instruction.LoadImmediate64 load ->
                        new Instruction.LoadImmediate64(load.dst(), new Constant64.Function(offset));
                    default -> new Instruction.CallLocal(offset);
                };
            }
            if (instruction instanceof Instruction.CallLocal) {
                external(section, index).ifPresent(symbol -> references.add(new Reference(code.size(), symbol)));
                return new Instruction.CallKernelFunction(0, (short) 0);
            }
            Optional<ElfRelocation> relocation = section.relocationAt(index);
            if (relocation.isEmpty()) {
                return instruction;
            }
            if (instruction instanceof Instruction.LoadImmediate64 load
                    && load.constant() instanceof Constant64.Value value) {
                Symbol symbol = symbols(section).data(section, index, relocation.get(), value.value());
                references.add(new Reference(code.size(), symbol));
                return new Instruction.LoadImmediate64(load.dst(), placeholder(symbol));
            }
            throw section.malformed(
                    relocation.get().offset(),
                    "relocation of type %d for '%s' on an instruction that takes none"
                            .formatted(
                                    relocation.get().type(),
                                    relocation.get().symbol().name()));
        }

        private static Constant64 placeholder(Symbol symbol) {
            return switch (symbol) {
                case Symbol.MapItself _ -> new Constant64.MapFd(0);
                case Symbol.MapValue value -> new Constant64.MapValue(0, value.offset());
                case Symbol.External _ -> new Constant64.Value(0);
            };
        }
    }
}
