package dev.rawtap.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.rawtap.btf.Btf;
import dev.rawtap.btf.BtfKind;
import dev.rawtap.btf.BtfType;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class BpfCommandTest {
    @Test
    void numbersAreThoseOfTheKernel() throws Exception {
        Path vmlinux = Path.of("/sys/kernel/btf/vmlinux");
        assumeThat(vmlinux).isReadable();
        Btf btf = Btf.read("vmlinux", MemorySegment.ofArray(Files.readAllBytes(vmlinux)));
        BtfType.Enum kernel =
                (BtfType.Enum) btf.type(btf.find(BtfKind.ENUM, "bpf_cmd").orElseThrow());
        Map<String, Long> numbers =
                kernel.values().stream().collect(Collectors.toMap(value -> value.name(), value -> value.value()));
        for (BpfCommand command : BpfCommand.values()) {
            assertThat(numbers).containsEntry("BPF_" + command.name(), (long) command.number());
        }
    }
}
