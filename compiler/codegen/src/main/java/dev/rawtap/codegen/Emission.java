package dev.rawtap.codegen;

import dev.rawtap.base.Span;
import dev.rawtap.codegen.Code.Destination;
import dev.rawtap.codegen.Code.Item;
import dev.rawtap.codegen.MachineBlock.Line;
import dev.rawtap.codegen.MachineInstruction.Callee;
import dev.rawtap.codegen.MachineInstruction.Test;
import dev.rawtap.codegen.ParallelMove.Location;
import dev.rawtap.isa.AluOperation;
import dev.rawtap.isa.Condition;
import dev.rawtap.isa.Constant64;
import dev.rawtap.isa.Instruction;
import dev.rawtap.isa.Operand;
import dev.rawtap.isa.Register;
import dev.rawtap.isa.Size;
import dev.rawtap.object.Reference.Symbol;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Writes instructions, once every virtual register has its place. Blocks that do nothing but go on are left out. */
final class Emission {
    private final MachineFunction function;
    private final Allocated allocated;
    private final FrameLayout frame;
    private final List<MachineBlock> order;
    private final Code code = new Code();
    private final ReadableResult readable;
    private @Nullable Span source;
    private int begun;

    private Emission(MachineFunction function, List<MachineBlock> order, Allocated allocated, FrameLayout frame) {
        this.function = function;
        this.allocated = allocated;
        this.frame = frame;
        this.order = order;
        this.readable = new ReadableResult(function, order, allocated);
    }

    static Code write(MachineFunction function, List<MachineBlock> order, Allocated allocated, FrameLayout frame) {
        var emission = new Emission(function, order, allocated, frame);
        emission.write();
        return emission.code;
    }

    private void write() {
        List<MachineBlock> kept = new ArrayList<>();
        for (MachineBlock block : order) {
            if (block == order.getFirst() || !isEmpty(block)) {
                kept.add(block);
            }
        }
        for (int i = 0; i < kept.size(); i++) {
            MachineBlock block = kept.get(i);
            int next = i + 1 < kept.size() ? kept.get(i + 1).number : -1;
            begun = block.number;
            code.starts.put(block.number, code.items.size());
            if (i == 0) {
                source = function.source.source();
                enter();
            }
            int place = allocated.lifetimes().starts[block.number];
            for (Line line : block.lines) {
                place += Interval.STEP;
                source = line.source();
                write(line.instruction(), place, next);
            }
        }
    }

    private boolean isEmpty(MachineBlock block) {
        return block.lines.size() == 1
                && block.end() instanceof MachineInstruction.Jump jump
                && moves(jump).isEmpty()
                && jump.target() != block.number;
    }

    /** The block that a way to {@code block} ends in. */
    private int thread(int block) {
        int at = block;
        for (int steps = 0; steps < order.size() && at != order.getFirst().number; steps++) {
            MachineBlock here = function.blocks.get(at);
            if (!isEmpty(here) || !(here.end() instanceof MachineInstruction.Jump jump)) {
                return at;
            }
            at = jump.target();
        }
        return at;
    }

    private boolean isLeave(int block) {
        return function.blocks.get(block).lines.size() == 1
                && function.blocks.get(block).end() instanceof MachineInstruction.Leave;
    }

    private void enter() {
        var moves = new ParallelMove();
        for (int i = 0; i < function.parameters.size(); i++) {
            int parameter = function.parameters.get(i);
            if (allocated.isUsed(parameter)) {
                moves.add(location(parameter), Location.register(i + 1));
            }
        }
        write(moves, 0);
    }

    private Location location(int virtual) {
        return allocated.isOnStack(virtual)
                ? Location.stack(allocated.classes().of(virtual))
                : Location.register(allocated.register(virtual));
    }

    private Register register(int virtual) {
        return Register.of(allocated.register(virtual));
    }

    private void write(MachineInstruction instruction, int place, int next) {
        switch (instruction) {
            case MachineInstruction.Move(int dst, var src, boolean late) -> move(dst, src, place);
            case MachineInstruction.Narrow(int dst, int src) ->
                emit(new Instruction.Alu(AluOperation.MOV, false, register(dst), Operand.of(register(src))));
            case MachineInstruction.Alu alu -> alu(alu);
            case MachineInstruction.Negate(boolean wide, int dst, int src) -> {
                copy(register(dst), register(src));
                emit(new Instruction.Negate(wide, register(dst)));
            }
            case MachineInstruction.SignExtend(int bits, int dst, int src) ->
                emit(new Instruction.MoveSignExtend(bits, true, register(dst), register(src)));
            case MachineInstruction.Swap(var kind, int bits, int dst, int src) -> {
                copy(register(dst), register(src));
                emit(new Instruction.EndianSwap(kind, bits, register(dst)));
            }
            case MachineInstruction.Load(var size, boolean signed, int dst, var from) ->
                emit(new Instruction.Load(size, signed, register(dst), base(from), offset(from)));
            case MachineInstruction.Store(var size, var to, var value) ->
                emit(new Instruction.Store(size, base(to), offset(to), operand(value)));
            case MachineInstruction.Atomic atomic -> atomic(atomic);
            case MachineInstruction.Choose choose -> choose(choose);
            case MachineInstruction.Call call -> call(call, place);
            case MachineInstruction.Jump jump -> {
                write(moves(jump), place);
                jump(jump.target(), next);
            }
            case MachineInstruction.Branch branch -> branch(branch, next);
            case MachineInstruction.MayGoto(int on, int exhausted) -> {
                emit(new Instruction.MayGoto((short) 0), new Destination.OfBlock(thread(exhausted)), null);
                jump(on, next);
            }
            case MachineInstruction.Return(var value) -> {
                make(Register.R0, value);
                emit(new Instruction.Exit());
            }
            case MachineInstruction.Leave _ -> {
                if (!readable.atEnd(begun)) {
                    emit(new Instruction.Alu(AluOperation.MOV, false, Register.R0, Operand.of(0)));
                }
                emit(new Instruction.Exit());
            }
        }
    }

    private void move(int dst, Source src, int place) {
        var moves = new ParallelMove();
        add(moves, location(dst), src);
        write(moves, place);
    }

    private void alu(MachineInstruction.Alu alu) {
        Register dst = register(alu.dst());
        Register left = register(alu.left());
        if (dst != left) {
            emit(new Instruction.Alu(AluOperation.MOV, alu.wide(), dst, Operand.of(left)));
        }
        emit(new Instruction.Alu(alu.operation(), alu.wide(), dst, operand(alu.right())));
    }

    private void atomic(MachineInstruction.Atomic atomic) {
        boolean fetch = atomic.dst() != MachineInstruction.NONE;
        Register value = register(fetch ? atomic.dst() : atomic.src());
        copy(value, register(atomic.src()));
        emit(new Instruction.Atomic(
                atomic.operation(), fetch, atomic.size(), base(atomic.place()), offset(atomic.place()), value));
    }

    private void choose(MachineInstruction.Choose choose) {
        Register dst = register(choose.dst());
        make(dst, choose.whenTrue());
        int branch = code.items.size();
        emit(branch(choose.test(), choose.test().condition()));
        make(dst, choose.whenFalse());
        Item item = code.items.get(branch);
        int skipped = code.items.size() - branch;
        code.items.set(branch, new Item(item.instruction(), new Destination.Skip(skipped), null, item.source()));
    }

    private void call(MachineInstruction.Call call, int place) {
        var moves = new ParallelMove();
        for (int i = 0; i < call.arguments().size(); i++) {
            add(moves, Location.register(i + 1), call.arguments().get(i));
        }
        write(moves, place);
        switch (call.callee()) {
            case Callee.HelperNumber(int id) -> emit(new Instruction.Call(id));
            case Callee.ModuleFunction(var name) ->
                emit(new Instruction.CallLocal(0), new Destination.OfFunction(name), null);
            case Callee.KernelFunction(int type) -> emit(new Instruction.CallKernelFunction(type, (short) 0));
        }
        if (call.result() != MachineInstruction.NONE) {
            var result = new ParallelMove();
            result.add(location(call.result()), Location.register(0));
            write(result, place);
        }
    }

    private ParallelMove moves(MachineInstruction.Jump jump) {
        var moves = new ParallelMove();
        List<Integer> parameters = function.blocks.get(jump.target()).parameters;
        for (int i = 0; i < parameters.size(); i++) {
            if (allocated.isUsed(parameters.get(i))) {
                add(moves, location(parameters.get(i)), jump.arguments().get(i));
            }
        }
        return moves;
    }

    private void add(ParallelMove moves, Location to, Source source) {
        if (source instanceof Source.Virtual(int register)) {
            moves.add(to, location(register));
        } else {
            moves.add(to, source);
        }
    }

    private void write(ParallelMove moves, int place) {
        if (moves.isEmpty()) {
            return;
        }
        moves.write(
                new ParallelMove.Writer() {
                    @Override
                    public void move(Location to, Location from) {
                        transfer(to, from);
                    }

                    @Override
                    public void make(Location to, Source source) {
                        Emission.this.make(to, source);
                    }
                },
                taking -> spare(place, taking));
    }

    /** A register that holds nothing around an instruction, else a place on the stack. */
    private Location spare(int place, int taking) {
        int occupied = allocated.occupied(place) | allocated.occupied(place + Interval.STEP - 1) | taking;
        for (int i = 0; i < 10; i++) {
            if ((occupied >> i & 1) == 0) {
                return Location.register(i);
            }
        }
        return Location.stack(-1);
    }

    private void transfer(Location to, Location from) {
        if (to.stack()) {
            emit(new Instruction.Store(
                    Size.DOUBLE, Register.R10, stackOffset(to), Operand.of(Register.of(from.number()))));
        } else if (from.stack()) {
            emit(new Instruction.Load(Size.DOUBLE, false, Register.of(to.number()), Register.R10, stackOffset(from)));
        } else {
            copy(Register.of(to.number()), Register.of(from.number()));
        }
    }

    private short stackOffset(Location location) {
        return (short) (location.number() < 0 ? frame.spare() : frame.offset(location.number()));
    }

    private void make(Location to, Source source) {
        if (!to.stack()) {
            make(Register.of(to.number()), source);
        } else if (source instanceof Source.Constant(long number)) {
            emit(new Instruction.Store(Size.DOUBLE, Register.R10, stackOffset(to), Operand.of((int) number)));
        } else {
            throw new IllegalStateException("%s cannot be stored at once".formatted(source));
        }
    }

    private void make(Register dst, Source source) {
        switch (source) {
            case Source.Virtual(int register) -> transfer(Location.register(dst.number()), location(register));
            case Source.Constant(long number) -> number(dst, number);
            case Source.SlotPlace(var slot, int offset) -> {
                copy(dst, Register.R10);
                emit(new Instruction.Alu(AluOperation.ADD, true, dst, Operand.of(frame.offset(slot) + offset)));
            }
            case Source.MapItself(var map) ->
                emit(new Instruction.LoadImmediate64(dst, new Constant64.MapFd(0)), null, new Symbol.MapItself(map));
            case Source.MapValue(var map, int offset) ->
                emit(
                        new Instruction.LoadImmediate64(dst, new Constant64.MapValue(0, offset)),
                        null,
                        new Symbol.MapValue(map, offset));
            case Source.FunctionItself(var name) ->
                emit(
                        new Instruction.LoadImmediate64(dst, new Constant64.Function(0)),
                        new Destination.OfFunction(name),
                        null);
        }
    }

    private void number(Register dst, long number) {
        if (number == (int) number) {
            emit(new Instruction.Alu(AluOperation.MOV, true, dst, Operand.of((int) number)));
        } else if (number >>> 32 == 0) {
            emit(new Instruction.Alu(AluOperation.MOV, false, dst, Operand.of((int) number)));
        } else {
            emit(new Instruction.LoadImmediate64(dst, new Constant64.Value(number)));
        }
    }

    private void copy(Register dst, Register src) {
        if (dst != src) {
            emit(new Instruction.Alu(AluOperation.MOV, true, dst, Operand.of(src)));
        }
    }

    private void jump(int target, int next) {
        int to = thread(target);
        if (to != next && isLeave(to) && readable.atEnd(begun)) {
            emit(new Instruction.Exit());
        } else if (to != next) {
            emit(new Instruction.Jump(0, false), new Destination.OfBlock(to), null);
        }
    }

    private void branch(MachineInstruction.Branch branch, int next) {
        int whenTrue = thread(branch.whenTrue());
        int whenFalse = thread(branch.whenFalse());
        Condition condition = branch.test().condition();
        Condition inverse = inverse(condition);
        if (whenTrue == whenFalse) {
            jump(whenTrue, next);
        } else if (whenTrue == next && inverse != null) {
            emit(branch(branch.test(), inverse), new Destination.OfBlock(whenFalse), null);
        } else {
            emit(branch(branch.test(), condition), new Destination.OfBlock(whenTrue), null);
            jump(whenFalse, next);
        }
    }

    private Instruction branch(Test test, Condition condition) {
        return new Instruction.Branch(condition, test.wide(), register(test.left()), operand(test.right()), (short) 0);
    }

    /** The condition that holds when this one does not; none for {@code SET}. */
    private static @Nullable Condition inverse(Condition condition) {
        return switch (condition) {
            case EQ -> Condition.NE;
            case NE -> Condition.EQ;
            case GT -> Condition.LE;
            case GE -> Condition.LT;
            case LT -> Condition.GE;
            case LE -> Condition.GT;
            case SGT -> Condition.SLE;
            case SGE -> Condition.SLT;
            case SLT -> Condition.SGE;
            case SLE -> Condition.SGT;
            case SET -> null;
        };
    }

    private Operand operand(Source source) {
        return switch (source) {
            case Source.Virtual(int register) -> Operand.of(register(register));
            case Source.Constant(long number) -> Operand.of((int) number);
            case Source.SlotPlace _, Source.MapItself _, Source.MapValue _, Source.FunctionItself _ ->
                throw new IllegalStateException("%s is no operand".formatted(source));
        };
    }

    private Register base(Place place) {
        return place.slot() == null ? register(place.base()) : Register.R10;
    }

    private short offset(Place place) {
        int offset = place.slot() == null ? place.offset() : frame.offset(place.slot()) + place.offset();
        return (short) offset;
    }

    private void emit(Instruction instruction) {
        emit(instruction, null, null);
    }

    private void emit(Instruction instruction, @Nullable Destination destination, @Nullable Symbol symbol) {
        code.items.add(new Item(instruction, destination, symbol, source));
    }
}
