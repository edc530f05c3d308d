package dev.rawtap.object.relocate;

import dev.rawtap.base.NearestNames;
import dev.rawtap.btf.Btf;
import dev.rawtap.btf.BtfType;
import dev.rawtap.object.relocate.AccessPath.Step;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Finds a local path in another type: members by name, also inside anonymous structures and unions; elements by index.
 */
final class Matching {
    /** Anonymous structures nested deeper than this are taken for a circle. */
    private static final int MAX_DEPTH = 32;

    private final AccessPath local;
    private final Btf target;
    private final TypeAgreement agreement;
    private final List<Step> steps = new ArrayList<>();
    private int current;
    private long bits;
    private boolean last;

    private Matching(AccessPath local, Btf target, int root) {
        this.local = local;
        this.target = target;
        this.agreement = new TypeAgreement(local.btf(), target);
        this.current = target.strip(root);
    }

    /** A path, or why there is none. */
    sealed interface Result {
        /** The path in the other type. */
        record Found(AccessPath path) implements Result {}

        /** Why there is none. */
        record Absent(String reason) implements Result {}
    }

    static Result of(AccessPath local, Btf target, int root) {
        return new Matching(local, target, root).run(root);
    }

    private Result run(int root) {
        for (int i = 0; i < local.steps().size(); i++) {
            Optional<String> problem = switch (local.steps().get(i)) {
                case Step.Field field -> enter(field);
                case Step.Element element -> i == 0 ? start(root, element) : enter(element);
            };
            if (problem.isPresent()) {
                return new Result.Absent(problem.get());
            }
        }
        return new Result.Found(new AccessPath(target, root, steps, bits));
    }

    private Optional<String> start(int root, Step.Element element) {
        bits = element.index() * target.sizeOf(root) * 8;
        steps.add(new Step.Element(element.index(), root, true));
        return Optional.empty();
    }

    private Optional<String> enter(Step.Element element) {
        if (!(target.type(current) instanceof BtfType.Array array)) {
            return Optional.of("'%s' is no array there".formatted(local.text()));
        }
        boolean open = array.length() == 0 && last;
        if (!open && element.index() >= array.length()) {
            return Optional.of("the array has %d elements there".formatted(array.length()));
        }
        steps.add(new Step.Element(element.index(), array.element(), open));
        bits += element.index() * target.sizeOf(array.element()) * 8;
        current = target.strip(array.element());
        return Optional.empty();
    }

    /** A member, what holds it directly, and where it is in the structure that was searched. */
    private record Place(int composite, BtfType.Member member, long bits, boolean last) {}

    private Optional<String> enter(Step.Field field) {
        String name = field.member().name();
        if (!(target.type(current) instanceof BtfType.Composite composite)) {
            return Optional.of("what should hold '%s' is no struct there".formatted(name));
        }
        Optional<Place> place = find(current, composite, name, 0, 0);
        if (place.isEmpty()) {
            return Optional.of(absent(composite, name));
        }
        BtfType.Member member = place.get().member;
        if (!agreement.fields(field.member().type(), member.type())) {
            return Optional.of("'%s.%s' has a type of another kind there".formatted(composite.name(), name));
        }
        steps.add(new Step.Field(place.get().composite, member));
        bits += place.get().bits;
        last = place.get().last;
        current = target.strip(member.type());
        return Optional.empty();
    }

    private static String absent(BtfType.Composite composite, String name) {
        List<String> near = NearestNames.of(
                name,
                composite.members().stream()
                        .map(BtfType.Member::name)
                        .filter(known -> !known.isEmpty())
                        .toList(),
                2);
        String keyword = composite instanceof BtfType.Union ? "union" : "struct";
        String holder = composite.name().isEmpty() ? "the " + keyword : keyword + " " + composite.name();
        return "%s has no field '%s'%s"
                .formatted(holder, name, near.isEmpty() ? "" : " (nearest: " + String.join(", ", near) + ")");
    }

    private Optional<Place> find(int id, BtfType.Composite composite, String name, long before, int depth) {
        for (int i = 0; i < composite.members().size(); i++) {
            BtfType.Member member = composite.members().get(i);
            long offset = before + member.bitOffset();
            if (member.name().equals(name)) {
                return Optional.of(
                        new Place(id, member, offset, i == composite.members().size() - 1));
            }
            if (member.name().isEmpty() && depth < MAX_DEPTH) {
                int inner = target.strip(member.type());
                if (target.type(inner) instanceof BtfType.Composite nested) {
                    Optional<Place> found = find(inner, nested, name, offset, depth + 1);
                    if (found.isPresent()) {
                        return found;
                    }
                }
            }
        }
        return Optional.empty();
    }
}
