package dev.rawtap.object.relocate;

import dev.rawtap.btf.Btf;
import dev.rawtap.btf.BtfKind;
import dev.rawtap.btf.BtfType;
import dev.rawtap.object.FlavoredName;

/** Says how far a local type and a target's type agree. Depths are bounded, as types may go round in circles. */
public final class TypeAgreement {
    private static final int MAX_DEPTH = 32;

    private final Btf local;
    private final Btf target;

    /** Compares types of an object with those of a target. */
    public TypeAgreement(Btf local, Btf target) {
        this.local = local;
        this.target = target;
    }

    /** Whether a field of one kind may stand for one of the other; either width of enumerations will do. */
    static boolean sameKind(BtfKind local, BtfKind target) {
        return local == target || (isEnumeration(local) && isEnumeration(target));
    }

    private static boolean isEnumeration(BtfKind kind) {
        return kind == BtfKind.ENUM || kind == BtfKind.ENUM64;
    }

    /** Whether a member may have the other type: numbers of any size, pointers to anything, arrays of agreeing elements. */
    boolean fields(int localId, int targetId) {
        int left = local.strip(localId);
        int right = target.strip(targetId);
        for (int depth = 0; depth < MAX_DEPTH; depth++) {
            BtfType leftType = local.type(left);
            BtfType rightType = target.type(right);
            if (leftType instanceof BtfType.Array leftArray && rightType instanceof BtfType.Array rightArray) {
                left = local.strip(leftArray.element());
                right = target.strip(rightArray.element());
                continue;
            }
            return fields(leftType, left, rightType, right);
        }
        return false;
    }

    private boolean fields(BtfType left, int leftId, BtfType right, int rightId) {
        if (left instanceof BtfType.Composite && right instanceof BtfType.Composite) {
            return true;
        }
        if (!sameKind(left.kind(), right.kind())) {
            return false;
        }
        return switch (left) {
            case BtfType.Pointer _, BtfType.Float _ -> true;
            case BtfType.Int _ -> true;
            case BtfType.Enumeration _, BtfType.Forward _ -> namesAgreeOrAbsent(leftId, rightId);
            default -> false;
        };
    }

    private boolean namesAgreeOrAbsent(int left, int right) {
        return local.nameOf(left).isEmpty() || target.nameOf(right).isEmpty() || namesAgree(left, right);
    }

    private boolean namesAgree(int left, int right) {
        return FlavoredName.essential(local.nameOf(left)).equals(FlavoredName.essential(target.nameOf(right)));
    }

    /** Whether the types are of one kind, pointers and signatures all the way down. */
    public boolean types(int localId, int targetId) {
        return sameKind(local.kind(localId), target.kind(targetId)) && types(localId, targetId, MAX_DEPTH);
    }

    private boolean types(int localId, int targetId, int depth) {
        if (depth == 0) {
            return false;
        }
        BtfType left = local.type(local.strip(localId));
        BtfType right = target.type(target.strip(targetId));
        if (!sameKind(left.kind(), right.kind())) {
            return false;
        }
        return switch (left) {
            case BtfType.Void _, BtfType.Composite _, BtfType.Enumeration _, BtfType.Forward _, BtfType.Int _ -> true;
            case BtfType.Pointer pointer ->
                right instanceof BtfType.Pointer other && types(pointer.target(), other.target(), depth - 1);
            case BtfType.Array array ->
                right instanceof BtfType.Array other && types(array.element(), other.element(), depth - 1);
            case BtfType.FunctionPrototype signature ->
                right instanceof BtfType.FunctionPrototype other && signatures(signature, other, depth - 1);
            default -> false;
        };
    }

    private boolean signatures(BtfType.FunctionPrototype left, BtfType.FunctionPrototype right, int depth) {
        if (left.parameters().size() != right.parameters().size()) {
            return false;
        }
        for (int i = 0; i < left.parameters().size(); i++) {
            if (!types(
                    left.parameters().get(i).type(), right.parameters().get(i).type(), depth)) {
                return false;
            }
        }
        return types(left.returnType(), right.returnType(), depth);
    }

    /** Whether the target's type has all that the local one declares, of the same shape. */
    boolean matches(int localId, int targetId) {
        return matches(localId, targetId, false, MAX_DEPTH);
    }

    private boolean matches(int localId, int targetId, boolean behindPointer, int depth) {
        int leftId = local.strip(localId);
        int rightId = target.strip(targetId);
        BtfType left = local.type(leftId);
        BtfType right = target.type(rightId);
        if (depth == 0 || !namesAgree(leftId, rightId)) {
            return false;
        }
        return switch (left) {
            case BtfType.Void _ -> right instanceof BtfType.Void;
            case BtfType.Forward forward ->
                switch (right) {
                    case BtfType.Forward other -> forward.union() == other.union();
                    case BtfType.Composite other ->
                        behindPointer && forward.union() == (other instanceof BtfType.Union);
                    default -> false;
                };
            case BtfType.Composite composite ->
                switch (right) {
                    case BtfType.Composite other ->
                        composite.kind() == other.kind() && (behindPointer || members(composite, other, depth - 1));
                    case BtfType.Forward other ->
                        behindPointer && other.union() == (composite instanceof BtfType.Union);
                    default -> false;
                };
            case BtfType.Enumeration enumeration ->
                right instanceof BtfType.Enumeration other && enumerators(enumeration, other);
            case BtfType.Int integer ->
                right instanceof BtfType.Int other
                        && integer.size() == other.size()
                        && integer.signed() == other.signed();
            case BtfType.Pointer pointer ->
                right instanceof BtfType.Pointer other && matches(pointer.target(), other.target(), true, depth - 1);
            case BtfType.Array array ->
                right instanceof BtfType.Array other
                        && array.length() == other.length()
                        && matches(array.element(), other.element(), behindPointer, depth - 1);
            case BtfType.FunctionPrototype signature ->
                right instanceof BtfType.FunctionPrototype other && signaturesMatch(signature, other, depth - 1);
            case BtfType.Float number -> right instanceof BtfType.Float other && number.size() == other.size();
            case BtfType.Modifier _, BtfType.Function _, BtfType.Variable _ -> false;
            case BtfType.DataSection _, BtfType.DeclarationTag _ -> false;
        };
    }

    private boolean members(BtfType.Composite left, BtfType.Composite right, int depth) {
        for (BtfType.Member member : left.members()) {
            if (!hasMember(member, right, depth)) {
                return false;
            }
        }
        return true;
    }

    private boolean hasMember(BtfType.Member wanted, BtfType.Composite right, int depth) {
        for (BtfType.Member member : right.members()) {
            if (member.name().equals(wanted.name()) && matches(wanted.type(), member.type(), false, depth)) {
                return true;
            }
            if (depth > 0
                    && member.name().isEmpty()
                    && target.type(target.strip(member.type())) instanceof BtfType.Composite inner
                    && hasMember(wanted, inner, depth - 1)) {
                return true;
            }
        }
        return false;
    }

    private static boolean enumerators(BtfType.Enumeration left, BtfType.Enumeration right) {
        return left.size() == right.size()
                && left.values().stream()
                        .allMatch(wanted -> right.values().stream()
                                .anyMatch(value -> FlavoredName.essential(value.name())
                                        .equals(FlavoredName.essential(wanted.name()))));
    }

    private boolean signaturesMatch(BtfType.FunctionPrototype left, BtfType.FunctionPrototype right, int depth) {
        if (left.parameters().size() != right.parameters().size()) {
            return false;
        }
        for (int i = 0; i < left.parameters().size(); i++) {
            if (!matches(
                    left.parameters().get(i).type(), right.parameters().get(i).type(), false, depth)) {
                return false;
            }
        }
        return matches(left.returnType(), right.returnType(), false, depth);
    }
}
