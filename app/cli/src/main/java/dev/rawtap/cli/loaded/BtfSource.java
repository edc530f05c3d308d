package dev.rawtap.cli.loaded;

import dev.rawtap.base.InvalidInputException;
import dev.rawtap.base.UnsupportedException;
import dev.rawtap.btf.Btf;
import dev.rawtap.contract.Engine;
import dev.rawtap.kernel.KernelObjects.BtfEntry;
import dev.rawtap.object.elf.ElfObject;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;

/** Types that a user names: {@code vmlinux}, a module, an id of what is loaded, or a file. */
public final class BtfSource {
    private static final int ELF = 0x7f;
    private static final String KERNEL = "vmlinux";

    private BtfSource() {}

    /**
     * The types of that name. The running kernel's own take no privilege, an id does.
     *
     * @param folder what the paths of files are relative to
     */
    public static Btf of(String text, Engine engine, Path folder) {
        if (text.matches("[0-9]{1,9}")) {
            return loaded(text, engine);
        }
        if (text.equals(KERNEL)) {
            return kernel(engine);
        }
        Path path = path(text, folder);
        if (Files.isRegularFile(path)) {
            return file(text, path);
        }
        Optional<Btf> module = engine.target().modules().stream()
                .filter(types -> types.name().equals(text))
                .findFirst();
        return module.orElseThrow(() -> new InvalidInputException(
                "no types '%s'".formatted(text), "name vmlinux, a module, an id of rawtap btf list, or a file"));
    }

    /**
     * The types in a file: BTF, or an object of clang.
     *
     * @param folder what its path is relative to
     */
    public static Btf ofFile(String text, Path folder) {
        return file(text, path(text, folder));
    }

    private static Btf kernel(Engine engine) {
        return engine.target()
                .btf()
                .orElseThrow(() ->
                        new UnsupportedException("this kernel has no BTF", "it is built with CONFIG_DEBUG_INFO_BTF"));
    }

    private static Btf loaded(String id, Engine engine) {
        Inventory inventory = new Inventory(LoadedObjects.kernel(engine));
        BtfEntry entry = Selection.one(id, new BtfView(inventory));
        if (entry.kernel() && entry.name().equals(KERNEL)) {
            return kernel(engine);
        }
        Optional<Btf> types = entry.kernel()
                ? inventory.objects().moduleTypes(entry.id(), kernel(engine))
                : inventory.objects().types(entry.id());
        return types.orElseThrow(() -> new InvalidInputException("BTF %s is not loaded any more".formatted(id), null));
    }

    private static Btf file(String name, Path path) {
        try {
            byte[] bytes = Files.readAllBytes(path);
            if (bytes.length == 0 || bytes[0] != ELF) {
                return Btf.read(name, MemorySegment.ofArray(bytes));
            }
            return ElfObject.read(name, bytes)
                    .spec()
                    .btf()
                    .orElseThrow(
                            () -> new InvalidInputException("%s has no types".formatted(name), "compile it with -g"));
        } catch (NoSuchFileException absent) {
            throw new InvalidInputException("cannot read %s: no such file".formatted(name), null, absent);
        } catch (IOException failed) {
            throw new InvalidInputException("cannot read %s: %s".formatted(name, failed.getMessage()), null, failed);
        }
    }

    private static Path path(String text, Path folder) {
        try {
            return folder.resolve(text);
        } catch (InvalidPathException impossible) {
            throw new InvalidInputException(
                    "'%s' is no file name: %s".formatted(text, impossible.getReason()), null, impossible);
        }
    }
}
