package dev.rawtap.codegen;

import dev.rawtap.codegen.MachineBlock.Line;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Takes registers to the stack: what must be in a register when it is used gets one for that instruction. What a move makes of nothing
 * but the instruction is made again at each use instead.
 */
final class Spilling {
    private final MachineFunction function;
    private final Classes classes;
    private final BitSet spilled;
    private final BitSet temporaries;
    private final Map<Integer, Source> remade = new HashMap<>();
    private List<Line> written = new ArrayList<>();

    private Spilling(MachineFunction function, Classes classes, BitSet spilled, BitSet temporaries) {
        this.function = function;
        this.classes = classes;
        this.spilled = spilled;
        this.temporaries = temporaries;
    }

    /**
     * Rewrites the function.
     *
     * @param victims classes to be taken to the stack
     * @param spilled gets those that are on the stack from now on
     * @param temporaries gets the new registers, which must not be spilled again
     */
    static void run(MachineFunction function, Classes classes, BitSet victims, BitSet spilled, BitSet temporaries) {
        var spilling = new Spilling(function, classes, spilled, temporaries);
        spilling.findRemade(victims);
        spilled.or(victims);
        function.blocks.forEach(spilling::block);
    }

    /** What can be made again is not stored. */
    private void findRemade(BitSet victims) {
        var remakes = new Remakes(function, classes);
        for (int victim = victims.nextSetBit(0); victim >= 0; victim = victims.nextSetBit(victim + 1)) {
            Source source = remakes.of(victim);
            if (source != null) {
                remade.put(victim, source);
                victims.clear(victim);
            }
        }
    }

    private void block(MachineBlock block) {
        written = new ArrayList<>(block.lines.size());
        block.lines.forEach(this::line);
        block.lines = written;
    }

    private void line(Line line) {
        if (line.instruction() instanceof MachineInstruction.Move(int dst, var src, boolean late)) {
            if (!remade.containsKey(dst)) {
                move(line, new MachineInstruction.Move(dst, src, late));
            }
            return;
        }
        int[] stored = {MachineInstruction.NONE, MachineInstruction.NONE};
        Map<Integer, Integer> loaded = new HashMap<>();
        MachineInstruction rewritten = line.instruction()
                .rewrite(register -> loaded.computeIfAbsent(register, _ -> load(register, line)), register -> {
                    if (!spilled.get(classes.of(register)) || line.instruction() instanceof MachineInstruction.Call) {
                        return register;
                    }
                    stored[0] = register;
                    stored[1] = temporary();
                    return stored[1];
                });
        written.add(new Line(jumpable(rewritten.substitute(this::anywhere), line), line.source()));
        if (stored[1] != MachineInstruction.NONE) {
            written.add(new Line(new MachineInstruction.Move(stored[0], new Source.Virtual(stored[1])), line.source()));
        }
    }

    private Source anywhere(Source source) {
        if (source instanceof Source.Virtual(int register)) {
            Source made = remade.get(register);
            return made == null ? source : made;
        }
        return source;
    }

    /** From the stack to the stack goes through a register, as does to the stack what no instruction stores. */
    private void move(Line line, MachineInstruction.Move move) {
        int dst = move.dst();
        Source from = anywhere(move.src());
        boolean direct = from instanceof Source.Virtual(int register)
                ? !spilled.get(classes.of(register)) || classes.of(register) == classes.of(dst)
                : from instanceof Source.Constant number && number.fits();
        if (spilled.get(classes.of(dst)) && !direct) {
            int through = temporary();
            written.add(new Line(new MachineInstruction.Move(through, from), line.source()));
            from = new Source.Virtual(through);
        }
        written.add(new Line(new MachineInstruction.Move(dst, from, move.late()), line.source()));
    }

    private int load(int register, Line line) {
        Source made = remade.get(register);
        if (made == null && !spilled.get(classes.of(register))) {
            return register;
        }
        int temporary = temporary();
        Source from = made == null ? new Source.Virtual(register) : made;
        written.add(new Line(new MachineInstruction.Move(temporary, from), line.source()));
        return temporary;
    }

    /** Arguments for parameters on the stack come from registers. */
    private MachineInstruction jumpable(MachineInstruction instruction, Line line) {
        if (!(instruction instanceof MachineInstruction.Jump(int target, var arguments))) {
            return instruction;
        }
        List<Source> direct = new ArrayList<>();
        for (int i = 0; i < arguments.size(); i++) {
            int parameter = function.blocks.get(target).parameters.get(i);
            direct.add(storable(parameter, arguments.get(i), line));
        }
        return new MachineInstruction.Jump(target, direct);
    }

    private Source storable(int parameter, Source argument, Line line) {
        if (!spilled.get(classes.of(parameter))) {
            return argument;
        }
        boolean direct = switch (argument) {
            case Source.Virtual(int register) ->
                !spilled.get(classes.of(register)) || classes.of(register) == classes.of(parameter);
            case Source.Constant number -> number.fits();
            case Source.SlotPlace _, Source.MapItself _, Source.MapValue _, Source.FunctionItself _ -> false;
        };
        if (direct) {
            return argument;
        }
        int through = temporary();
        written.add(new Line(new MachineInstruction.Move(through, argument), line.source()));
        return new Source.Virtual(through);
    }

    private int temporary() {
        int made = function.newRegister();
        classes.grow(made + 1);
        temporaries.set(made);
        return made;
    }
}
