package dev.rawtap.object.elf;

import dev.rawtap.base.MalformedException;
import dev.rawtap.btf.BtfExt;
import dev.rawtap.btf.CoreRelocation;
import dev.rawtap.btf.LineInfo;
import dev.rawtap.isa.Instruction;
import dev.rawtap.isa.InstructionDecoder;
import dev.rawtap.isa.SlotMap;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/** The instructions of one code section, cut into functions, with what the file says about them. */
final class CodeSection {
    private static final int SLOT_BYTES = 8;

    /** What the kernel takes as one program (BPF_COMPLEXITY_LIMIT_INSNS, linux/bpf_verifier.h). */
    private static final int MAX_SLOTS = 1_000_000;

    private final ElfSection section;
    private final int typeShift;
    private final List<Instruction> code;
    private final SlotMap slots;
    private final List<CodeFunction> functions;
    private final Map<Integer, CodeFunction> functionByStart = new HashMap<>();
    private final Map<Integer, ElfRelocation> relocations = new HashMap<>();
    private final Map<Integer, Integer> functionTypes = new HashMap<>();
    private final List<LineInfo> lines;
    private final List<CoreRelocation> fields;

    /** With what {@code info} says of it; ids of types are those of the object and greater by {@code typeShift} here. */
    CodeSection(ElfFile file, ElfSection section, @Nullable BtfExt info, int typeShift) {
        this.section = section;
        this.typeShift = typeShift;
        if (section.data().size() > (long) MAX_SLOTS * SLOT_BYTES) {
            throw malformed(0, "%d bytes of code, at most %d instructions".formatted(section.size(), MAX_SLOTS));
        }
        this.code = InstructionDecoder.decode(section.data());
        this.slots = SlotMap.of(code);
        this.functions = List.copyOf(cut(file));
        functions.forEach(function -> functionByStart.put(function.start(), function));
        for (ElfRelocation relocation : file.relocationsOf(section)) {
            relocations.put(index(relocation.offset(), "relocation"), relocation);
        }
        if (info == null) {
            lines = List.of();
            fields = List.of();
            return;
        }
        info.functions(section.name())
                .forEach(function -> functionTypes.put(index(function.offset(), "func_info"), function.type()));
        lines = sorted(info.lines(section.name()), LineInfo::offset);
        fields = sorted(info.relocations(section.name()), CoreRelocation::offset);
    }

    private static <T> List<T> sorted(List<T> records, ToIntFunction<T> offset) {
        return records.stream()
                .sorted((one, other) -> Integer.compare(offset.applyAsInt(one), offset.applyAsInt(other)))
                .toList();
    }

    /** Cuts at function symbols; a symbol without size reaches to the next one. Of several names for one start, the first. */
    private List<CodeFunction> cut(ElfFile file) {
        List<ElfSymbol> starts = file.symbolsOf(section).stream()
                .filter(symbol -> symbol.type() == ElfSymbol.Type.FUNCTION)
                .sorted((one, other) -> Long.compare(one.value(), other.value()))
                .toList();
        var cut = new ArrayList<CodeFunction>();
        for (int i = 0; i < starts.size(); i++) {
            ElfSymbol symbol = starts.get(i);
            if (i > 0 && starts.get(i - 1).value() == symbol.value()) {
                continue;
            }
            int next = i + 1;
            while (next < starts.size() && starts.get(next).value() == symbol.value()) {
                next++;
            }
            long limit = next < starts.size() ? starts.get(next).value() : section.size();
            long end = symbol.size() == 0 ? limit : symbol.value() + symbol.size();
            if (end > limit) {
                throw malformed(symbol.value(), "function '%s' overlaps the next one".formatted(symbol.name()));
            }
            int first = index(symbol.value(), "function '" + symbol.name() + "'");
            int last = index(end, "end of function '" + symbol.name() + "'");
            if (first == last) {
                throw malformed(symbol.value(), "function '%s' has no instructions".formatted(symbol.name()));
            }
            cut.add(new CodeFunction(symbol.name(), this, first, last, symbol.binding()));
        }
        return cut;
    }

    /** Index of the instruction at a byte offset; of the end, the number of instructions. */
    int index(long offset, String what) {
        if (offset < 0 || offset > section.size() || offset % SLOT_BYTES != 0) {
            throw malformed(0, "%s at byte %d, where no instruction starts".formatted(what, offset));
        }
        return slots.indexOf((int) (offset / SLOT_BYTES))
                .orElseThrow(() -> malformed(offset, what + " in the middle of an instruction"));
    }

    /** The function that starts at a slot. */
    CodeFunction functionAt(long slot, String what) {
        int index = slot < 0 || slot > Integer.MAX_VALUE
                ? -1
                : slots.indexOf((int) slot).orElse(-1);
        CodeFunction function = functionByStart.get(index);
        if (function == null) {
            throw malformed(
                    0,
                    "%s goes to instruction %d of '%s', where no function starts"
                            .formatted(what, slot, section.name()));
        }
        return function;
    }

    String name() {
        return section.name();
    }

    List<CodeFunction> functions() {
        return functions;
    }

    Instruction instruction(int index) {
        return code.get(index);
    }

    int slotOf(int index) {
        return slots.slotOf(index);
    }

    int indexOfOffset(int offset, String what) {
        return index(offset, what);
    }

    Optional<ElfRelocation> relocationAt(int index) {
        return Optional.ofNullable(relocations.get(index));
    }

    /** Id of the BTF type of a function, 0 if unknown. */
    int typeOf(CodeFunction function) {
        int own = functionTypes.getOrDefault(function.start(), 0);
        return own == 0 ? 0 : own + typeShift;
    }

    List<LineInfo> linesOf(CodeFunction function) {
        return within(lines, LineInfo::offset, function);
    }

    /** The id that a type of its object has here. */
    int typeId(int own) {
        return own + typeShift;
    }

    List<CoreRelocation> fieldsOf(CodeFunction function) {
        return within(fields, CoreRelocation::offset, function);
    }

    private <T> List<T> within(List<T> records, ToIntFunction<T> offset, CodeFunction function) {
        return records.subList(
                firstFrom(records, offset, slots.slotOf(function.start()) * SLOT_BYTES),
                firstFrom(records, offset, slots.slotOf(function.end()) * SLOT_BYTES));
    }

    private static <T> int firstFrom(List<T> records, ToIntFunction<T> offset, int wanted) {
        int low = 0;
        int high = records.size();
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (offset.applyAsInt(records.get(middle)) < wanted) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    /** An error at a byte of this section, to be thrown by the caller. */
    MalformedException malformed(long offset, String problem) {
        return section.data().malformed(offset, problem);
    }
}
