package dev.rawtap.cli.inspect;

import dev.rawtap.base.RawtapException;
import dev.rawtap.btf.c.CNames;
import dev.rawtap.btf.value.ValueDecoder;
import dev.rawtap.btf.value.ValueText;
import dev.rawtap.cli.text.Columns;
import dev.rawtap.isa.Helper;
import dev.rawtap.isa.SlotMap;
import dev.rawtap.object.ExternalSymbol;
import dev.rawtap.object.FunctionInfo;
import dev.rawtap.object.GlobalVariable;
import dev.rawtap.object.MapSpec;
import dev.rawtap.object.MapType;
import dev.rawtap.object.ObjectSpec;
import dev.rawtap.object.ProgramSpec;
import dev.rawtap.object.Target;
import dev.rawtap.object.elf.ElfObject;
import dev.rawtap.object.elf.ElfSection;
import dev.rawtap.object.relocate.Relocated;
import dev.rawtap.object.relocate.Relocator;
import dev.rawtap.object.relocate.Resolution;
import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What is in an object.
 *
 * @param file the object
 * @param fitted the same for the running kernel's types; absent where it cannot be fitted
 * @param unfitted why it cannot
 */
public record Inspection(ElfObject file, Optional<Relocated> fitted, String unfitted) {
    private static final int LONG_VALUE = 80;

    /** Looks at {@code file} and fits it to {@code target}. */
    public static Inspection of(ElfObject file, Target target) {
        try {
            return new Inspection(file, Optional.of(Relocator.relocate(file.spec(), target)), "");
        } catch (RawtapException impossible) {
            return new Inspection(file, Optional.empty(), String.valueOf(impossible.getMessage()));
        }
    }

    ObjectSpec spec() {
        return file.spec();
    }

    List<Resolution> resolutions() {
        return fitted.map(Relocated::resolutions).orElse(List.of());
    }

    /** As text, with disassembly if {@code verbose}. */
    public String text(boolean verbose) {
        StringBuilder text = new StringBuilder(spec().name());
        text.append(": ").append(spec().order() == ByteOrder.LITTLE_ENDIAN ? "little-endian" : "big-endian");
        text.append(", licence ")
                .append(spec().license().isEmpty() ? "none" : spec().license())
                .append('\n');
        section("sections", sections(), text);
        section("programs", programs(), text);
        section("maps", maps(), text);
        section("global variables", globals(), text);
        section("kernel options and symbols", externals(), text);
        section("CO-RE relocations, in the object -> here", relocations(), text);
        Columns notes = new Columns(2);
        spec().notes().forEach(notes::row);
        section("notes", notes, text);
        if (verbose) {
            List<ProgramSpec> programs =
                    fitted.map(Relocated::spec).orElse(spec()).programs();
            for (ProgramSpec program : programs) {
                text.append('\n').append("disassembly of ").append(program.name());
                text.append(fitted.isPresent() ? ", for this kernel\n" : "\n");
                Disassembly.append(program, resolutions(), text);
            }
        }
        return text.toString();
    }

    private static void section(String title, Columns rows, StringBuilder text) {
        if (!rows.isEmpty()) {
            text.append('\n').append(title).append('\n');
            rows.appendTo(text);
        }
    }

    /** Sections that hold part of a program; what only linkers and debuggers read is one row. */
    private Columns sections() {
        Columns table = new Columns(2);
        int others = 0;
        long otherBytes = 0;
        for (ElfSection section : file.sections()) {
            String purpose = purpose(section);
            if (!purpose.isEmpty() && section.size() > 0) {
                table.row(section.name(), section.size() + " bytes", purpose);
            } else if (!section.name().isEmpty()) {
                others++;
                otherBytes += section.size();
            }
        }
        return others == 0 ? table : table.row(others + " others", otherBytes + " bytes", "symbols, debug information");
    }

    private static String purpose(ElfSection section) {
        if (section.isCode()) {
            return "code";
        }
        if (section.isData()) {
            return section.isConstant() ? "constants" : "variables";
        }
        return switch (section.name()) {
            case ".BTF" -> "types";
            case ".BTF.ext" -> "source lines and CO-RE relocations";
            case ".maps" -> "maps";
            case "license" -> "licence";
            default -> "";
        };
    }

    private Columns programs() {
        Columns table = new Columns(2);
        for (ProgramSpec program : spec().programs()) {
            Needs needs = Needs.of(program, spec().maps());
            int slots = SlotMap.of(program.code()).slots();
            table.row(program.name(), program.section(), slots + " instructions");
            table.row(
                    "",
                    "attach",
                    AttachText.of(program.attach()) + (program.autoload() ? "" : ", only when asked for"));
            table.row("", "needs", "Linux " + needs.since() + " (" + needs.because() + ")");
            if (program.functions().size() > 1) {
                table.row("", "functions", functions(program));
            }
            String helpers = helpers(program);
            if (!helpers.isEmpty()) {
                table.row("", "helpers", helpers);
            }
        }
        return table;
    }

    private static String functions(ProgramSpec program) {
        return String.join(
                ", ", program.functions().stream().map(FunctionInfo::name).toList());
    }

    private static String helpers(ProgramSpec program) {
        List<String> texts = new ArrayList<>();
        for (Helper helper : Needs.helpers(program)) {
            texts.add(helper.functionName() + " (" + helper.since() + (helper.gplOnly() ? ", GPL)" : ")"));
        }
        return String.join(", ", texts);
    }

    private Columns maps() {
        Columns table = new Columns(2);
        for (MapSpec map : spec().maps()) {
            List<String> row =
                    new ArrayList<>(List.of(map.name(), map.type().toString().toLowerCase(Locale.ROOT)));
            if (map.contents().isPresent()) {
                row.add(map.valueSize() + " bytes" + (map.contents().get().constant() ? ", constant" : ""));
            } else if (map.keySize() == 0 && map.valueSize() == 0) {
                row.add(map.maxEntries() + " bytes");
            } else {
                row.add(type(map.keyType(), map.keySize()) + " -> " + valueOf(map));
                row.add(map.maxEntries() == 0 ? "one entry per CPU" : map.maxEntries() + " entries");
            }
            if (map.pinByName()) {
                row.add("pinned by name");
            }
            map.values().forEach((index, held) -> row.add("[" + index + "] " + held));
            table.row(row);
        }
        return table;
    }

    private String valueOf(MapSpec map) {
        return map.inner()
                .map(inner -> "%s(%s -> %s)"
                        .formatted(
                                inner.type().toString().toLowerCase(Locale.ROOT),
                                type(inner.keyType(), inner.keySize()),
                                valueOf(inner)))
                .orElseGet(
                        () -> map.type() == MapType.PROGRAM_ARRAY ? "program" : type(map.valueType(), map.valueSize()));
    }

    /** A type of the object's BTF, else the number of bytes. */
    private String type(int id, int size) {
        return id == 0 || spec().btf().isEmpty()
                ? size + " bytes"
                : CNames.declare(spec().btf().get(), id, "");
    }

    private Columns globals() {
        Columns table = new Columns(2);
        for (GlobalVariable variable : namedGlobals()) {
            table.row(declaration(variable), variable.map() + " + " + variable.offset(), value(variable));
        }
        return table;
    }

    private Columns externals() {
        Columns table = new Columns(2);
        for (ExternalSymbol external : spec().externals()) {
            table.row(declaration(external), kind(external) + (external.weak() ? ", weak" : ""));
        }
        return table;
    }

    /** As C declares it. */
    String declaration(ExternalSymbol external) {
        return external.type() == 0 || spec().btf().isEmpty()
                ? "const void " + external.name()
                : CNames.declare(spec().btf().get(), external.type(), external.name());
    }

    /** What it is, in a word. */
    static String kind(ExternalSymbol external) {
        return external.kind().toString().toLowerCase(Locale.ROOT);
    }

    /** Those that somebody wrote; options have their values only when the object is loaded. */
    List<GlobalVariable> namedGlobals() {
        return spec().globals().stream()
                .filter(variable -> !variable.isGenerated() && !variable.map().equals(ExternalSymbol.OPTIONS))
                .toList();
    }

    String declaration(GlobalVariable variable) {
        return variable.type() == 0 || spec().btf().isEmpty()
                ? variable.name()
                : CNames.declare(spec().btf().get(), variable.type(), variable.name());
    }

    /** The value before the load: by type, else in hex; long ones are cut. */
    String value(GlobalVariable variable) {
        Optional<byte[]> bytes = bytes(variable);
        if (bytes.isEmpty()) {
            return "";
        }
        String value = typed(variable, bytes.get())
                .orElseGet(() -> "0x" + HexFormat.of().formatHex(bytes.get()));
        return value.length() > LONG_VALUE ? value.substring(0, LONG_VALUE) + "..." : value;
    }

    private Optional<byte[]> bytes(GlobalVariable variable) {
        for (MapSpec map : spec().maps()) {
            if (map.name().equals(variable.map()) && map.contents().isPresent()) {
                byte[] all = map.contents().get().bytes();
                int end = variable.offset() + variable.size();
                return end <= all.length
                        ? Optional.of(Arrays.copyOfRange(all, variable.offset(), end))
                        : Optional.empty();
            }
        }
        return Optional.empty();
    }

    private Optional<String> typed(GlobalVariable variable, byte[] bytes) {
        if (variable.type() == 0 || spec().btf().isEmpty()) {
            return Optional.empty();
        }
        try {
            StringBuilder value = new StringBuilder();
            ValueDecoder.of(spec().btf().get(), variable.type())
                    .decode(MemorySegment.ofArray(bytes), 0, bytes.length, new ValueText(value));
            return Optional.of(value.toString());
        } catch (RawtapException withoutValue) {
            return Optional.empty();
        }
    }

    private Columns relocations() {
        Columns table = new Columns(2);
        if (fitted.isEmpty()) {
            table.row("not resolved: " + unfitted);
        }
        for (Resolution resolution : resolutions()) {
            table.row(
                    resolution.program(),
                    "at " + slot(resolution),
                    RelocationText.question(resolution),
                    RelocationText.answer(resolution));
        }
        return table;
    }

    /** The slot of the relocated instruction, as the disassembly counts. */
    int slot(Resolution resolution) {
        for (ProgramSpec program : fitted.map(Relocated::spec).orElse(spec()).programs()) {
            if (program.name().equals(resolution.program())) {
                return SlotMap.of(program.code()).slotOf(resolution.instruction());
            }
        }
        return resolution.instruction();
    }
}
