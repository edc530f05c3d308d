package dev.rawtap.linux.struct;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.rawtap.btf.Btf;
import dev.rawtap.btf.BtfKind;
import dev.rawtap.object.KernelVersion;
import java.lang.foreign.MemorySegment;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every field of every struct against the running kernel's BTF. */
class StructLayoutTest {
    private static final Path VMLINUX = Path.of("/sys/kernel/btf/vmlinux");

    private static final KernelVersion NEWEST_KNOWN = new KernelVersion(6, 18);

    private static Btf btf;

    record Case(Class<?> type, String struct, Field field) {
        @Override
        public String toString() {
            return type.getSimpleName() + " " + field.path();
        }
    }

    private static final Map<Class<?>, String> INFOS = Map.of(
            ProgramInfo.class, "bpf_prog_info",
            MapInfo.class, "bpf_map_info",
            BtfInfo.class, "bpf_btf_info",
            LinkInfo.class, "bpf_link_info",
            PerfEventAttribute.class, "perf_event_attr");

    private static final List<Class<?>> ATTRIBUTES = List.of(
            BtfLoadAttribute.class,
            EnableStatsAttribute.class,
            IteratorCreateAttribute.class,
            LinkCreateAttribute.class,
            LinkDetachAttribute.class,
            MapBatchAttribute.class,
            MapCreateAttribute.class,
            MapElementAttribute.class,
            ObjectIdAttribute.class,
            ObjectInfoAttribute.class,
            ObjectPathAttribute.class,
            ProgramBindMapAttribute.class,
            ProgramLoadAttribute.class,
            RawTracepointOpenAttribute.class,
            TaskFdQueryAttribute.class,
            TestRunAttribute.class);

    @BeforeAll
    static void readBtf() throws Exception {
        assumeThat(VMLINUX).isReadable();
        btf = Btf.read("vmlinux", MemorySegment.ofArray(Files.readAllBytes(VMLINUX)));
    }

    static List<Case> cases() throws IllegalAccessException {
        List<Case> cases = new ArrayList<>();
        for (Class<?> type : ATTRIBUTES) {
            addFields(cases, type, "bpf_attr");
        }
        for (Map.Entry<Class<?>, String> info : INFOS.entrySet()) {
            addFields(cases, info.getKey(), info.getValue());
        }
        return cases;
    }

    private static void addFields(List<Case> cases, Class<?> type, String struct) throws IllegalAccessException {
        for (var member : type.getDeclaredFields()) {
            if (Modifier.isPublic(member.getModifiers()) && Field.class.isAssignableFrom(member.getType())) {
                cases.add(new Case(type, struct, (Field) member.get(null)));
            }
        }
    }

    @ParameterizedTest
    @MethodSource("cases")
    void isWhereTheKernelHasIt(Case aCase) throws Exception {
        OptionalInt id = btf.find(aCase.struct.equals("bpf_attr") ? BtfKind.UNION : BtfKind.STRUCT, aCase.struct);
        int type = id.orElseThrow();
        long offset = 0;
        for (String step : aCase.field.path().split("\\.")) {
            var member = btf.field(btf.strip(type), step);
            if (member.isEmpty()) {
                assumeThat(KernelVersion.parse(System.getProperty("os.version")))
                        .isLessThan(NEWEST_KNOWN);
            }
            offset += member.orElseThrow().offset();
            type = member.orElseThrow().type();
        }
        assertThat(aCase.field.offset()).as("offset").isEqualTo(offset);
        assertThat((long) aCase.field.size()).as("size").isEqualTo(btf.sizeOf(type));
        int size = aCase.type.getField("SIZE").getInt(null);
        assertThat(size).as("struct holds the field").isGreaterThanOrEqualTo(aCase.field.offset() + aCase.field.size());
    }

    @Test
    void everyStructIsCompared() throws Exception {
        assertThat(cases()).hasSizeGreaterThan(150);
    }
}
