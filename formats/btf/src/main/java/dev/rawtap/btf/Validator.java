package dev.rawtap.btf;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;

/** The explicit whole check of a {@link Btf}; see {@link Btf#validate()}. */
final class Validator {
    private final Btf btf;
    /** By own row: 0 not looked at, 1 on the path, 2 done. */
    private final byte[] state;

    private Validator(Btf btf) {
        this.btf = btf;
        this.state = new byte[btf.count() - btf.firstId()];
    }

    static void validate(Btf btf) {
        var validator = new Validator(btf);
        for (int id = btf.firstId(); id < btf.count(); id++) {
            validator.contents(id);
        }
        for (int id = btf.firstId(); id < btf.count(); id++) {
            validator.references(id);
        }
    }

    /** Walks down what {@code root} contains by value; finding a type on its own path means it contains itself. */
    private void contents(int root) {
        var path = new ArrayDeque<Integer>();
        path.push(root);
        while (!path.isEmpty()) {
            int id = path.peek();
            int row = id - btf.firstId();
            if (row < 0 || state[row] == 2) {
                path.pop();
            } else if (state[row] == 1) {
                state[row] = 2;
                path.pop();
            } else {
                state[row] = 1;
                for (int part : parts(btf.type(id))) {
                    int partRow = part - btf.firstId();
                    if (partRow >= 0 && state[partRow] == 1) {
                        throw btf.malformed(part, "type contains itself");
                    }
                    path.push(part);
                }
            }
        }
    }

    private static List<Integer> parts(BtfType type) {
        return switch (type) {
            case BtfType.Modifier modifier -> List.of(modifier.target());
            case BtfType.Array array -> List.of(array.element());
            case BtfType.Variable variable -> List.of(variable.type());
            case BtfType.Composite composite -> {
                var parts = new ArrayList<Integer>();
                composite.members().forEach(member -> parts.add(member.type()));
                yield parts;
            }
            case BtfType.Sized ignored -> List.of();
            case BtfType.Void ignored -> List.of();
            case BtfType.Pointer ignored -> List.of();
            case BtfType.Forward ignored -> List.of();
            case BtfType.Function ignored -> List.of();
            case BtfType.FunctionPrototype ignored -> List.of();
            case BtfType.DeclarationTag ignored -> List.of();
        };
    }

    private void references(int id) {
        switch (btf.type(id)) {
            case BtfType.Pointer pointer -> requireType(id, pointer.target());
            case BtfType.Modifier modifier -> requireType(id, modifier.target());
            case BtfType.Array array -> {
                requireValue(id, array.element(), "array element");
                if (!(btf.type(btf.strip(array.index())) instanceof BtfType.Int)) {
                    throw btf.malformed(id, "array index type %d is no int".formatted(array.index()));
                }
                btf.sizeOf(id);
            }
            case BtfType.Composite composite -> composite.members().forEach(member -> member(id, composite, member));
            case BtfType.Function function -> {
                if (btf.kind(function.prototype()) != BtfKind.FUNCTION_PROTOTYPE) {
                    throw btf.malformed(id, "function's type %d is no prototype".formatted(function.prototype()));
                }
            }
            case BtfType.FunctionPrototype prototype -> {
                requireType(id, prototype.returnType());
                for (int i = 0; i < prototype.parameters().size(); i++) {
                    int type = prototype.parameters().get(i).type();
                    if (type != 0 || i < prototype.parameters().size() - 1) {
                        requireValue(id, type, "parameter %d".formatted(i));
                    }
                }
            }
            case BtfType.Variable variable -> requireType(id, variable.type());
            case BtfType.DataSection section ->
                section.variables().forEach(place -> {
                    if (!(btf.type(place.type()) instanceof BtfType.Variable)
                            && !(btf.type(place.type()) instanceof BtfType.Function)) {
                        throw btf.malformed(id, "type %d in a section is no variable".formatted(place.type()));
                    }
                });
            case BtfType.DeclarationTag ignored -> {}
            case BtfType.Void ignored -> {}
            case BtfType.Int ignored -> {}
            case BtfType.Float ignored -> {}
            case BtfType.Enumeration ignored -> {}
            case BtfType.Forward ignored -> {}
        }
    }

    private void member(int id, BtfType.Composite composite, BtfType.Member member) {
        requireValue(id, member.type(), "member '%s'".formatted(member.name()));
        long bits = member.isBitField() ? member.bitSize() : btf.sizeOf(member.type()) * 8;
        if (member.bitOffset() + bits > composite.size() * 8L) {
            throw btf.malformed(
                    id,
                    "member '%s' at bit %d+%d outside of %d bytes"
                            .formatted(member.name(), member.bitOffset(), bits, composite.size()));
        }
    }

    /** What a pointer or modifier may refer to: a type, not a declaration. */
    private void requireType(int id, int target) {
        switch (btf.kind(target)) {
            case FUNCTION, VARIABLE, DATA_SECTION, DECLARATION_TAG ->
                throw btf.malformed(id, "type %d is a %s, not a type".formatted(target, btf.kind(target)));
            case VOID, INT, POINTER, ARRAY, STRUCT, UNION, ENUM, FORWARD, TYPEDEF, VOLATILE -> {}
            case CONST, RESTRICT, FUNCTION_PROTOTYPE, FLOAT, TYPE_TAG, ENUM64 -> {}
        }
    }

    /** What can be stored: a type that has a size. */
    private void requireValue(int id, int target, String what) {
        requireType(id, target);
        switch (btf.kind(btf.strip(target))) {
            case VOID, FORWARD, FUNCTION_PROTOTYPE ->
                throw btf.malformed(id, "%s has type %d, which has no size".formatted(what, target));
            case INT, POINTER, ARRAY, STRUCT, UNION, ENUM, FLOAT, ENUM64 -> {}
            case TYPEDEF, VOLATILE, CONST, RESTRICT, TYPE_TAG -> {}
            case FUNCTION, VARIABLE, DATA_SECTION, DECLARATION_TAG -> {}
        }
    }
}
