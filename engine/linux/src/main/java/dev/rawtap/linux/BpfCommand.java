package dev.rawtap.linux;

/**
 * The commands of bpf(2) that tracing needs ({@code enum bpf_cmd}, include/uapi/linux/bpf.h, 6.18). The number is the
 * ABI; the attribute struct of each is named in its comment (package {@code dev.rawtap.linux.struct}).
 */
public enum BpfCommand {
    /** {@code MapCreateAttribute}; answers a map fd. */
    MAP_CREATE(0),
    /** {@code MapElementAttribute}; key in, value out. */
    MAP_LOOKUP_ELEM(1),
    /** {@code MapElementAttribute}; key and value in. */
    MAP_UPDATE_ELEM(2),
    /** {@code MapElementAttribute}; key in. */
    MAP_DELETE_ELEM(3),
    /** {@code MapElementAttribute}; key in (or none, for the first), next key out. */
    MAP_GET_NEXT_KEY(4),
    /** {@code ProgramLoadAttribute}; answers a program fd. */
    PROG_LOAD(5),
    /** {@code ObjectPathAttribute}. */
    OBJ_PIN(6),
    /** {@code ObjectPathAttribute}; answers an fd. */
    OBJ_GET(7),
    /** {@code TestRunAttribute}. */
    PROG_TEST_RUN(10),
    /** {@code ObjectIdAttribute}. */
    PROG_GET_NEXT_ID(11),
    /** {@code ObjectIdAttribute}. */
    MAP_GET_NEXT_ID(12),
    /** {@code ObjectIdAttribute}; answers a program fd. */
    PROG_GET_FD_BY_ID(13),
    /** {@code ObjectIdAttribute}; answers a map fd. */
    MAP_GET_FD_BY_ID(14),
    /** {@code ObjectInfoAttribute} over {@code ProgramInfo}, {@code MapInfo}, {@code BtfInfo} or {@code LinkInfo}. */
    OBJ_GET_INFO_BY_FD(15),
    /** {@code RawTracepointOpenAttribute}; answers a link fd. */
    RAW_TRACEPOINT_OPEN(17),
    /** {@code BtfLoadAttribute}; answers a BTF fd. */
    BTF_LOAD(18),
    /** {@code ObjectIdAttribute}; answers a BTF fd. */
    BTF_GET_FD_BY_ID(19),
    /** {@code TaskFdQueryAttribute}. */
    TASK_FD_QUERY(20),
    /** {@code MapElementAttribute}; key in, value out. */
    MAP_LOOKUP_AND_DELETE_ELEM(21),
    /** {@code MapElementAttribute}, the map fd alone. */
    MAP_FREEZE(22),
    /** {@code ObjectIdAttribute}. */
    BTF_GET_NEXT_ID(23),
    /** {@code MapBatchAttribute}. */
    MAP_LOOKUP_BATCH(24),
    /** {@code MapBatchAttribute}. */
    MAP_LOOKUP_AND_DELETE_BATCH(25),
    /** {@code MapBatchAttribute}. */
    MAP_UPDATE_BATCH(26),
    /** {@code MapBatchAttribute}. */
    MAP_DELETE_BATCH(27),
    /** {@code LinkCreateAttribute}; answers a link fd. */
    LINK_CREATE(28),
    /** {@code ObjectIdAttribute}; answers a link fd. */
    LINK_GET_FD_BY_ID(30),
    /** {@code ObjectIdAttribute}. */
    LINK_GET_NEXT_ID(31),
    /** {@code EnableStatsAttribute}; answers an fd; statistics are kept while it is open. */
    ENABLE_STATS(32),
    /** {@code IteratorCreateAttribute}; answers an fd whose reading runs the iterator. */
    ITER_CREATE(33),
    /** {@code LinkDetachAttribute}. */
    LINK_DETACH(34),
    /** {@code ProgramBindMapAttribute}. */
    PROG_BIND_MAP(35);

    private final int number;

    BpfCommand(int number) {
        this.number = number;
    }

    /** The first argument of bpf(2). */
    public int number() {
        return number;
    }
}
