package dev.rawtap.ir.pass;

import dev.rawtap.base.Span;
import dev.rawtap.ir.Function;
import dev.rawtap.ir.IrPrinter;
import dev.rawtap.ir.Module;
import dev.rawtap.ir.check.BrokenFunctionException;
import dev.rawtap.ir.check.FunctionCheck;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** All passes, in order. */
public final class Passes {
    /** What every function goes through. Some passes come again after those that give them new work. */
    public static final List<Pass> ALL = List.of(
            new RemoveUnreachableBlocks(),
            new ShareConstants(),
            new RemoveRedundantParameters(),
            new SimplifyOperations(),
            new ThreadJumps(),
            new MergeBlocks(),
            new RemoveDeadCode(),
            new UnrollLoops(),
            new RemoveRedundantParameters(),
            new SimplifyOperations(),
            new ThreadJumps(),
            new MergeBlocks(),
            new SelectConstants(),
            new RemoveRedundantParameters(),
            new SimplifyOperations(),
            new ShareComputations(),
            new ShareLookups(),
            new ShareComputations(),
            new ReuseConditions(),
            new RemoveRedundantParameters(),
            new SimplifyOperations(),
            new ThreadJumps(),
            new MergeBlocks(),
            new SinkComputations(),
            new LowerReads(),
            new SimplifyOperations(),
            new RemoveDeadCode(),
            new RemoveDeadStores(),
            new LoadArgumentEarly(),
            new RemoveDeadCode());

    private Passes() {}

    /**
     * How the passes run.
     *
     * @param check whether each pass's result is checked, for tests
     * @param failedReads where calls of {@code probe_read} helpers that fail are counted, if at all
     */
    public record Options(boolean check, Optional<FailedReads> failedReads) {
        /** For users: without checks and counts. */
        public static final Options DEFAULT = new Options(false);

        /** Without counts. */
        public Options(boolean check) {
            this(check, Optional.empty());
        }

        /** The same, with failed reads counted. */
        public Options counting(FailedReads failedReads) {
            return new Options(check, Optional.of(failedReads));
        }
    }

    /** Says where failed reads are counted. */
    @FunctionalInterface
    public interface FailedReads {
        /** The counter of a place in the user's text; none where nothing counts. */
        Optional<Counter> at(@Nullable Span source);
    }

    /**
     * Eight bytes that count.
     *
     * @param map an array of one entry
     * @param offset where in its value
     */
    public record Counter(String map, int offset) {}

    /** The module after all passes. */
    public static Module run(Module module, Options options) {
        var functions = new ArrayList<Function>();
        for (Function function : InlineFunctions.run(module).functions()) {
            functions.add(run(function, options));
        }
        return new Module(functions);
    }

    /** The function after all passes. A pass does not come again to what it has left: nothing has given it new work since. */
    public static Function run(Function function, Options options) {
        Function current = function;
        Set<String> settled = new HashSet<>();
        for (Pass pass : ALL) {
            if (settled.contains(pass.name())) {
                continue;
            }
            Function after = run(pass, current, options);
            if (isOther(after, current)) {
                settled.clear();
            }
            settled.add(pass.name());
            current = after;
        }
        if (options.failedReads.isPresent()) {
            current = run(new CountFailedReads(options.failedReads.get()), current, options);
        }
        return current;
    }

    /** Whether a pass did something: it gives back the same object when there was nothing to do. */
    @SuppressWarnings("ReferenceEquality")
    private static boolean isOther(Function after, Function before) {
        return after != before;
    }

    private static Function run(Pass pass, Function before, Options options) {
        Function after = pass.run(before);
        if (options.check) {
            try {
                FunctionCheck.check(after);
            } catch (BrokenFunctionException broken) {
                broken.addSuppressed(
                        new IllegalStateException("before %s:%n%s".formatted(pass.name(), IrPrinter.print(before))));
                throw broken;
            }
        }
        return after;
    }
}
