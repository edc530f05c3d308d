package dev.rawtap.object.relocate;

import dev.rawtap.base.MalformedException;
import dev.rawtap.btf.Btf;
import dev.rawtap.btf.BtfType;
import java.util.ArrayList;
import java.util.List;

/**
 * The way from a root type to a field: {@code task_struct.se.vruntime}, {@code pid.numbers[0].nr}.
 *
 * @param btf the types that all ids belong to
 * @param root id of the root type, as named
 * @param steps from the root on; never empty, the first is an {@link Step.Element} of the root itself
 * @param bitOffset bits from the address that the root pointer holds
 */
record AccessPath(Btf btf, int root, List<Step> steps, long bitOffset) {
    /** More steps than any compiler writes. */
    private static final int MAX_STEPS = 64;

    AccessPath {
        steps = List.copyOf(steps);
    }

    /** One step. */
    sealed interface Step {
        /**
         * Into a named member.
         *
         * @param composite id of the structure or union that holds it directly
         * @param member the member
         */
        record Field(int composite, BtfType.Member member) implements Step {}

        /**
         * To an element, whose type is {@code type}; {@code open} if the array has no declared end.
         */
        record Element(int index, int type, boolean open) implements Step {}
    }

    /** Reads the numbers of a relocation: an element of the root, then members and elements. */
    static AccessPath read(Btf btf, int root, List<Integer> numbers) {
        if (numbers.isEmpty() || numbers.size() > MAX_STEPS) {
            throw malformed(btf, root, numbers, "path of %d steps".formatted(numbers.size()));
        }
        var steps = new ArrayList<Step>();
        int current = btf.strip(root);
        steps.add(new Step.Element(numbers.getFirst(), root, true));
        long bits = numbers.getFirst() * btf.sizeOf(root) * 8;
        boolean last = false;
        for (int number : numbers.subList(1, numbers.size())) {
            switch (btf.type(current)) {
                case BtfType.Composite composite -> {
                    if (number >= composite.members().size()) {
                        throw malformed(
                                btf,
                                root,
                                numbers,
                                "member %d of %d"
                                        .formatted(number, composite.members().size()));
                    }
                    BtfType.Member member = composite.members().get(number);
                    bits += member.bitOffset();
                    if (!member.name().isEmpty()) {
                        steps.add(new Step.Field(current, member));
                    }
                    last = number == composite.members().size() - 1;
                    current = btf.strip(member.type());
                }
                case BtfType.Array array -> {
                    boolean open = array.length() == 0 && last;
                    if (!open && number >= array.length()) {
                        throw malformed(btf, root, numbers, "element %d of %d".formatted(number, array.length()));
                    }
                    steps.add(new Step.Element(number, array.element(), open));
                    bits += number * btf.sizeOf(array.element()) * 8;
                    current = btf.strip(array.element());
                }
                case BtfType other ->
                    throw malformed(btf, root, numbers, "nothing is inside a type of kind " + other.kind());
            }
        }
        return new AccessPath(btf, root, steps, bits);
    }

    private static MalformedException malformed(Btf btf, int root, List<Integer> numbers, String problem) {
        return new MalformedException(
                btf.name(), 0, "CO-RE access %s of type %d: %s".formatted(numbers, root, problem));
    }

    /** As a programmer would write it: {@code task_struct.comm[3]}. */
    String text() {
        var text = new StringBuilder(btf.nameOf(root));
        for (int i = 0; i < steps.size(); i++) {
            switch (steps.get(i)) {
                case Step.Field field -> text.append('.').append(field.member().name());
                case Step.Element element -> {
                    if (i > 0 || element.index() > 0) {
                        text.append('[').append(element.index()).append(']');
                    }
                }
            }
        }
        return text.toString();
    }
}
