package dev.rawtap.kernel;

import dev.rawtap.contract.BpfMap.UpdateMode;
import dev.rawtap.contract.Host.PidNamespace;
import dev.rawtap.contract.LoadOptions;
import dev.rawtap.contract.LossLedger.Loss;
import dev.rawtap.contract.ProcessFilter;
import dev.rawtap.isa.LongJumps;
import dev.rawtap.isa.SlotMap;
import dev.rawtap.kernel.insertion.LossCounting;
import dev.rawtap.kernel.insertion.ProcessRestriction;
import dev.rawtap.kernel.insertion.ProcessTree;
import dev.rawtap.linux.ProcessNamespace;
import dev.rawtap.object.Feature;
import dev.rawtap.object.ObjectSpec;
import dev.rawtap.object.ProgramSpec;
import dev.rawtap.object.Target;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** What is inserted into an object at load, as its options say, in this order. */
final class CodeInsertions {
    /** However much is inserted into a program of fewer slots, 16 bits of a jump still reach across it. */
    private static final int SMALL = 4_000;

    private CodeInsertions() {}

    /** New insertions for one load: whose events count, then what is lost, our own programs' losses included. */
    static List<CodeInsertion> of(LoadOptions options, Target target) {
        Function<ProgramSpec, LongJumps> longJumps = program -> longJumps(program, target);
        var insertions = new ArrayList<CodeInsertion>();
        Optional<PidNamespace> namespace =
                options.processes() instanceof ProcessFilter.All ? Optional.empty() : ProcessNamespace.own();
        switch (options.processes()) {
            case ProcessFilter.All _ -> {}
            case ProcessFilter.Only only ->
                insertions.add(object -> ProcessRestriction.to(only, namespace).insert(object, longJumps));
            case ProcessFilter.Tree(int pid) ->
                insertions.add(new Tree(new ProcessTree(pid, namespace, target), longJumps));
        }
        if (options.ledger()) {
            insertions.add(new Losses(new LossCounting(), longJumps));
        }
        return insertions;
    }

    private static LongJumps longJumps(ProgramSpec program, Target target) {
        boolean small = SlotMap.of(program.code()).slots() < SMALL;
        return !small && target.has(Feature.INSTRUCTIONS_V4) ? LongJumps.ALLOWED : LongJumps.REFUSED;
    }

    private record Tree(ProcessTree tree, Function<ProgramSpec, LongJumps> longJumps) implements CodeInsertion {
        @Override
        public ObjectSpec insert(ObjectSpec object) {
            return ProcessRestriction.to(tree).insert(object, longJumps);
        }

        @Override
        public void loaded(Function<String, KernelMap> maps) {
            byte[] key = ByteBuffer.allocate(Integer.BYTES)
                    .order(ByteOrder.nativeOrder())
                    .putInt(tree.firstKey())
                    .array();
            maps.apply(ProcessTree.MAP).update(key, new byte[Long.BYTES], UpdateMode.ANY);
        }
    }

    private record Losses(LossCounting counting, Function<ProgramSpec, LongJumps> longJumps) implements CodeInsertion {
        @Override
        public ObjectSpec insert(ObjectSpec object) {
            return counting.insert(object, longJumps);
        }

        @Override
        public List<Loss> losses(Function<String, KernelMap> maps) {
            return Optional.ofNullable(maps.apply(LossCounting.MAP))
                    .flatMap(map -> map.lookup(new byte[Integer.BYTES]))
                    .map(counting::losses)
                    .orElse(List.of());
        }
    }
}
