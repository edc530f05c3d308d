package dev.rawtap.kernel;

import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rawtap.base.InvalidInputException;
import dev.rawtap.contract.EventSource;
import dev.rawtap.contract.LoadOptions;
import dev.rawtap.contract.TestInput;
import dev.rawtap.kerneltest.KernelTest;
import dev.rawtap.object.Feature;
import dev.rawtap.object.elf.ElfObject;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@KernelTest
class UserRingTest {
    private KernelEngine engine;
    private KernelLoaded loaded;
    private UserRing ring;

    @BeforeEach
    void open() throws IOException {
        engine = KernelEngine.open();
        Samples.assumeFeature(engine, Feature.USER_RING_BUFFER);
        try (var object = UserRingTest.class.getResourceAsStream("/user_ring.bpf.o")) {
            loaded = engine.load(
                    ElfObject.read("user_ring.bpf.o", object.readAllBytes()).spec(), LoadOptions.DEFAULT);
            ring = UserRing.open(loaded.map("commands"));
        }
    }

    @AfterEach
    void close() {
        if (ring != null) {
            ring.close();
        }
        engine.close();
    }

    private int drain() {
        return loaded.program("drain").testRun(TestInput.ofArguments()).value();
    }

    private List<Long> passedOn() {
        var seen = new ArrayList<Long>();
        try (var reader = loaded.read(List.of(new EventSource.Buffer(
                loaded.map("events"),
                (memory, offset, length) -> seen.add(memory.get(JAVA_LONG_UNALIGNED, offset)))))) {
            reader.poll(Duration.ZERO);
        }
        return seen;
    }

    private boolean write(long number) {
        var record = ring.reserve(8);
        record.ifPresent(reserved -> {
            reserved.memory().set(JAVA_LONG_UNALIGNED, 0, number);
            reserved.submit();
        });
        return record.isPresent();
    }

    @Test
    void givesRecordsToTheProgram() {
        write(1);
        ring.reserve(8).orElseThrow().discard();
        write(-2);
        assertThat(drain()).isEqualTo(2);
        assertThat(passedOn()).containsExactly(1L, -2L);
    }

    /** 16 bytes each with their header: 256 fill 4,096. */
    @Test
    void hasRoomAgainWhenTheProgramHasTakenSome() {
        long total = 0;
        for (int round = 0; round < 5; round++) {
            int written = 0;
            while (write(total + written)) {
                written++;
            }
            assertThat(written).isEqualTo(256);
            assertThat(drain()).isEqualTo(256);
            total += written;
        }
        assertThat(passedOn()).hasSize(1280).first().isEqualTo(0L);
    }

    @Test
    void refusesWhatCannotFitAndWhatIsNoUserRing() {
        assertThatThrownBy(() -> ring.reserve(4090))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage("record of 4,090 bytes for user ring 'commands' of 4,096");
        assertThatThrownBy(() -> UserRing.open(loaded.map("events")))
                .hasMessage("map 'events' is no USER_RINGBUF but RINGBUF");
    }

    @Test
    void endsARecordOnce() {
        var record = ring.reserve(8).orElseThrow();
        record.submit();
        assertThatThrownBy(record::discard).isInstanceOf(IllegalStateException.class);
    }
}
