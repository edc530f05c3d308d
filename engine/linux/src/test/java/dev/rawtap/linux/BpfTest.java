package dev.rawtap.linux;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rawtap.kerneltest.KernelTest;
import dev.rawtap.linux.struct.EnableStatsAttribute;
import dev.rawtap.linux.struct.LinkInfo;
import dev.rawtap.linux.struct.MapBatchAttribute;
import dev.rawtap.linux.struct.MapCreateAttribute;
import dev.rawtap.linux.struct.MapElementAttribute;
import dev.rawtap.linux.struct.MapInfo;
import dev.rawtap.linux.struct.ObjectIdAttribute;
import dev.rawtap.linux.struct.ObjectInfoAttribute;
import dev.rawtap.linux.struct.PerfEventAttribute;
import dev.rawtap.linux.struct.ProgramBindMapAttribute;
import dev.rawtap.linux.struct.ProgramInfo;
import dev.rawtap.linux.struct.ProgramLoadAttribute;
import dev.rawtap.linux.struct.RawTracepointOpenAttribute;
import dev.rawtap.linux.struct.TaskFdQueryAttribute;
import dev.rawtap.linux.struct.TestRunAttribute;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.HexFormat;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The commands of bpf(2) on the running kernel, each through its struct. */
@KernelTest
class BpfTest {
    private static final int ENOENT = -2;
    private static final int EACCES = -13;
    private static final int HASH = 1;
    private static final int ARRAY = 2;
    private static final int RAW_TRACEPOINT = 17;

    /** {@code r0 = *(u64 *)(r1 + 8); exit}: the second argument of the tracepoint. */
    private static final byte[] SECOND_ARGUMENT = HexFormat.of().parseHex("7910080000000000" + "9500000000000000");

    /** {@code r0 = *(u64 *)(r1 + 0); r0 = *(u64 *)(r0 + 0); exit}: refused. */
    private static final byte[] BAD =
            HexFormat.of().parseHex("7910000000000000" + "7900000000000000" + "9500000000000000");

    private final Kernel kernel = new LinuxKernel();
    private final Arena arena = Arena.ofConfined();
    private Map<Integer, String> before;

    @BeforeEach
    void noteDescriptors() throws Exception {
        before = OpenDescriptors.now();
    }

    @AfterEach
    void leavesNothingOpen() throws Exception {
        arena.close();
        assertThat(OpenDescriptors.now()).isEqualTo(before);
    }

    private FileDescriptor map(int type, int entries) {
        MemorySegment create = MapCreateAttribute.allocate(arena);
        MapCreateAttribute.TYPE.set(create, type);
        MapCreateAttribute.KEY_SIZE.set(create, 4);
        MapCreateAttribute.VALUE_SIZE.set(create, 8);
        MapCreateAttribute.MAX_ENTRIES.set(create, entries);
        MapCreateAttribute.NAME.set(create, "rawtap_test_with_a_long_name");
        return FileDescriptor.of(kernel, kernel.bpf(BpfCommand.MAP_CREATE, create), "create map");
    }

    private int load(byte[] code, MemorySegment log) {
        MemorySegment load = ProgramLoadAttribute.allocate(arena);
        ProgramLoadAttribute.TYPE.set(load, RAW_TRACEPOINT);
        ProgramLoadAttribute.INSTRUCTIONS.set(load, arena.allocateFrom(JAVA_BYTE, code));
        ProgramLoadAttribute.INSTRUCTION_COUNT.set(load, code.length / 8);
        ProgramLoadAttribute.LICENSE.set(load, arena.allocateFrom("GPL"));
        ProgramLoadAttribute.NAME.set(load, "rawtap_test");
        if (log.byteSize() > 0) {
            ProgramLoadAttribute.LOG_LEVEL.set(load, 1);
            ProgramLoadAttribute.LOG_BUFFER.set(load, log);
            ProgramLoadAttribute.LOG_SIZE.set(load, (int) log.byteSize());
        }
        return kernel.bpf(BpfCommand.PROG_LOAD, load);
    }

    private FileDescriptor program() {
        return FileDescriptor.of(kernel, load(SECOND_ARGUMENT, MemorySegment.NULL), "load");
    }

    private MemorySegment info(FileDescriptor fd, MemorySegment info) {
        assertThat(kernel.bpf(BpfCommand.OBJ_GET_INFO_BY_FD, ObjectInfoAttribute.of(arena, fd.number(), info)))
                .isZero();
        return info;
    }

    @Test
    void elementsComeBack() {
        try (FileDescriptor map = map(HASH, 10)) {
            MemorySegment key = arena.allocateFrom(JAVA_INT, 5);
            MemorySegment value = arena.allocateFrom(JAVA_LONG, 55);
            MemorySegment element =
                    MapElementAttribute.of(arena, map.number(), key, value, MapElementAttribute.NO_EXIST);
            assertThat(kernel.bpf(BpfCommand.MAP_UPDATE_ELEM, element)).isZero();
            assertThat(kernel.bpf(BpfCommand.MAP_UPDATE_ELEM, element)).isEqualTo(-17);
            MapElementAttribute.FLAGS.set(element, 0);
            value.set(JAVA_LONG, 0, 0);
            assertThat(kernel.bpf(BpfCommand.MAP_LOOKUP_ELEM, element)).isZero();
            assertThat(value.get(JAVA_LONG, 0)).isEqualTo(55);
            MemorySegment next = arena.allocate(JAVA_INT);
            MemorySegment first = MapElementAttribute.of(arena, map.number(), MemorySegment.NULL, next, 0);
            assertThat(kernel.bpf(BpfCommand.MAP_GET_NEXT_KEY, first)).isZero();
            assertThat(next.get(JAVA_INT, 0)).isEqualTo(5);
            assertThat(kernel.bpf(BpfCommand.MAP_LOOKUP_AND_DELETE_ELEM, element))
                    .isIn(0, -524);
            // Before 5.14 hash maps cannot do both at once.
            kernel.bpf(
                    BpfCommand.MAP_DELETE_ELEM,
                    MapElementAttribute.of(arena, map.number(), key, MemorySegment.NULL, 0));
            assertThat(kernel.bpf(BpfCommand.MAP_LOOKUP_ELEM, element)).isEqualTo(ENOENT);
        }
    }

    @Test
    void batchesWriteAndRead() {
        try (FileDescriptor map = map(ARRAY, 3)) {
            MemorySegment keys = arena.allocateFrom(JAVA_INT, 0, 1, 2);
            MemorySegment values = arena.allocateFrom(JAVA_LONG, 10, 11, 12);
            MemorySegment batch = MapBatchAttribute.allocate(arena);
            MapBatchAttribute.MAP_FD.set(batch, map.number());
            MapBatchAttribute.KEYS.set(batch, keys);
            MapBatchAttribute.VALUES.set(batch, values);
            MapBatchAttribute.COUNT.set(batch, 3);
            assertThat(kernel.bpf(BpfCommand.MAP_UPDATE_BATCH, batch)).isZero();
            values.fill((byte) 0);
            MapBatchAttribute.OUT_BATCH.set(batch, arena.allocate(8));
            MapBatchAttribute.COUNT.set(batch, 3);
            assertThat(kernel.bpf(BpfCommand.MAP_LOOKUP_BATCH, batch)).isIn(0, ENOENT);
            assertThat(MapBatchAttribute.COUNT.get(batch)).isEqualTo(3);
            assertThat(values.toArray(JAVA_LONG)).containsExactly(10, 11, 12);
        }
    }

    @Test
    void mapInformationAgreesWithCreation() {
        try (FileDescriptor map = map(ARRAY, 3)) {
            MemorySegment info = info(map, MapInfo.allocate(arena));
            assertThat(MapInfo.TYPE.get(info)).isEqualTo(ARRAY);
            assertThat(MapInfo.NAME.text(info)).isEqualTo("rawtap_test_wit");
            assertThat(MapInfo.MAX_ENTRIES.get(info)).isEqualTo(3);
            int id = MapInfo.ID.get(info);
            int again = kernel.bpf(BpfCommand.MAP_GET_FD_BY_ID, ObjectIdAttribute.of(arena, id));
            try (FileDescriptor opened = FileDescriptor.of(kernel, again, "open map " + id)) {
                assertThat(MapInfo.ID.get(info(opened, MapInfo.allocate(arena))))
                        .isEqualTo(id);
            }
            MemorySegment walk = ObjectIdAttribute.of(arena, id - 1);
            assertThat(kernel.bpf(BpfCommand.MAP_GET_NEXT_ID, walk)).isZero();
            assertThat(ObjectIdAttribute.NEXT_ID.get(walk)).isEqualTo(id);
        }
    }

    @Test
    void frozenMapsTakeNoWrites() {
        try (FileDescriptor map = map(ARRAY, 1)) {
            MemorySegment element =
                    MapElementAttribute.of(arena, map.number(), MemorySegment.NULL, MemorySegment.NULL, 0);
            assertThat(kernel.bpf(BpfCommand.MAP_FREEZE, element.asSlice(0, 4))).isZero();
            MemorySegment update =
                    MapElementAttribute.of(arena, map.number(), arena.allocate(JAVA_INT), arena.allocate(JAVA_LONG), 0);
            assertThat(kernel.bpf(BpfCommand.MAP_UPDATE_ELEM, update)).isEqualTo(-1);
        }
    }

    @Test
    void programRunsWithContext() {
        try (FileDescriptor program = program()) {
            MemorySegment run =
                    TestRunAttribute.ofContext(arena, program.number(), arena.allocateFrom(JAVA_LONG, 41, 42));
            assertThat(kernel.bpf(BpfCommand.PROG_TEST_RUN, run)).isZero();
            assertThat(TestRunAttribute.RESULT.get(run)).isEqualTo(42);
        }
    }

    @Test
    void refusalFillsLog() {
        MemorySegment log = arena.allocate(4096);
        assertThat(load(BAD, log)).isEqualTo(EACCES);
        assertThat(log.getString(0)).contains("R0 invalid mem access");
    }

    @Test
    void rawTracepointLinkKnowsItsName() {
        try (FileDescriptor program = program()) {
            int result = kernel.bpf(
                    BpfCommand.RAW_TRACEPOINT_OPEN,
                    RawTracepointOpenAttribute.of(arena, "task_rename", program.number(), 0));
            try (FileDescriptor link = FileDescriptor.of(kernel, result, "attach")) {
                MemorySegment info = LinkInfo.allocate(arena);
                MemorySegment name = arena.allocate(64);
                LinkInfo.RAW_TRACEPOINT_NAME.set(info, name);
                LinkInfo.RAW_TRACEPOINT_NAME_LENGTH.set(info, 64);
                info(link, info);
                assertThat(LinkInfo.TYPE.get(info)).isEqualTo(LinkInfo.TYPE_RAW_TRACEPOINT);
                assertThat(name.getString(0)).isEqualTo("task_rename");
                int programId = ProgramInfo.ID.get(info(program, ProgramInfo.allocate(arena)));
                assertThat(LinkInfo.PROGRAM_ID.get(info)).isEqualTo(programId);

                MemorySegment query = TaskFdQueryAttribute.allocate(arena);
                TaskFdQueryAttribute.PID.set(
                        query, (int) ProcessHandle.current().pid());
                TaskFdQueryAttribute.FD.set(query, link.number());
                TaskFdQueryAttribute.BUFFER.set(query, name.fill((byte) 0));
                TaskFdQueryAttribute.BUFFER_LENGTH.set(query, 64);
                assertThat(kernel.bpf(BpfCommand.TASK_FD_QUERY, query)).isZero();
                assertThat(name.getString(0)).isEqualTo("task_rename");
                assertThat(TaskFdQueryAttribute.PROGRAM_ID.get(query)).isEqualTo(programId);
            }
        }
    }

    @Test
    void unknownTracepointIsAbsent() {
        try (FileDescriptor program = program()) {
            MemorySegment open = RawTracepointOpenAttribute.of(arena, "sys_entr", program.number(), 0);
            assertThat(kernel.bpf(BpfCommand.RAW_TRACEPOINT_OPEN, open)).isEqualTo(ENOENT);
        }
    }

    @Test
    void boundMapShowsInProgramInformation() {
        try (FileDescriptor program = program();
                FileDescriptor map = map(ARRAY, 1)) {
            MemorySegment bind = ProgramBindMapAttribute.of(arena, program.number(), map.number());
            assertThat(kernel.bpf(BpfCommand.PROG_BIND_MAP, bind)).isZero();
            MemorySegment ids = arena.allocate(JAVA_INT, 4);
            MemorySegment info = ProgramInfo.allocate(arena);
            ProgramInfo.MAP_IDS.set(info, ids);
            ProgramInfo.MAP_COUNT.set(info, 4);
            info(program, info);
            assertThat(ProgramInfo.MAP_COUNT.get(info)).isEqualTo(1);
            assertThat(ids.get(JAVA_INT, 0)).isEqualTo(MapInfo.ID.get(info(map, MapInfo.allocate(arena))));
            assertThat(ProgramInfo.NAME.text(info)).isEqualTo("rawtap_test");
        }
    }

    @Test
    void statisticsCountRuns() {
        int result = kernel.bpf(BpfCommand.ENABLE_STATS, EnableStatsAttribute.allocate(arena));
        try (FileDescriptor statistics = FileDescriptor.of(kernel, result, "enable statistics");
                FileDescriptor program = program()) {
            MemorySegment run =
                    TestRunAttribute.ofContext(arena, program.number(), arena.allocateFrom(JAVA_LONG, 1, 2));
            kernel.bpf(BpfCommand.PROG_TEST_RUN, run);
            kernel.bpf(BpfCommand.PROG_TEST_RUN, run);
            long runs = ProgramInfo.RUN_COUNT.get(info(program, ProgramInfo.allocate(arena)));
            assertThat(runs).isEqualTo(2);
            assertThat(statistics.isClosed()).isFalse();
        }
    }

    @Test
    void perfEventOfBpfOutputOpens() {
        int event = kernel.perfEventOpen(PerfEventAttribute.ofBpfOutput(arena, 1), -1, 0);
        try (FileDescriptor open = FileDescriptor.of(kernel, event, "open perf event")) {
            assertThat(kernel.ioctl(open.number(), PerfEventAttribute.IOCTL_ENABLE, 0))
                    .isZero();
        }
    }
}
