package dev.rawtap.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.rawtap.contract.Host.Symbol;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class KernelSymbolsTest {
    private static KernelSymbols parse(String text) {
        return KernelSymbols.parse(text.getBytes(StandardCharsets.US_ASCII));
    }

    private static final KernelSymbols SOME = parse("""
            0000000000000000 A fixed_percpu_data
            ffffffff81000000 T _stext
            ffffffff81000000 T _text
            ffffffff81000040 t first
            ffffffffc0000100 t in_module\t[nfs]
            ffffffff82000000 D table
            """);

    @Test
    void findsTheSymbolThatHoldsAnAddress() {
        assertThat(SOME.find(0xffffffff81000045L)).hasValue(new Symbol("first", 5));
        assertThat(SOME.find(0xffffffff81000040L)).hasValue(new Symbol("first", 0));
        assertThat(SOME.find(0xffffffff82000001L)).hasValue(new Symbol("table", 1));
        assertThat(SOME.find(0xffffffffc0000101L)).hasValue(new Symbol("in_module", 1));
    }

    @Test
    void theFirstOfSeveralAtOnePlaceCounts() {
        assertThat(SOME.find(0xffffffff81000001L)).hasValue(new Symbol("_stext", 1));
    }

    @Test
    void addressesOutsideBelongToNothing() {
        assertThat(SOME.find(0)).isEmpty();
        assertThat(SOME.find(0x7fff00001000L)).isEmpty();
        assertThat(SOME.find(0xffff888000000000L)).isEmpty();
        assertThat(SOME.find(-1)).isEmpty();
    }

    @Test
    void findsAddressesOfNames() {
        assertThat(SOME.addresses("in_module")).containsExactly(0xffffffffc0000100L);
        assertThat(SOME.addresses("firs")).isEmpty();
    }

    @Test
    void sortsAddressesHoweverFarApart() {
        KernelSymbols far = parse("ffffffff81000000 T high\nffff800000000000 T low\nffffffff80000000 T middle\n"
                + "8000000000000000 T lowest\nffff800000000000 T twin\n");
        assertThat(far.find(0xffff800000000001L)).hasValue(new Symbol("low", 1));
        assertThat(far.find(0xffffffff80000002L)).hasValue(new Symbol("middle", 2));
        assertThat(far.find(0x8000000000000000L)).hasValue(new Symbol("lowest", 0));
    }

    @Test
    void hiddenOrDamagedTablesAreEmpty() {
        assertThat(parse("").size()).isZero();
        assertThat(parse("0000000000000000 T _text\n").find(0xffffffff81000000L))
                .isEmpty();
        assertThat(parse("ffffffff81000000").size()).isZero();
        assertThat(parse("garbage\nffffffff81000000 T _text").find(0xffffffff81000000L))
                .hasValue(new Symbol("_text", 0));
    }

    @Test
    void agreesWithTheKernelsList() throws Exception {
        List<String> lines = Files.readAllLines(Path.of("/proc/kallsyms"));
        List<String> visible = lines.stream()
                .filter(line -> line.startsWith("ffff") && line.split(" ")[2].equals("do_nanosleep"))
                .toList();
        assumeThat(visible).as("addresses are shown").isNotEmpty();
        long address = Long.parseUnsignedLong(visible.getFirst().substring(0, 16), 16);
        KernelSymbols symbols = KernelSymbols.read(SystemFiles.HOST);
        assertThat(symbols.find(address + 3)).hasValue(new Symbol("do_nanosleep", 3));
        // Others load and unload programs meanwhile, each of which is a symbol.
        long fixed = lines.stream()
                .filter(line -> line.startsWith("ffff") && !line.endsWith("[bpf]"))
                .count();
        assertThat((long) symbols.size()).isBetween(fixed, fixed + 5_000);
    }
}
