package dev.rawtap.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.rawtap.base.RawtapException;
import dev.rawtap.btf.BtfKind;
import dev.rawtap.contract.LoadOptions;
import dev.rawtap.contract.Loaded;
import dev.rawtap.contract.ProgramRejectedException;
import dev.rawtap.contract.TestInput;
import dev.rawtap.kerneltest.KernelTest;
import dev.rawtap.linux.LinuxKernel;
import dev.rawtap.testkit.MemoryHost;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Options and symbols of the running kernel in objects of formats/object's corpus. */
@KernelTest
class ExternalSymbolsTest {
    private static final String OPTIONS = """
            CONFIG_TEST_BOOL=y
            CONFIG_TEST_MODULE=m
            CONFIG_TEST_CHARACTER=65
            # CONFIG_TEST_ABSENT is not set
            CONFIG_TEST_NEGATIVE=-300
            CONFIG_TEST_WIDE=0x123456789abcdef0
            CONFIG_TEST_TEXT="longer than eight"
            """;

    private final KernelEngine engine = KernelEngine.open();

    @AfterEach
    void close() {
        engine.close();
    }

    private static void run(Loaded loaded, String program) {
        assertThat(loaded.program(program).testRun(TestInput.ofArguments(0, 0)).value())
                .isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"kconfig", "kconfig.clang21"})
    void optionsAreTheCallersAndTheKernels(String name) {
        try (var loaded = engine.load(Samples.corpus(name), LoadOptions.DEFAULT.withKernelOptions(OPTIONS))) {
            run(loaded, "read_options");
            var values = ByteBuffer.wrap(loaded.variable("values").bytes()).order(ByteOrder.nativeOrder());
            long version = values.getLong();
            assertThat(version >> 16).isEqualTo(engine.target().version().major());
            assertThat(version >> 8 & 0xff).isEqualTo(engine.target().version().minor());
            assertThat(values.getLong()).as("cookie").isEqualTo(engine.target().hasHelper("get_attach_cookie") ? 1 : 0);
            boolean wrapper = List.of("__x64_sys_bpf", "__arm64_sys_bpf").stream()
                    .anyMatch(symbol -> engine.host().kernelAddress(symbol).isPresent());
            assertThat(values.getLong()).as("wrapper").isEqualTo(wrapper ? 1 : 0);
            assertThat(values.getLong()).as("BPF_SYSCALL").isEqualTo(1);
            assertThat(values.getLong()).as("HZ").isIn(100L, 250L, 300L, 1000L);
            assertThat(values.getLong()).as("bool").isEqualTo(1);
            assertThat(values.getLong()).as("module").isEqualTo(2);
            assertThat(values.getLong()).as("character").isEqualTo(65);
            assertThat(values.getLong()).as("wide").isEqualTo(0x123456789abcdef0L);
            assertThat(values.getLong()).as("absent").isZero();
            assertThat(values.getLong()).as("negative").isEqualTo(-300);
            byte[] text = new byte[8];
            values.get(text);
            assertThat(text).isEqualTo(new byte[] {'l', 'o', 'n', 'g', 'e', 'r', ' ', 0});
        }
    }

    @Test
    void callersOptionsGoBeforeTheKernels() {
        try (var loaded = engine.load(
                Samples.corpus("kconfig"), LoadOptions.DEFAULT.withKernelOptions(OPTIONS + "CONFIG_HZ=77\n"))) {
            assertThat(loaded.variable("CONFIG_HZ").number()).isEqualTo(77);
        }
    }

    @ParameterizedTest
    @CsvSource(quoteCharacter = '~', delimiter = '|', textBlock = """
            misspelt     | reads kernel option 'CONFIG_HZZ', which is not set in | CONFIG_HZ
            misspelt     | reads kernel option 'CONFIG_HZZ', which is not set in | extern int CONFIG_HZZ __kconfig __weak
            another_type | declares '_Bool CONFIG_HZ', which is                  | the value comes from
            not_virtual  | 'LINUX_NO_SUCH', which is none of the loader's own    | __kconfig __weak
            """)
    void missingOptionsAreExplained(String program, String message, String hint) {
        assertThatThrownBy(() -> engine.load(Samples.corpus("kconfig_missing", program), LoadOptions.DEFAULT))
                .hasMessageContaining(message)
                .isInstanceOfSatisfying(
                        RawtapException.class,
                        refused -> assertThat(refused.hint().orElse("")).contains(hint));
    }

    @ParameterizedTest
    @ValueSource(strings = {"externs", "externs.clang21"})
    void weakOnesAreZero(String name) {
        try (var loaded = engine.load(Samples.corpus(name), LoadOptions.DEFAULT)) {
            run(loaded, "read_externs");
            assertThat(loaded.variable("missing").number()).isZero();
            assertThat(loaded.variable("nowhere").number()).isZero();
            assertThat(loaded.variable("present").number()).isEqualTo(1);
            assertThat(loaded.variable("address").number())
                    .isEqualTo(engine.host().kernelAddress("schedule").orElseThrow());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"kernel_symbols", "kernel_symbols.clang21"})
    void symbolsAreTheKernels(String name) {
        Samples.assumeSince(engine, 6, 4, "the iterators of numbers that it calls");
        try (var loaded = engine.load(Samples.corpus(name), LoadOptions.DEFAULT)) {
            loaded.programs().forEach(program -> run(loaded, program.name()));
            assertThat(loaded.variable("address").number())
                    .isEqualTo(engine.host().kernelAddress("schedule").orElseThrow());
            assertThat(loaded.variable("nowhere").number()).isZero();
            assertThat(loaded.variable("active").number())
                    .as("programs running here")
                    .isBetween(0L, 8L);
            assertThat(loaded.variable("variable").number()).isZero();
            assertThat(loaded.variable("sum").number()).isEqualTo(55);
            assertThat(loaded.variable("function").number()).isEqualTo(1);
            assertThat(loaded.variable("absent").number()).isZero();
            assertThat(loaded.variable("other").number()).isZero();
        }
    }

    /** A kernel that keeps no names of data (no CONFIG_KALLSYMS_ALL) says so of each. */
    @Test
    void variablesAreThoseOfTheKernelsTypes() {
        assumeProgActive();
        try (var loaded = engine.load(Samples.corpus("kernel_symbols", "variables"), LoadOptions.DEFAULT)) {
            run(loaded, "variables");
            assertThat(loaded.variable("active").number()).isBetween(0L, 8L);
        } catch (ProgramRejectedException refused) {
            assertThat(engine.host().kernelAddress("bpf_prog_active")).isEmpty();
            assertThat(refused).hasMessageContaining("address for kernel symbol 'bpf_prog_active'");
        }
    }

    @ParameterizedTest
    @CsvSource(quoteCharacter = '~', delimiter = '|', textBlock = """
            two_addresses            | does not have: 'no_such_address', 'no_such_either' (program 'two_addresses') | no symbol 'no_such_address'
            variable                 | does not have: 'no_such_variable'   | no variable 'no_such_variable'
            variable_of_another_type | declares variable as 'const void *bpf_prog_active', but this kernel has 'int bpf_prog_active' | ___v2
            misspelt                 | does not have: 'bpf_rcu_read_lokc'  | nearest: bpf_rcu_read_lock
            another_prototype        | declares function as 'int bpf_rcu_read_lock(int)', but this kernel has 'void bpf_rcu_read_lock(void)' | ___v2
            unguarded                | calls kernel function 'bpf_no_such_function', but this kernel and its modules have no function | if (bpf_ksym_exists(bpf_no_such_function))
            """)
    void missingSymbolsAreExplained(String program, String message, String hint) {
        if ((message + hint).contains("bpf_rcu_read_lock")) {
            Samples.assumeSince(engine, 6, 2, "bpf_rcu_read_lock");
        }
        if (message.contains("bpf_prog_active")) {
            assumeProgActive();
        }
        assertThatThrownBy(() -> engine.load(Samples.corpus("kernel_symbols_missing", program), LoadOptions.DEFAULT))
                .hasMessageContaining(message)
                .isInstanceOfSatisfying(
                        RawtapException.class,
                        refused -> assertThat(refused.hint().orElse("")).contains(hint));
    }

    private void assumeProgActive() {
        assumeThat(engine.target().btf().orElseThrow().find(BtfKind.VARIABLE, "bpf_prog_active"))
                .as("variable bpf_prog_active in this kernel's types")
                .isPresent();
    }

    @Test
    void reachedCallOfAnAbsentFunctionHasAFinding() {
        assertThatThrownBy(
                        () -> engine.load(Samples.corpus("kernel_symbols_missing", "unguarded"), LoadOptions.DEFAULT))
                .isInstanceOfSatisfying(
                        ProgramRejectedException.class,
                        refused -> assertThat(refused.findings())
                                .singleElement()
                                .satisfies(finding -> assertThat(
                                                finding.source().orElseThrow().text())
                                        .contains("bpf_no_such_function")));
    }

    @Test
    void hiddenAddressesAreExplained() {
        try (var blind = KernelEngine.open(new LinuxKernel(), new MemoryHost(Map.of()))) {
            assertThatThrownBy(() -> blind.load(Samples.corpus("kernel_symbols", "addresses"), LoadOptions.DEFAULT))
                    .hasMessageContaining("addresses are hidden from this process")
                    .isInstanceOfSatisfying(
                            RawtapException.class,
                            refused -> assertThat(refused.hint().orElse("")).contains("kernel.kptr_restrict"));
        }
    }
}
