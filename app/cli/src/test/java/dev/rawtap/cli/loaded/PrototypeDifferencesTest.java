package dev.rawtap.cli.loaded;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rawtap.btf.Btf;
import dev.rawtap.btf.BtfBuilder;
import dev.rawtap.btf.BtfType;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class PrototypeDifferencesTest {
    /** A kernel of tracepoints with arguments of {@code int}, or of {@code long} where the name says so. */
    private static Btf kernel(Map<String, List<String>> tracepoints) {
        var builder = new BtfBuilder(ByteOrder.LITTLE_ENDIAN);
        int number = builder.add(new BtfType.Int("int", 4, BtfType.IntEncoding.SIGNED));
        int wide = builder.add(new BtfType.Int("long", 8, BtfType.IntEncoding.SIGNED));
        int data = builder.add(new BtfType.Pointer(0));
        new TreeMap<>(tracepoints).forEach((name, arguments) -> {
            var parameters = new ArrayList<>(List.of(new BtfType.Parameter("__data", data)));
            for (String argument : arguments) {
                parameters.add(new BtfType.Parameter(argument, argument.startsWith("long") ? wide : number));
            }
            int prototype = builder.add(new BtfType.FunctionPrototype(0, parameters));
            builder.add(new BtfType.Function("__probestub_" + name, prototype, BtfType.Linkage.STATIC));
            builder.add(new BtfType.Typedef("btf_trace_" + name, builder.add(new BtfType.Pointer(prototype))));
        });
        return builder.build("vmlinux");
    }

    @Test
    void tellsWhatIsAddedRemovedAndChanged() {
        Btf before = kernel(Map.of(
                "gone", List.of("a"),
                "same", List.of("a", "b"),
                "wider", List.of("a", "b"),
                "longer", List.of("a"),
                "shorter", List.of("a", "b")));
        Btf after = kernel(Map.of(
                "fresh", List.of(),
                "same", List.of("a", "b"),
                "wider", List.of("a", "long_b"),
                "longer", List.of("a", "b"),
                "shorter", List.of("a")));
        assertThat(PrototypeDifferences.of(before, after).text()).isEqualTo("""
                - gone(int a)
                + fresh()
                ! longer(int a, int b)
                    argument 1 is new: int b
                ! shorter(int a)
                    argument 1 is gone: int b
                ! wider(int a, long long_b)
                    argument 1: int b -> long long_b
                1 added, 1 removed, 3 changed, 1 the same
                """);
    }

    @Test
    void thereAreNoneBetweenAKernelAndItself() {
        Btf kernel = kernel(Map.of("same", List.of("a")));
        assertThat(PrototypeDifferences.of(kernel, kernel).text())
                .isEqualTo("0 added, 0 removed, 0 changed, 1 the same\n");
    }
}
