package dev.rawtap.script.evaluation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rawtap.kerneltest.KernelTest;
import dev.rawtap.script.program.CompiledMap;
import dev.rawtap.script.program.CompiledMap.Storage;
import dev.rawtap.syscall.Architecture;
import dev.rawtap.syscall.SyscallRegisters;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Maps whose keys are small numbers lie in arrays, and print as those in hashes do. */
@KernelTest
class TablesKernelTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "begin { @[pid == 0] = count(); }|2|false",
                "begin { @[(uint8)pid] = sum(1); }|256|false",
                "begin { @[pid & 15] = max(1); @[3] = max(2); }|16|false",
                "begin { @[15 & pid] = min(1); }|16|false",
                "begin { @[pid % 100] = avg(1); }|128|false",
                "begin { @[pid > 3 ? 5 : 9] = stats(1); }|16|false",
                "begin { @[pid > 3 ? 5 : 9] = hist(1); }|16|false",
                "begin { @[cpu] = count(); } interval:s:1 { @[cpu + 0 == 0 ? cpu : 0] = count(); }|1|false",
                "rawtracepoint:sys_enter { @[args.id] = count(); }|512|true",
                "rawtracepoint:sys_exit { @[args.regs.NUMBER] = count(); }|512|true",
                "tracepoint:raw_syscalls:sys_enter { @[args.id] = count(); }|512|true",
                "enum e { A, B, C } begin { @[(enum e)pid] = count(); }|4|true",
            })
    void areTables(String script, int keys, boolean beyond) {
        String register = SyscallRegisters.of(Architecture.host()).number().field();
        Storage storage = storage(script.replace("NUMBER", register));
        assertThat(storage).isInstanceOf(Storage.PerCpu.class);
        var pieces = (Storage.PerCpu) storage;
        assertThat(pieces.keys()).isGreaterThanOrEqualTo(keys);
        assertThat(pieces.beyond().isPresent()).isEqualTo(beyond);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "begin { @[pid] = count(); }",
                "begin { @[(int8)pid] = count(); }",
                "begin { @[pid & 15, 1] = count(); }",
                "begin { @[(uint8)pid] = count(); @[pid] = count(); }",
                "begin { @[(uint8)pid] = count(); if (has_key(@, 3)) { exit(); } }",
                "begin { @[(uint8)pid] = count(); for ($kv : @) { print($kv.0); } }",
                "begin { @[(uint8)pid] = count(); delete(@, 3); }",
                "begin { @[(uint8)pid] = count(); print(len(@)); }",
                "begin { @[(uint8)pid] = count(); if (@[3] > 5) { exit(); } }",
                "begin { @[(uint8)pid] = 5; }",
                "begin { @[(uint8)pid] = lhist(1, 0, 10, 1); }",
                "let @ = percpuhash(100); begin { @[(uint8)pid] = count(); }",
                "config = { max_map_keys = 100 } begin { @[(uint8)pid] = count(); }",
                "enum e { A = -1, B } begin { @[(enum e)pid] = count(); }",
                "begin { @[-1 & pid] = count(); }",
            })
    void areHashes(String script) {
        assertThat(storage(script)).isInstanceOf(Storage.Hash.class);
    }

    /** The verifier knows less of some numbers than the compiler does: then the mask before the access must stay. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "@s % 3|2",
                "(@s % 3) & 3|2",
                "(@s / 100) & 3|0",
                "((@s & 7) / @i) & 7|1",
                "((@s & 3) >> (@i & 63)) & 3|0",
                "((@s & 7) >> @s) & 7|0"
            })
    void placesAreWithinTheTableForTheVerifierToo(String key, int place) {
        String script =
                "begin { @i = (uint64)5; @s = (uint64)5; @[%s] = count(); print(@); clear(@i); clear(@s); clear(@); }"
                        .formatted(key);
        try (var kernel = new OnKernel()) {
            assertThat(kernel.run(script).strip()).isEqualTo("@[%d]: 1".formatted(place));
        }
    }

    private static Storage storage(String script) {
        try (var kernel = new OnKernel()) {
            var compilation = kernel.compile(script);
            assertThat(compilation.script())
                    .as("%s: %s", script, compilation.diagnostics())
                    .isPresent();
            return compilation.script().get().maps().stream()
                    .filter(map -> map.name().equals("@"))
                    .map(CompiledMap::storage)
                    .findFirst()
                    .orElseThrow();
        }
    }

    @Test
    void holdWhatWasTakenInForEachKey() {
        assertThat(run("""
                begin {
                  for ($i : 0..20) {
                    $k = (uint64)$i & 3;
                    @count[$k & 3] = count();
                    @sum[$k & 3] = sum($i);
                    @min[$k & 3] = min($i - 10);
                    @max[$k & 3] = max(-$i);
                    @avg[$k & 3] = avg($i);
                    @stats[$k & 3] = stats($i);
                  }
                }
                """)).isEqualTo("""


                @avg[0]: 8
                @avg[1]: 9
                @avg[2]: 10
                @avg[3]: 11
                @count[0]: 5
                @count[1]: 5
                @count[2]: 5
                @count[3]: 5
                @max[3]: -3
                @max[2]: -2
                @max[1]: -1
                @max[0]: 0
                @min[0]: -10
                @min[1]: -9
                @min[2]: -8
                @min[3]: -7
                @stats[0]: { .count = 5, .average = 8, .total = 40 }
                @stats[1]: { .count = 5, .average = 9, .total = 45 }
                @stats[2]: { .count = 5, .average = 10, .total = 50 }
                @stats[3]: { .count = 5, .average = 11, .total = 55 }
                @sum[0]: 40
                @sum[1]: 45
                @sum[2]: 50
                @sum[3]: 55
                """);
    }

    @Test
    void showASumOfZeroAndNoKeyThatNeverCame() {
        assertThat(run("begin { @[(uint8)7] = sum(0); @[(uint8)9] = sum(3); }")).isEqualTo("""


                @[7]: 0
                @[9]: 3
                """);
    }

    @Test
    void haveKeysBeyondThemInAHash() {
        assertThat(run("""
                enum e { A, B }
                begin {
                  $far = pid > 0 ? 700 : 0;
                  $near = $far - 698;
                  @[(enum e)1] = count();
                  @[(enum e)$far] = count();
                  @[(enum e)$far] = count();
                  @s[(enum e)1] = sum(5);
                  @s[(enum e)$near] = sum(6);
                  @s[(enum e)$near] = sum(1);
                }
                """)).isEqualTo("""


                @[B]: 1
                @[700]: 2
                @s[B]: 5
                @s[2]: 7
                """);
    }

    @Test
    void keepAHistogramForEachKey() {
        String bar = "@".repeat(52);
        assertThat(run("""
                enum e { A, B }
                begin {
                  $far = pid > 0 ? 9 : 0;
                  @[(enum e)1] = hist(5);
                  @[(enum e)$far] = hist(-1);
                  @[(enum e)$far] = hist(0);
                }
                """)).isEqualTo("""


                @[B]:
                [4, 8)                 1 |%1$s|

                @[9]:
                (..., 0)               1 |%1$s|
                [0]                    1 |%1$s|

                """.formatted(bar));
    }

    @Test
    void areClearedZeroedAndPrintedWithTheHashBesideThem() {
        assertThat(run("""
                enum e { A, B }
                begin {
                  $far = pid > 0 ? 5 : 0;
                  @c[(enum e)1] = count(); @c[(enum e)$far] = count();
                  @z[(enum e)1] = count(); @z[(enum e)$far] = count();
                  print(@c);
                  clear(@c);
                  zero(@z);
                }
                """)).isEqualTo("""
                @c[B]: 1
                @c[5]: 1


                @z[B]: 0
                @z[5]: 0
                """);
    }

    private static String run(String script) {
        try (var kernel = new OnKernel()) {
            return kernel.run(script);
        }
    }
}
