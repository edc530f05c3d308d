package dev.rawtap.kernel;

import dev.rawtap.isa.Assembler;
import dev.rawtap.isa.Constant64;
import dev.rawtap.isa.Instruction;
import dev.rawtap.isa.Register;
import dev.rawtap.object.AttachPoint;
import dev.rawtap.object.MapSpec;
import dev.rawtap.object.ObjectSpec;
import dev.rawtap.object.ProgramSpec;
import dev.rawtap.object.Reference;
import dev.rawtap.object.elf.ElfObject;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** Objects for tests: one program written by hand, or those that are committed. */
final class TestObjects {
    static final Path ROOT = Path.of(System.getProperty("rawtap.root", "../.."));

    private TestObjects() {}

    /** A raw tracepoint program. Its n-th load of {@code MapFd(n)} is one of the n-th map, counted from 0. */
    static ObjectSpec rawTracepoint(String tracepoint, Consumer<Assembler> code, MapSpec... maps) {
        return object(
                new AttachPoint.RawTracepoint(Optional.of(tracepoint), false, false), Assembler.assemble(code), maps);
    }

    static ObjectSpec object(AttachPoint attach, List<Instruction> code, MapSpec... maps) {
        var references = new ArrayList<Reference>();
        for (int i = 0; i < code.size(); i++) {
            if (code.get(i) instanceof Instruction.LoadImmediate64(Register _, Constant64.MapFd(int map))) {
                references.add(new Reference(i, new Reference.Symbol.MapItself(maps[map].name())));
            }
        }
        var program = new ProgramSpec(
                "program", "", attach, true, code, references, List.of(), List.of(), List.of());
        return new ObjectSpec(
                "test",
                ByteOrder.nativeOrder(),
                "GPL",
                List.of(program),
                Arrays.asList(maps),
                List.of(),
                Optional.empty(),
                List.of());
    }

    static ObjectSpec committed(String path) {
        return ElfObject.read(ROOT.resolve(path)).spec();
    }
}
