package dev.rawtap.kernel.insertion;

import dev.rawtap.contract.LossLedger.Kind;
import dev.rawtap.isa.AluOperation;
import dev.rawtap.isa.Assembler;
import dev.rawtap.isa.Condition;
import dev.rawtap.isa.Constant64;
import dev.rawtap.isa.Instruction;
import dev.rawtap.isa.Register;
import dev.rawtap.isa.Size;
import dev.rawtap.object.MapType;
import java.util.List;
import java.util.Optional;

/**
 * A helper that can lose what it is given, by its number ({@code enum bpf_func_id}, include/uapi/linux/bpf.h, 6.18).
 * Constants, because the table of helpers is a file that a load need not read.
 */
enum LosingCall {
    /** {@code long map_update_elem(map, key, value, flags)}. */
    MAP_UPDATE(2, Kind.MAP_UPDATE, Register.R1, Optional.empty(), Failure.NOT_AS_ASKED),
    /** {@code long perf_event_output(ctx, map, flags, data, size)}. */
    PERF_EVENT_OUTPUT(25, Kind.PERF_FULL, Register.R2, Optional.of(MapType.PERF_EVENT_ARRAY), Failure.NOT_ZERO),
    /** {@code long map_push_elem(map, value, flags)}. */
    MAP_PUSH(87, Kind.MAP_UPDATE, Register.R1, Optional.empty(), Failure.NOT_AS_ASKED),
    /** {@code long skb_output(skb, map, flags, data, size)}. */
    SKB_OUTPUT(111, Kind.PERF_FULL, Register.R2, Optional.of(MapType.PERF_EVENT_ARRAY), Failure.NOT_ITS_LENGTH),
    /** {@code long xdp_output(xdp, map, flags, data, size)}. */
    XDP_OUTPUT(121, Kind.PERF_FULL, Register.R2, Optional.of(MapType.PERF_EVENT_ARRAY), Failure.NOT_ZERO),
    /** {@code long ringbuf_output(map, data, size, flags)}. */
    RINGBUF_OUTPUT(130, Kind.RING_FULL, Register.R1, Optional.of(MapType.RINGBUF), Failure.NOT_ZERO),
    /** {@code void *ringbuf_reserve(map, size, flags)}. */
    RINGBUF_RESERVE(131, Kind.RING_FULL, Register.R1, Optional.of(MapType.RINGBUF), Failure.NULL),
    /** {@code long ringbuf_reserve_dynptr(map, size, flags, dynptr)}. */
    RINGBUF_RESERVE_DYNPTR(198, Kind.RING_FULL, Register.R1, Optional.of(MapType.RINGBUF), Failure.NOT_ZERO);

    /** What R0 says of a failure. */
    private enum Failure {
        /** A pointer: NULL. */
        NULL,
        /** A number: {@code -errno}. */
        NOT_ZERO,
        /** The same, but that a packet has fewer bytes than asked for is an answer. */
        NOT_ITS_LENGTH,
        /** The same, but an entry that was to be new and is there, or was to be there and is not, is an answer. */
        NOT_AS_ASKED
    }

    private static final int EFAULT = -14;
    private static final int EEXIST = -17;
    private static final int ENOENT = -2;

    private final int helper;
    private final Kind kind;
    private final Register map;
    private final Optional<MapType> type;
    private final Failure failure;

    LosingCall(int helper, Kind kind, Register map, Optional<MapType> type, Failure failure) {
        this.helper = helper;
        this.kind = kind;
        this.map = map;
        this.type = type;
        this.failure = failure;
    }

    /** What {@code instruction} calls, if that can lose something. */
    static Optional<LosingCall> of(Instruction instruction) {
        if (instruction instanceof Instruction.Call(int helper)) {
            for (LosingCall call : values()) {
                if (call.helper == helper) {
                    return Optional.of(call);
                }
            }
        }
        return Optional.empty();
    }

    Kind kind() {
        return kind;
    }

    /** The argument that is the map. */
    Register map() {
        return map;
    }

    /** The only type of map that it takes, if there is one. */
    Optional<MapType> type() {
        return type;
    }

    /**
     * Code for after the call: adds 1 to the counter if it failed. Numbers are compared with 32 bits: before 6.3 map
     * operations returned int, and the upper half of R0 was whatever it was.
     *
     * @param counter bytes into the value of the map of counters; the load of its address is the only one of 64 bits
     */
    List<Instruction> count(int counter) {
        return Assembler.assemble(code -> {
            var done = code.newLabel("done");
            switch (failure) {
                // Not a branch on the pointer itself: verifiers of 5.x then walk the program's own test of it both ways
                // and miss the release of the record. The difference of two pointers is a number that tells them
                // nothing.
                case NULL ->
                    code.mov(Register.R1, Register.R10)
                            .alu(AluOperation.SUB, Register.R1, Register.R0)
                            .branch(Condition.NE, Register.R1, Register.R10, done);
                case NOT_ZERO -> code.branch32(Condition.EQ, Register.R0, 0, done);
                case NOT_ITS_LENGTH ->
                    code.branch32(Condition.EQ, Register.R0, 0, done).branch32(Condition.EQ, Register.R0, EFAULT, done);
                case NOT_AS_ASKED ->
                    code.branch32(Condition.EQ, Register.R0, 0, done)
                            .branch32(Condition.EQ, Register.R0, EEXIST, done)
                            .branch32(Condition.EQ, Register.R0, ENOENT, done);
            }
            code.load(Register.R1, new Constant64.MapValue(0, counter))
                    .mov(Register.R2, 1)
                    .atomicAdd(Size.DOUBLE, Register.R1, 0, Register.R2)
                    .bind(done);
        });
    }
}
