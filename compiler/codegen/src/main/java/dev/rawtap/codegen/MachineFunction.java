package dev.rawtap.codegen;

import dev.rawtap.ir.Function;
import dev.rawtap.ir.Slot;
import java.util.ArrayList;
import java.util.List;

/** A function on virtual registers. Block 0 is the entry. Passes of the code generator change it in place. */
final class MachineFunction {
    final Function source;
    final List<MachineBlock> blocks = new ArrayList<>();
    final List<Integer> parameters = new ArrayList<>();
    final List<Slot> slots;
    private int registers;

    MachineFunction(Function source) {
        this.source = source;
        this.registers = source.nextValue();
        this.slots = new ArrayList<>(source.slots());
    }

    MachineBlock newBlock(String label) {
        var block = new MachineBlock(blocks.size(), label);
        blocks.add(block);
        return block;
    }

    /** A slot of its own, aligned to its size. */
    Slot newSlot(String name, int bytes) {
        int number = 0;
        for (Slot slot : slots) {
            number = Math.max(number, slot.number() + 1);
        }
        var slot = new Slot(number, name, bytes, bytes);
        slots.add(slot);
        return slot;
    }

    int newRegister() {
        return registers++;
    }

    /** How many virtual registers there are; their numbers are below. */
    int registers() {
        return registers;
    }

    /** The blocks from which each block is reached. */
    List<List<Integer>> predecessors() {
        var predecessors = new ArrayList<List<Integer>>();
        blocks.forEach(_ -> predecessors.add(new ArrayList<>(2)));
        for (MachineBlock block : blocks) {
            for (int successor : block.successors()) {
                predecessors.get(successor).add(block.number);
            }
        }
        return predecessors;
    }
}
