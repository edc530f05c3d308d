package dev.rawtap.kernel;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.rawtap.btf.Btf;
import dev.rawtap.btf.BtfKind;
import dev.rawtap.isa.AssemblyParser;
import dev.rawtap.isa.Constant64;
import dev.rawtap.isa.Instruction;
import dev.rawtap.object.AttachPoint;
import dev.rawtap.object.MapSpec;
import dev.rawtap.object.MapType;
import dev.rawtap.object.ObjectSpec;
import dev.rawtap.object.ProgramSpec;
import dev.rawtap.object.Reference;
import dev.rawtap.object.elf.ElfObject;
import dev.rawtap.testkit.conformance.RefusalCase.AssemblerText;
import dev.rawtap.testkit.conformance.RefusalCase.CompiledProgram;
import dev.rawtap.testkit.conformance.RefusalCase.Source;
import dev.rawtap.testkit.conformance.RefusalFile;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Pattern;

/** The programs of {@code conformance/verifier} as objects. */
final class RefusalObjects {
    private static final Pattern KERNEL_FUNCTION = Pattern.compile("kernel-function#([a-z_]\\w*)");

    private RefusalObjects() {}

    /** The object of one program; the test is skipped if it calls a kernel function that this kernel does not have. */
    static ObjectSpec of(Source source, Btf kernel) {
        return switch (source) {
            case CompiledProgram compiled -> compiled(compiled);
            case AssemblerText text -> assembled(text, kernel);
        };
    }

    private static ObjectSpec compiled(CompiledProgram compiled) {
        ObjectSpec object = ElfObject.read(RefusalFile.folder().resolve("c/" + compiled.file() + ".bpf.o"))
                .spec();
        List<ProgramSpec> programs = object.programs().stream()
                .filter(program -> program.name().equals(compiled.program()))
                .toList();
        if (programs.isEmpty()) {
            throw new IllegalArgumentException(compiled + " does not exist");
        }
        return object.withPrograms(programs);
    }

    private static ObjectSpec assembled(AssemblerText text, Btf kernel) {
        List<MapSpec> maps = text.maps().lines().map(RefusalObjects::map).toList();
        String numbered = KERNEL_FUNCTION
                .matcher(text.text())
                .replaceAll(found -> "kernel-function#" + kernelFunction(kernel, found.group(1)));
        List<Instruction> code = AssemblyParser.parse("code", numbered).orThrow();
        var references = new ArrayList<Reference>();
        for (int index = 0; index < code.size(); index++) {
            if (code.get(index) instanceof Instruction.LoadImmediate64 load) {
                int at = index;
                symbol(load.constant(), maps).ifPresent(symbol -> references.add(new Reference(at, symbol)));
            }
        }
        var program = new ProgramSpec(
                "program",
                text.section(),
                AttachPoint.ofSection(text.section()),
                true,
                code,
                references,
                List.of(),
                List.of(),
                List.of());
        return new ObjectSpec(
                "case",
                ByteOrder.nativeOrder(),
                text.license().equals("none") ? "" : text.license(),
                List.of(program),
                maps,
                List.of(),
                Optional.empty(),
                List.of());
    }

    private static int kernelFunction(Btf kernel, String name) {
        OptionalInt type = kernel.find(BtfKind.FUNCTION, name);
        assumeTrue(type.isPresent(), "this kernel has no kernel function " + name);
        return type.getAsInt();
    }

    /** A number that is no map's stays a descriptor, which none then is. */
    private static Optional<Reference.Symbol> symbol(Constant64 constant, List<MapSpec> maps) {
        return switch (constant) {
            case Constant64.MapFd(int number)
            when number < maps.size() ->
                Optional.of(new Reference.Symbol.MapItself(maps.get(number).name()));
            case Constant64.MapValue(int number, int offset)
            when number < maps.size() ->
                Optional.of(new Reference.Symbol.MapValue(maps.get(number).name(), offset));
            default -> Optional.empty();
        };
    }

    /** {@code NAME TYPE KEY VALUE ENTRIES [constant]}. */
    private static MapSpec map(String line) {
        String[] words = line.split(" ");
        int valueSize = Integer.parseInt(words[3]);
        var map = MapSpec.of(
                words[0],
                MapType.valueOf(words[1].toUpperCase(Locale.ROOT)),
                Integer.parseInt(words[2]),
                valueSize,
                Integer.parseInt(words[4]));
        return words.length > 5 ? map.withContents(new MapSpec.Contents(new byte[valueSize], true)) : map;
    }
}
