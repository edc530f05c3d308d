package dev.rawtap.btf.c;

import dev.rawtap.base.MalformedException;
import dev.rawtap.btf.Btf;
import dev.rawtap.btf.BtfType;
import java.util.ArrayList;
import java.util.function.IntFunction;

/**
 * Writes C declarations, which are read from the name outwards: {@code int (*f)(void)}, {@code char comm[16]}.
 *
 * <p>The words for types that end such a chain (integers, tags, typedefs) come from the caller, who may rename them or
 * write bodies in place.
 */
final class CDeclarator {
    /** No C declaration is longer; a broken file goes round in circles. */
    private static final int MAX_STEPS = 512;

    private static final int MAX_NESTING = 32;
    /** Parameters in one declaration, those of its parameters included. */
    private static final int MAX_PARAMETERS = 1 << 12;

    private final Btf btf;
    private final IntFunction<String> words;
    private int parameters;

    /**
     * Declares types of {@code btf}.
     *
     * @param words the C words for the id of an integer, float, composite, enumeration, forward or typedef
     */
    CDeclarator(Btf btf, IntFunction<String> words) {
        this.btf = btf;
        this.words = words;
    }

    /** The declaration of {@code name} with that type; of nothing but the type if the name is empty. */
    String declare(int type, String name) {
        parameters = 0;
        return declare(type, name, 0);
    }

    private String declare(int type, String name, int nesting) {
        if (nesting > MAX_NESTING) {
            throw tooDeep(type);
        }
        String inner = name;
        String qualifiers = "";
        int id = type;
        for (int steps = 0; steps < MAX_STEPS; steps++) {
            switch (btf.type(id)) {
                case BtfType.Pointer pointer -> {
                    inner = "*" + qualifiers + inner;
                    if (bindsTighter(pointer.target())) {
                        inner = "(" + inner + ")";
                    }
                    qualifiers = "";
                    id = pointer.target();
                }
                case BtfType.Array array -> {
                    inner += "[" + array.length() + "]";
                    id = array.element();
                }
                case BtfType.FunctionPrototype prototype -> {
                    inner += "(" + parameters(prototype, nesting) + ")";
                    qualifiers = "";
                    id = prototype.returnType();
                }
                case BtfType.Const constant -> {
                    qualifiers = qualifiers.contains("const ") ? qualifiers : "const " + qualifiers;
                    id = constant.target();
                }
                case BtfType.Volatile changing -> {
                    qualifiers = qualifiers.contains("volatile ") ? qualifiers : "volatile " + qualifiers;
                    id = changing.target();
                }
                case BtfType.Restrict restrict -> {
                    qualifiers = "restrict " + qualifiers;
                    id = restrict.target();
                }
                case BtfType.TypeTag tag -> id = tag.target();
                case BtfType.Function function -> id = function.prototype();
                case BtfType.Variable variable -> id = variable.type();
                case BtfType.Void ignored -> {
                    return join(qualifiers + "void", inner);
                }
                case BtfType.Typedef ignored -> {
                    return join(qualifiers + words.apply(id), inner);
                }
                case BtfType.Sized ignored -> {
                    return join(qualifiers + words.apply(id), inner);
                }
                case BtfType.Forward ignored -> {
                    return join(qualifiers + words.apply(id), inner);
                }
                case BtfType.DeclarationTag tag -> id = tag.target();
            }
        }
        throw tooDeep(type);
    }

    private MalformedException tooDeep(int type) {
        return new MalformedException(btf.name(), 0, "type %d: declaration refers to itself".formatted(type));
    }

    private static String join(String words, String inner) {
        return inner.isEmpty() ? words : words + " " + inner;
    }

    /** Whether a declarator of that type goes to the right of the name, where it binds tighter than the star. */
    private boolean bindsTighter(int target) {
        int id = target;
        for (int steps = 0; steps < MAX_STEPS; steps++) {
            BtfType type = btf.type(id);
            if (type instanceof BtfType.Modifier modifier && !(type instanceof BtfType.Typedef)) {
                id = modifier.target();
            } else {
                return type instanceof BtfType.Array || type instanceof BtfType.FunctionPrototype;
            }
        }
        throw tooDeep(target);
    }

    private String parameters(BtfType.FunctionPrototype prototype, int nesting) {
        if (prototype.parameters().isEmpty()) {
            return "void";
        }
        var texts = new ArrayList<String>();
        for (var parameter : prototype.parameters()) {
            if (++parameters > MAX_PARAMETERS) {
                throw tooDeep(parameter.type());
            }
            texts.add(parameter.type() == 0 ? "..." : declare(parameter.type(), parameter.name(), nesting + 1));
        }
        return String.join(", ", texts);
    }
}
