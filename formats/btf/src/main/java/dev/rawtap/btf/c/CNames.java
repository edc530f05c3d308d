package dev.rawtap.btf.c;

import dev.rawtap.btf.Btf;
import dev.rawtap.btf.BtfType;

/** C text of one declaration, with tags and typedefs by name: what prototypes and tables show. */
public final class CNames {
    private CNames() {}

    /**
     * The declaration of {@code name} with a type, such as {@code struct task_struct *task}, {@code int (*f)(void)};
     * the type alone if {@code name} is empty. Anonymous types read {@code struct {...}}.
     */
    public static String declare(Btf btf, int type, String name) {
        return new CDeclarator(btf, id -> words(btf, id)).declare(type, name);
    }

    /** The words that name a type in a declaration. */
    static String words(Btf btf, int id) {
        BtfType type = btf.type(id);
        return switch (type) {
            case BtfType.Struct struct -> tag("struct", struct.name());
            case BtfType.Union union -> tag("union", union.name());
            case BtfType.Enumeration enumeration -> tag("enum", enumeration.name());
            case BtfType.Forward forward -> tag(forward.union() ? "union" : "struct", forward.name());
            case BtfType.Int integer -> integer.name();
            case BtfType.Float number -> number.name();
            case BtfType.DataSection section -> section.name();
            case BtfType.Typedef typedef -> typedef.name();
            case BtfType.Void ignored -> "void";
            case BtfType.Function function -> function.name();
            case BtfType.Variable variable -> variable.name();
            case BtfType.Pointer ignored -> declare(btf, id, "");
            case BtfType.Array ignored -> declare(btf, id, "");
            case BtfType.FunctionPrototype ignored -> declare(btf, id, "");
            case BtfType.Modifier ignored -> declare(btf, id, "");
            case BtfType.DeclarationTag tag -> tag.value();
        };
    }

    private static String tag(String keyword, String name) {
        return name.isEmpty() ? keyword + " {...}" : keyword + " " + name;
    }
}
