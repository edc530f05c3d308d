package dev.rawtap.object.external;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rawtap.base.InvalidInputException;
import dev.rawtap.base.UnsupportedException;
import dev.rawtap.btf.Btf;
import dev.rawtap.btf.BtfBuilder;
import dev.rawtap.btf.BtfType;
import dev.rawtap.object.ExternalSymbol;
import dev.rawtap.object.KernelVersion;
import dev.rawtap.object.ObjectSpec;
import dev.rawtap.object.Target;
import dev.rawtap.object.elf.Objects;
import dev.rawtap.syscall.Architecture;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** External symbols on kernels made by hand: a module's functions, hidden and ambiguous addresses, no types. */
final class ExternalsTest {
    private static ObjectSpec only(String object, String program) {
        ObjectSpec spec = Objects.read(object);
        return spec.withPrograms(List.of(spec.program(program)));
    }

    private static Target target(Optional<Btf> kernel, List<Btf> modules) {
        return new Target(Architecture.X86_64, new KernelVersion(6, 1), Set.of(), kernel, modules);
    }

    /** A kernel with these addresses and options. */
    private record Facts(Map<String, List<Long>> known, boolean hidesAddresses, Map<String, String> options)
            implements KernelFacts {
        @Override
        public String optionSource() {
            return "/boot/config-6.1";
        }

        @Override
        public int versionCode() {
            return 0x060105;
        }

        @Override
        public List<Long> addresses(String symbol) {
            return known.getOrDefault(symbol, List.of());
        }
    }

    private static final Facts NOTHING = new Facts(Map.of(), false, Map.of());

    @Test
    void functionsOfModulesAreFoundInTheirTypes() {
        Btf kernel = new BtfBuilder(ByteOrder.LITTLE_ENDIAN).build("vmlinux");
        BtfBuilder types = BtfBuilder.split(kernel);
        int prototype = types.add(new BtfType.FunctionPrototype(0, List.of()));
        int unlock = types.add(new BtfType.Function("bpf_rcu_read_unlock", prototype, BtfType.Linkage.STATIC));
        Externals found = Externals.find(
                only("kernel_symbols", "guarded"), target(Optional.of(kernel), List.of(types.build("locks"))), NOTHING);
        assertThat(found.meanings())
                .containsEntry("bpf_rcu_read_unlock", new Meaning.KernelType(unlock, Optional.of("locks")));
        assertThat(found.absence("bpf_no_such_function").orElseThrow())
                .contains("have no function 'bpf_no_such_function'");
        assertThat(found.meanings()).doesNotContainKey("schedule");
    }

    @Test
    void functionsOfAKernelWithoutTypesAreAbsent() {
        Externals found =
                Externals.find(only("kernel_symbols", "guarded"), target(Optional.empty(), List.of()), NOTHING);
        assertThat(found.meanings().values()).allMatch(Meaning.Absent.class::isInstance);
        assertThatThrownBy(() -> Externals.find(
                        only("kernel_symbols", "functions"), target(Optional.empty(), List.of()), NOTHING))
                .isInstanceOf(UnsupportedException.class)
                .hasMessageContaining("program 'functions' uses 'bpf_iter_num_new' of the kernel's types");
    }

    @Test
    void addressesAreExactOrRefused() {
        ObjectSpec object = only("externs", "read_externs");
        Target target = target(Optional.empty(), List.of());
        Map<String, String> options = Map.of("CONFIG_BPF_SYSCALL", "y");
        Externals found =
                Externals.find(object, target, new Facts(Map.of("schedule", List.of(-4096L)), false, options));
        assertThat(found.meanings()).containsEntry("schedule", new Meaning.Address(-4096));
        assertThatThrownBy(() -> Externals.find(
                        object, target, new Facts(Map.of("schedule", List.of(-8192L, -4096L)), false, options)))
                .hasMessageContaining("kernel symbol 'schedule', of which there are 2");
        assertThatThrownBy(() -> Externals.find(object, target, new Facts(Map.of(), true, options)))
                .isInstanceOf(UnsupportedException.class)
                .hasMessageContaining("addresses are hidden");
        assertThatThrownBy(() -> Externals.find(object, target, new Facts(Map.of(), false, options)))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("'schedule' (program 'read_externs')");
    }

    @Test
    void optionsAreConstantsOfOneMap() {
        Externals found = Externals.find(
                only("externs", "read_externs"),
                target(Optional.empty(), List.of()),
                new Facts(Map.of("schedule", List.of(-4096L)), false, Map.of("CONFIG_BPF_SYSCALL", "y")));
        assertThat(Objects.map(found.spec(), ExternalSymbol.OPTIONS).contents()).hasValueSatisfying(contents -> {
            assertThat(contents.constant()).isTrue();
            assertThat(contents.bytes()).containsExactly(5, 1, 6, 0, 0, 0, 0, 0, 1);
        });
    }
}
