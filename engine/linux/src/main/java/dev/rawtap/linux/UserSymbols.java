package dev.rawtap.linux;

import dev.rawtap.contract.Host.UserPlace;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Where addresses of processes lie, by their mappings. Thread-safe. */
final class UserSymbols {
    private final SystemFiles files;
    private final Map<Integer, List<ProcessMapping>> processes = new HashMap<>();

    UserSymbols(SystemFiles files) {
        this.files = files;
    }

    /** The place of an address. */
    synchronized Optional<UserPlace> place(int pid, long address) {
        return find(processes.computeIfAbsent(pid, this::mappings), address)
                .or(() -> {
                    remember(pid);
                    return find(processes.getOrDefault(pid, List.of()), address);
                })
                .map(mapping -> new UserPlace(Optional.empty(), mapping.path(), mapping.offsetOf(address)));
    }

    private static Optional<ProcessMapping> find(List<ProcessMapping> mappings, long address) {
        return mappings.stream().filter(mapping -> mapping.holds(address)).findFirst();
    }

    /** Reads a process's mappings; what was known stays if it is gone. */
    synchronized void remember(int pid) {
        List<ProcessMapping> now = mappings(pid);
        if (!now.isEmpty()) {
            processes.put(pid, now);
        }
    }

    private List<ProcessMapping> mappings(int pid) {
        var mappings = new ArrayList<ProcessMapping>();
        files.text("/proc/" + pid + "/maps")
                .ifPresent(text ->
                        text.lines().forEach(line -> ProcessMapping.parse(line).ifPresent(mappings::add)));
        return mappings;
    }
}
