package dev.rawtap.script.analysis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rawtap.object.AttachPoint;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/** Whether kallsyms has the names of variables is a matter of how the kernel was configured, so that a machine is made up here. */
class KernelSymbolsTest {
    private static final String SCRIPT = "begin { print(percpu_kaddr(\"runqueues\", 0) != 0); }";

    @Test
    void perCpuVariablesAreFoundWhereTheKernelNamesThem() {
        var machine = new Symbols(Map.of("runqueues", 0x20000L, "__per_cpu_offset", 0xffffffff82000000L));
        assertThat(told(machine)).isEmpty();
    }

    @Test
    void perCpuVariablesAreRefusedWhereTheKernelHidesThem() {
        assertThat(told(new Symbols(Map.of())))
                .startsWith("stdin:1:15-43: ERROR: Could not resolve variable \"runqueues\" from BTF");
        assertThat(told(new Symbols(Map.of("runqueues", 0x20000L))))
                .startsWith("stdin:1:15-43: ERROR: Failed to resolve kernel symbol: __per_cpu_offset");
    }

    private static String told(Machine machine) {
        return Analyzed.told(Analyzed.analyze(SCRIPT, AnalysisOptions.of(Analyzed.TARGET, machine)));
    }

    private record Symbols(Map<String, Long> addresses) implements Machine {
        @Override
        public OptionalLong kernelAddress(String symbol) {
            Long address = addresses.get(symbol);
            return address == null ? OptionalLong.empty() : OptionalLong.of(address);
        }

        @Override
        public OptionalLong controlGroup(String path) {
            return NONE.controlGroup(path);
        }

        @Override
        public int possibleCpus() {
            return NONE.possibleCpus();
        }

        @Override
        public boolean mayCall(String function, AttachPoint program) {
            return NONE.mayCall(function, program);
        }

        @Override
        public List<String> tracepoints() {
            return NONE.tracepoints();
        }

        @Override
        public Optional<String> tracepointFormat(String category, String name) {
            return NONE.tracepointFormat(category, name);
        }
    }
}
