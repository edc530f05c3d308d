package dev.rawtap.btf.c;

import dev.rawtap.base.MalformedException;
import dev.rawtap.btf.Btf;
import dev.rawtap.btf.BtfKind;
import dev.rawtap.btf.BtfType;
import java.util.BitSet;
import java.util.HashSet;
import java.util.Set;

/**
 * Prints types as C that compiles: what a definition needs comes before it, and the compiler gives every member the
 * offset that BTF has.
 *
 * <pre>{@code
 * CPrinter.type(btf, id)       // struct event with everything that its members are made of
 * CPrinter.definition(btf, id) // struct event alone
 * CPrinter.header(btf)         // all types: a vmlinux.h
 * }</pre>
 */
public final class CPrinter {
    /** Depth of types that hold each other by value; only a broken file has more. */
    private static final int MAX_DEPTH = 256;

    /** Bodies within bodies, and how many of them in one definition. */
    private static final int MAX_BODY_DEPTH = 64;

    private static final int MAX_BODIES = 1 << 14;

    private static final int MAX_STEPS = 512;

    private final Btf btf;
    private final CIdentifiers names;
    private final CShapes shapes;
    private final CDeclarator declarator;
    private final StringBuilder out = new StringBuilder();
    /** Ids whose definition is written, or being written. */
    private final BitSet done = new BitSet();
    /** Ids of types without a name whose needs are written. */
    private final BitSet prepared = new BitSet();

    private final Set<String> declared = new HashSet<>();
    private String indent = "";
    private int bodies;

    private CPrinter(Btf btf) {
        this.btf = btf;
        this.names = new CIdentifiers(btf);
        this.shapes = new CShapes(btf);
        this.declarator = new CDeclarator(btf, this::words);
    }

    /** The definition of a type after all that it needs, each followed by an empty line. */
    public static String type(Btf btf, int id) {
        var printer = new CPrinter(btf);
        printer.need(id, true, 0);
        if (btf.nameOf(id).isEmpty() || btf.kind(id) == BtfKind.FUNCTION || btf.kind(id) == BtfKind.VARIABLE) {
            String name = CIdentifiers.plain(btf.nameOf(id));
            printer.out.append(printer.declarator.declare(id, name)).append(";\n");
        }
        return printer.out.toString();
    }

    /** The definition of a type alone, such as {@code struct event {...};}. */
    public static String definition(Btf btf, int id) {
        var printer = new CPrinter(btf);
        BtfType type = btf.type(id);
        if (type instanceof BtfType.Composite composite && !composite.name().isEmpty()) {
            return printer.words(id) + " " + printer.body(id, composite) + ";\n";
        }
        if (type instanceof BtfType.Enumeration enumeration
                && !enumeration.name().isEmpty()) {
            return printer.words(id) + " " + printer.body(enumeration) + ";\n";
        }
        if (type instanceof BtfType.Typedef typedef) {
            return "typedef " + printer.declarator.declare(typedef.target(), typedef.name()) + ";\n";
        }
        return printer.declarator.declare(id, CIdentifiers.plain(btf.nameOf(id))) + ";\n";
    }

    /** All types, with an include guard, for programs in C. */
    public static String header(Btf btf) {
        var printer = new CPrinter(btf);
        printer.out.append("#ifndef __VMLINUX_H__\n#define __VMLINUX_H__\n\n");
        printer.out.append("#if defined(__clang__) && !defined(BPF_NO_PRESERVE_ACCESS_INDEX)\n");
        printer.out.append(
                "#pragma clang attribute push (__attribute__((preserve_access_index)), apply_to = record)\n");
        printer.out.append("#endif\n\n");
        for (int id = 1; id < btf.count(); id++) {
            if (isNamedDefinition(btf, id)) {
                printer.need(id, true, 0);
            }
        }
        // Enumerations without a name that no member has: constants.
        for (int id = 1; id < btf.count(); id++) {
            if (btf.type(id) instanceof BtfType.Enumeration enumeration && !printer.done.get(id)) {
                printer.constants(id, enumeration);
            }
        }
        printer.out.append("#if defined(__clang__) && !defined(BPF_NO_PRESERVE_ACCESS_INDEX)\n");
        printer.out.append("#pragma clang attribute pop\n#endif\n\n#endif\n");
        return printer.out.toString();
    }

    private static boolean isNamedDefinition(Btf btf, int id) {
        return switch (btf.kind(id)) {
            case STRUCT, UNION, ENUM, ENUM64, TYPEDEF, FORWARD ->
                !btf.nameOf(id).isEmpty();
            case VOID, INT, POINTER, ARRAY, VOLATILE, CONST, RESTRICT, FUNCTION, FUNCTION_PROTOTYPE -> false;
            case VARIABLE, DATA_SECTION, FLOAT, DECLARATION_TAG, TYPE_TAG -> false;
        };
    }

    /** Writes what must stand before a use of {@code type}; {@code whole} if its size is used, not only its name. */
    private void need(int type, boolean whole, int depth) {
        if (depth > MAX_DEPTH) {
            return;
        }
        int id = type;
        boolean complete = whole;
        for (int steps = 0; steps < MAX_STEPS; steps++) {
            switch (btf.type(id)) {
                case BtfType.Pointer pointer -> {
                    id = pointer.target();
                    complete = false;
                }
                case BtfType.Array array -> {
                    // Also behind a pointer: C has no arrays of incomplete elements.
                    id = array.element();
                    complete = true;
                }
                case BtfType.Typedef typedef -> {
                    typedef(id, typedef, depth);
                    if (!complete) {
                        return;
                    }
                    id = typedef.target();
                }
                case BtfType.Modifier modifier -> id = modifier.target();
                case BtfType.Variable variable -> id = variable.type();
                case BtfType.Function function -> id = function.prototype();
                case BtfType leaf -> {
                    needLeaf(id, leaf, complete, depth);
                    return;
                }
            }
        }
    }

    private void needLeaf(int id, BtfType type, boolean complete, int depth) {
        if (type instanceof BtfType.FunctionPrototype prototype && !prepared.get(id)) {
            prepared.set(id);
            need(prototype.returnType(), false, depth + 1);
            prototype.parameters().forEach(parameter -> need(parameter.type(), false, depth + 1));
        } else if (type instanceof BtfType.Composite composite) {
            if (prepared.get(id)) {
                return;
            }
            if (composite.name().isEmpty()) {
                prepared.set(id);
                composite.members().forEach(member -> need(member.type(), true, depth + 1));
            } else if (complete) {
                define(id, composite, depth);
            } else {
                forward(id);
            }
        } else if (type instanceof BtfType.Enumeration enumeration
                && !enumeration.name().isEmpty()) {
            define(id, enumeration);
        } else if (type instanceof BtfType.Forward) {
            forward(id);
        }
    }

    private void forward(int id) {
        String words = words(id);
        if (declared.add(words)) {
            out.append(words).append(";\n\n");
        }
    }

    private void define(int id, BtfType.Composite composite, int depth) {
        if (done.get(id)) {
            return;
        }
        done.set(id);
        composite.members().forEach(member -> need(member.type(), true, depth + 1));
        declared.add(words(id));
        String text = words(id) + " " + body(id, composite);
        out.append(text).append(";\n\n");
    }

    private void define(int id, BtfType.Enumeration enumeration) {
        if (!done.get(id)) {
            done.set(id);
            out.append(words(id)).append(' ').append(body(enumeration)).append(";\n\n");
        }
    }

    private void typedef(int id, BtfType.Typedef typedef, int depth) {
        // The compiler knows this one itself, under a structure that BTF has too.
        if (done.get(id) || typedef.name().equals("__builtin_va_list")) {
            return;
        }
        done.set(id);
        need(typedef.target(), false, depth + 1);
        String text = "typedef " + declarator.declare(typedef.target(), names.typedef(id)) + ";\n";
        out.append(typedef.name().equals("bool") ? beforeC23(text) : text).append('\n');
    }

    private void constants(int id, BtfType.Enumeration enumeration) {
        done.set(id);
        boolean keywords =
                enumeration.values().stream().anyMatch(value -> value.name().equals("true"));
        String text = "enum " + body(enumeration) + ";\n";
        out.append(keywords ? beforeC23(text) : text).append('\n');
    }

    /** {@code bool}, {@code true} and {@code false} are keywords from C23 on. */
    private static String beforeC23(String text) {
        return "#if __STDC_VERSION__ < 202311L\n" + text + "#endif\n";
    }

    /** The words for a type that ends a declarator: a name, or the body of a type without one. */
    private String words(int id) {
        BtfType type = btf.type(id);
        return switch (type) {
            case BtfType.Composite composite -> {
                String keyword = composite instanceof BtfType.Union ? "union " : "struct ";
                yield keyword + (composite.name().isEmpty() ? body(id, composite) : names.tag(id));
            }
            case BtfType.Enumeration enumeration -> {
                if (!enumeration.name().isEmpty()) {
                    yield "enum " + names.tag(id);
                }
                // Its names can be defined once; a second user of the same type gets a number of its size.
                yield done.get(id) ? number(enumeration) : inPlace(id, enumeration);
            }
            case BtfType.Forward forward -> (forward.union() ? "union " : "struct ") + names.tag(id);
            case BtfType.Typedef typedef ->
                typedef.name().equals("__builtin_va_list") ? typedef.name() : names.typedef(id);
            case BtfType ignored -> CNames.words(btf, id);
        };
    }

    private String inPlace(int id, BtfType.Enumeration enumeration) {
        done.set(id);
        return "enum " + body(enumeration);
    }

    private static String number(BtfType.Enumeration enumeration) {
        String sign = enumeration.signed() ? "" : "unsigned ";
        return switch (enumeration.size()) {
            case 1 -> sign.isEmpty() ? "signed char" : "unsigned char";
            case 2 -> sign + "short";
            case 8 -> sign + "long long";
            default -> sign + "int";
        };
    }

    private String body(int id, BtfType.Composite composite) {
        String outer = indent;
        bodies = outer.isEmpty() ? 0 : bodies + 1;
        if (outer.length() > MAX_BODY_DEPTH || bodies > MAX_BODIES) {
            throw new MalformedException(btf.name(), 0, "type %d: too many types within it".formatted(id));
        }
        indent = outer + "\t";
        String text = new CBody(btf, shapes, declarator::declare, indent).write(id, composite);
        indent = outer;
        return text;
    }

    private String body(BtfType.Enumeration enumeration) {
        var text = new StringBuilder("{\n");
        for (var value : enumeration.values()) {
            text.append(indent)
                    .append('\t')
                    .append(names.enumerator(value.name()))
                    .append(" = ")
                    .append(constant(enumeration, value.value()))
                    .append(",\n");
        }
        text.append(indent).append('}');
        boolean wide = enumeration.values().stream().anyMatch(value -> value.value() != (int) value.value());
        return switch (enumeration.size()) {
            case 1 -> text.append(" __attribute__((mode(byte)))").toString();
            case 2 -> text.append(" __attribute__((mode(HI)))").toString();
            case 8 ->
                wide
                        ? text.toString()
                        : text.append(" __attribute__((mode(DI)))").toString();
            default -> text.toString();
        };
    }

    private static String constant(BtfType.Enumeration enumeration, long value) {
        if (enumeration instanceof BtfType.Enum64) {
            return enumeration.signed()
                    ? value == Long.MIN_VALUE ? "(-9223372036854775807LL - 1)" : value + "LL"
                    : Long.toUnsignedString(value) + "ULL";
        }
        return enumeration.signed() ? Long.toString(value) : Long.toUnsignedString(value);
    }
}
