package dev.rawtap.linux.symbol;

import dev.rawtap.contract.Host.Symbol;
import dev.rawtap.contract.Host.UserPlace;
import dev.rawtap.linux.SystemFiles;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Where addresses of processes lie. Thread-safe. */
public final class UserSymbols {
    private static final String VDSO = "[vdso]";

    /** Nanoseconds in which a process hardly maps what matters. */
    private static final long JUST = 5_000_000;

    /** No code that a kernel maps into processes is longer. */
    private static final int LARGEST_VDSO = 1 << 16;

    private final SystemFiles files;
    private final Map<Integer, ProcessImage> processes = new HashMap<>();
    private final Map<Module, MappedModule> modules = new HashMap<>();

    private List<Path> debugFolders = List.of();

    /** Files of a path may differ between processes. */
    private record Module(String path, long inode) {}

    /** The processes of a machine. */
    public UserSymbols(SystemFiles files) {
        this.files = files;
    }

    /** The place of an address; empty if nothing that was seen of the process holds it. */
    public synchronized Optional<UserPlace> place(int pid, long address) {
        ProcessImage process = process(pid);
        process.refresh(ProcessImage.REST);
        Optional<ProcessMapping> mapping = process.mapping(address);
        if (mapping.isEmpty()) {
            // It may have mapped it since, or run another program.
            process.lookForMissing();
            mapping = process.mapping(address);
        }
        if (mapping.isPresent() && mapping.get().ofFile()) {
            return mapping.map(holder -> inFile(process, holder, address));
        }
        if (mapping.isPresent() && mapping.get().path().equals(VDSO)) {
            return mapping.map(holder -> inKernelCode(process, holder, address));
        }
        Optional<Symbol> compiled = process.compiled().find(address);
        if (compiled.isEmpty()) {
            process.lookForUnlisted();
            compiled = process.compiled().find(address);
        }
        if (compiled.isPresent()) {
            long start = mapping.map(ProcessMapping::start).orElse(address);
            return Optional.of(new UserPlace(compiled, process.perfMapPath(), address - start));
        }
        return mapping.map(holder -> new UserPlace(Optional.empty(), holder.path(), holder.offsetOf(address)));
    }

    private ProcessImage process(int pid) {
        return processes.computeIfAbsent(pid, number -> new ProcessImage(files, number));
    }

    /** A file may be mapped that a virtual machine writes code to: what it lists counts where the file has no names. */
    private UserPlace inFile(ProcessImage process, ProcessMapping mapping, long address) {
        long offset = mapping.offsetOf(address);
        Optional<Symbol> symbol = module(process, mapping).find(offset);
        if (symbol.isEmpty()) {
            symbol = process.compiled().find(address);
        }
        return new UserPlace(symbol, mapping.path(), offset);
    }

    /** The kernel maps the same code into every process. */
    private UserPlace inKernelCode(ProcessImage process, ProcessMapping mapping, long address) {
        long offset = address - mapping.start();
        MappedModule module = modules.computeIfAbsent(
                new Module(VDSO, 0), _ -> MappedModule.of(ElfImage.of(memoryOf(process, mapping))));
        return new UserPlace(module.find(offset), VDSO, offset);
    }

    private static MemorySegment memoryOf(ProcessImage process, ProcessMapping mapping) {
        Path memory = process.root().resolveSibling("mem");
        byte[] bytes = new byte[(int) Math.min(LARGEST_VDSO, mapping.end() - mapping.start())];
        try (var file = new RandomAccessFile(memory.toFile(), "r")) {
            file.seek(mapping.start());
            file.readFully(bytes);
        } catch (IOException gone) {
            return MemorySegment.ofArray(new byte[0]);
        }
        return MemorySegment.ofArray(bytes);
    }

    private MappedModule module(ProcessImage process, ProcessMapping mapping) {
        return modules.computeIfAbsent(new Module(mapping.path(), mapping.inode()), key -> open(process, key.path));
    }

    /** In the process's own file system, or in ours once it has ended. */
    private MappedModule open(ProcessImage process, String path) {
        Path inside = process.root().resolve(path.substring(1));
        return Files.isReadable(inside)
                ? MappedModule.open(inside, process.root(), debugFolders)
                : MappedModule.open(files.path(path), files.root(), debugFolders);
    }

    /** Where debug files are looked for, before the usual folder. */
    public synchronized void findDebugFilesIn(List<Path> folders) {
        debugFolders = List.copyOf(folders);
    }

    /** Looks at a process, unless that was just done: programs may ask for it with each event. */
    public synchronized void remember(int pid) {
        process(pid).refresh(JUST);
    }

    /** The build id of a module that a process maps; empty if it has none or cannot be read. */
    public synchronized Optional<String> buildId(int pid, String module) {
        ProcessImage process = process(pid);
        return process.mappingOf(module)
                .flatMap(mapping -> module(process, mapping).buildId());
    }
}
