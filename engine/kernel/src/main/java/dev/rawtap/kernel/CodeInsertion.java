package dev.rawtap.kernel;

import dev.rawtap.contract.LossLedger;
import dev.rawtap.object.ObjectSpec;
import java.util.List;
import java.util.function.Function;

/**
 * Something that is added to every object before it is loaded, after relocation: instructions in its programs, and maps
 * or programs of its own. One instance serves one load, so that it may remember where it put what.
 */
interface CodeInsertion {
    /**
     * The object with what is added. Maps and programs of the object keep their names and their order; added ones have
     * names that no C identifier has, such as {@code rawtap.losses}. Added programs are attached as soon as they are loaded.
     */
    ObjectSpec insert(ObjectSpec object);

    /** What is to be done once all maps exist, before anything is attached. */
    default void loaded(Function<String, KernelMap> maps) {}

    /** What has been lost since, as far as this insertion counts it. */
    default List<LossLedger.Loss> losses(Function<String, KernelMap> maps) {
        return List.of();
    }
}
