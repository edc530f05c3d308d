package dev.rawtap.ir.pass;

import dev.rawtap.ir.BinaryOperator;
import dev.rawtap.ir.Block;
import dev.rawtap.ir.Function;
import dev.rawtap.ir.Operation;
import dev.rawtap.ir.Operation.AddressSpace;
import dev.rawtap.ir.Slot;
import dev.rawtap.ir.Step;
import dev.rawtap.ir.Type;
import dev.rawtap.ir.Value;
import dev.rawtap.isa.Helpers;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads become calls of {@code probe_read_kernel} and {@code probe_read_user} into a slot, and loads from it; neighbouring reads of one
 * object become one call. The helpers fill the slot with zeros when they fail (bpf_trace.c since 5.5), so a failed read gives 0 without a
 * branch.
 *
 * <pre>
 *                                       %9 = %1 + 8
 * %2 = read kernel u32 [%1+8]           call probe_read_kernel(slot0, 8, %9)
 * %3 = read kernel u32 [%1+12]     =>   %2 = load u32 [slot0]
 *                                       %3 = load u32 [slot0+4]
 * </pre>
 */
final class LowerReads implements Pass {
    /** Fields of kernel objects lie in one page, or in pages that fail together; a user's address may be the last of its mapping. */
    private static final int WIDEST_KERNEL = 64;

    private static final int WIDEST_USER = 16;
    private static final Type STACK = new Type.Pointer(new Type.Region.Stack(), false);

    @Override
    public String name() {
        return "lower-reads";
    }

    @Override
    public Function run(Function function) {
        return new Walk(function).run();
    }

    private record Origin(AddressSpace space, Value address) {}

    /**
     * Reads that become one call. The verifier wants loads from the stack aligned, so that bytes keep their place in a unit as
     * large as the widest read; of a packed structure, what does not fit that is read by another call.
     */
    private static final class Group {
        private final AddressSpace space;
        private int from;
        private int to;
        private int unit;
        /** Offset of any unit's start. */
        private int phase;

        private @Nullable Slot slot;

        Group(Operation.Read read) {
            space = read.space();
            from = read.offset();
            to = from;
            unit = 1;
            widen(read);
        }

        boolean takes(Operation.Read read) {
            int first = Math.min(from, read.offset());
            int last = Math.max(to, read.offset() + read.size().bytes());
            int widest = space == AddressSpace.KERNEL ? WIDEST_KERNEL : WIDEST_USER;
            int both = Math.min(unit, read.size().bytes());
            if (last - first > widest || Math.floorMod(read.offset() - phase, both) != 0) {
                return false;
            }
            widen(read);
            return true;
        }

        private void widen(Operation.Read read) {
            int bytes = read.size().bytes();
            if (bytes > unit) {
                unit = bytes;
                phase = read.offset();
            }
            from = Math.min(from, read.offset());
            to = Math.max(to, read.offset() + bytes);
        }

        /** Bytes of the slot before the first that is read. */
        int gap() {
            return Math.floorMod(from - phase, unit);
        }
    }

    private static final class Walk {
        private final Function function;
        private final Constants constants;
        private final MemoryEffects effects;
        private final List<Slot> slots;
        private int nextSlot;

        Walk(Function function) {
            this.function = function;
            constants = new Constants(function);
            effects = new MemoryEffects(function, new Definitions(function));
            slots = new ArrayList<>(function.slots());
            nextSlot = slots.stream().mapToInt(Slot::number).max().orElse(-1) + 1;
        }

        Function run() {
            var blocks = new ArrayList<Block>(function.blocks().size());
            boolean changed = false;
            for (Block block : function.blocks()) {
                boolean reads = block.steps().stream().anyMatch(step -> step.operation() instanceof Operation.Read);
                blocks.add(reads ? lower(block) : block);
                changed |= reads;
            }
            return changed ? function.with(slots, constants.complete(blocks)) : function;
        }

        private Block lower(Block block) {
            List<Step> steps = block.steps();
            var groups = groups(steps);
            var lowered = new ArrayList<Step>(steps.size());
            for (int i = 0; i < steps.size(); i++) {
                Group group = groups.get(i);
                Step step = steps.get(i);
                if (group != null && step.operation() instanceof Operation.Read read) {
                    lowered.add(load(step, read, group, lowered));
                } else {
                    lowered.add(step);
                }
            }
            return block.withSteps(lowered);
        }

        /** The group of each read by its place among the steps. */
        private Map<Integer, Group> groups(List<Step> steps) {
            Map<Origin, Group> open = new HashMap<>();
            Map<Integer, Group> groups = new HashMap<>();
            for (int i = 0; i < steps.size(); i++) {
                if (steps.get(i).operation() instanceof Operation.Read read) {
                    Group group = open.get(new Origin(read.space(), read.address()));
                    if (group == null || !group.takes(read)) {
                        group = new Group(read);
                        open.put(new Origin(read.space(), read.address()), group);
                    }
                    groups.put(i, group);
                } else if (ends(effects.writes(steps.get(i)))) {
                    open.clear();
                }
            }
            return groups;
        }

        /** Whether reads after such writes may give something else than before. */
        private boolean ends(List<MemoryEffects.Area> writes) {
            return writes.contains(MemoryEffects.KERNEL) || (!writes.isEmpty() && effects.numbersReachOwnMemory());
        }

        private Step load(Step step, Operation.Read read, Group group, List<Step> lowered) {
            Slot slot = group.slot;
            if (slot == null) {
                slot = call(step, read, group, lowered);
                group.slot = slot;
            }
            Value base = constants.of(new Operation.SlotAddress(slot, 0), STACK);
            return step.with(
                    new Operation.Load(read.size(), read.signed(), base, group.gap() + read.offset() - group.from));
        }

        private Slot call(Step step, Operation.Read read, Group group, List<Step> lowered) {
            int bytes = group.to - group.from;
            var slot = new Slot(nextSlot++, "read", group.gap() + bytes, 8);
            slots.add(slot);
            Value address = read.address();
            if (group.from != 0) {
                Value offset = constants.number(group.from);
                address = constants.newValue(read.address().type());
                var sum = new Operation.Binary(BinaryOperator.ADD, read.address(), offset);
                lowered.add(new Step(address, sum, step.source()));
            }
            Value target = constants.of(new Operation.SlotAddress(slot, group.gap()), STACK);
            String helper = switch (read.space()) {
                case KERNEL -> "probe_read_kernel";
                case USER -> "probe_read_user";
                case EITHER -> "probe_read";
            };
            var call =
                    new Operation.CallHelper(Helpers.named(helper), List.of(target, constants.number(bytes), address));
            lowered.add(new Step(constants.newValue(Type.SCALAR), call, step.source()));
            return slot;
        }
    }
}
