package dev.rawtap.btf;

import java.util.List;

/**
 * One BTF type, decoded. Types refer to others by id within their {@link Btf}; id 0 is {@link Void}. Anonymous types
 * have the name {@code ""}.
 *
 * <p>The records hold what include/uapi/linux/btf.h (6.18) encodes, except that the kind flag of structures and unions
 * is not stored: it is set exactly when a member is a bit field.
 */
@SuppressWarnings("AvoidCommonTypeNames") // written BtfType.Void, BtfType.Enum, BtfType.Float
public sealed interface BtfType {
    /** The kind. */
    BtfKind kind();

    /** What says its own size. */
    sealed interface Sized extends BtfType {
        /** Bytes. */
        int size();
    }

    /** A structure or a union. */
    sealed interface Composite extends Sized {
        /** The tag; empty if anonymous. */
        String name();

        /** In order of declaration. */
        List<Member> members();

        /** Whether some member is a bit field. */
        default boolean hasBitFields() {
            return members().stream().anyMatch(Member::isBitField);
        }
    }

    /** An enumeration of either width. */
    sealed interface Enumeration extends Sized {
        /** The tag; empty if anonymous. */
        String name();

        /** Whether values are signed. */
        boolean signed();

        /** In order of declaration. */
        List<Enumerator> values();
    }

    /** What wraps one other type without changing its layout. */
    sealed interface Modifier extends BtfType {
        /** Id of the wrapped type. */
        int target();
    }

    /** How an integer is meant. */
    enum IntEncoding {
        /** Unsigned number. */
        UNSIGNED,
        /** Signed number. */
        SIGNED,
        /** Character; compilers rarely say so, see {@link Int#isCharacter()}. */
        CHAR,
        /** Boolean. */
        BOOL
    }

    /** Visibility of a function or variable; the ordinal is the number in the file. */
    enum Linkage {
        /** Of its file only. */
        STATIC,
        /** Of the whole program. */
        GLOBAL,
        /** Defined elsewhere. */
        EXTERN
    }

    /** Type 0. */
    record Void() implements BtfType {
        @Override
        public BtfKind kind() {
            return BtfKind.VOID;
        }
    }

    /**
     * Integer.
     *
     * @param name C name, such as {@code unsigned int}
     * @param size bytes: 1, 2, 4, 8 or 16
     * @param encoding how it is meant
     * @param bitOffset first bit; 0 except for bit fields written before kernel 5.0
     * @param bits width; {@code size * 8} except for such bit fields
     */
    record Int(String name, int size, IntEncoding encoding, int bitOffset, int bits) implements Sized {
        /** Rejects widths that do not fit. */
        public Int {
            if (size < 1 || size > 16 || bits < 0 || bitOffset < 0 || bitOffset + bits > size * 8) {
                throw new IllegalArgumentException("int of %d bytes, bits %d+%d".formatted(size, bitOffset, bits));
            }
        }

        /** A whole integer. */
        public Int(String name, int size, IntEncoding encoding) {
            this(name, size, encoding, 0, size * 8);
        }

        /** Whether values are signed. */
        public boolean signed() {
            return encoding == IntEncoding.SIGNED;
        }

        /** Whether this is {@code char} in one of its spellings, whose arrays hold text. */
        public boolean isCharacter() {
            return size == 1 && (encoding == IntEncoding.CHAR || name.equals("char"));
        }

        @Override
        public BtfKind kind() {
            return BtfKind.INT;
        }
    }

    /** Pointer to {@code target}. */
    record Pointer(int target) implements BtfType {
        /** Rejects negative ids. */
        public Pointer {
            requireId(target);
        }

        @Override
        public BtfKind kind() {
            return BtfKind.POINTER;
        }
    }

    /**
     * Array.
     *
     * @param element id of the element type
     * @param index id of the index type
     * @param length elements; 0 for a flexible array
     */
    record Array(int element, int index, int length) implements BtfType {
        /** Rejects negative ids and lengths. */
        public Array {
            requireId(element);
            requireId(index);
            requireNotNegative(length, "array length");
        }

        @Override
        public BtfKind kind() {
            return BtfKind.ARRAY;
        }
    }

    /** Structure of {@code size} bytes. */
    record Struct(String name, int size, List<Member> members) implements Composite {
        /** Copies the members. */
        public Struct {
            requireNotNegative(size, "size");
            members = List.copyOf(members);
        }

        @Override
        public BtfKind kind() {
            return BtfKind.STRUCT;
        }
    }

    /** Union of {@code size} bytes. */
    record Union(String name, int size, List<Member> members) implements Composite {
        /** Copies the members. */
        public Union {
            requireNotNegative(size, "size");
            members = List.copyOf(members);
        }

        @Override
        public BtfKind kind() {
            return BtfKind.UNION;
        }
    }

    /**
     * Member of a structure or union.
     *
     * @param name empty for an anonymous structure, union or padding
     * @param type id
     * @param bitOffset bits from the start of the structure
     * @param bitSize width of a bit field, 0 if it is none
     */
    record Member(String name, int type, int bitOffset, int bitSize) {
        /** Rejects negative places. */
        public Member {
            requireId(type);
            requireNotNegative(bitOffset, "bit offset");
            if (bitSize < 0 || bitSize > 255) {
                throw new IllegalArgumentException("bit field of %d bits".formatted(bitSize));
            }
        }

        /** Whether this is a bit field. */
        public boolean isBitField() {
            return bitSize != 0;
        }
    }

    /** Enumeration; values fit 32 bits, unsigned ones are zero-extended. */
    record Enum(String name, int size, boolean signed, List<Enumerator> values) implements Enumeration {
        /** Copies the values. */
        public Enum {
            values = List.copyOf(values);
        }

        @Override
        public BtfKind kind() {
            return BtfKind.ENUM;
        }
    }

    /** Enumeration with values of 64 bits. */
    record Enum64(String name, int size, boolean signed, List<Enumerator> values) implements Enumeration {
        /** Copies the values. */
        public Enum64 {
            values = List.copyOf(values);
        }

        @Override
        public BtfKind kind() {
            return BtfKind.ENUM64;
        }
    }

    /** One name of an enumeration. */
    record Enumerator(String name, long value) {}

    /** {@code struct name;} or {@code union name;}. */
    record Forward(String name, boolean union) implements BtfType {
        @Override
        public BtfKind kind() {
            return BtfKind.FORWARD;
        }
    }

    /** {@code typedef target name}. */
    record Typedef(String name, int target) implements Modifier {
        /** Rejects negative ids. */
        public Typedef {
            requireId(target);
        }

        @Override
        public BtfKind kind() {
            return BtfKind.TYPEDEF;
        }
    }

    /** {@code volatile target}. */
    record Volatile(int target) implements Modifier {
        /** Rejects negative ids. */
        public Volatile {
            requireId(target);
        }

        @Override
        public BtfKind kind() {
            return BtfKind.VOLATILE;
        }
    }

    /** {@code const target}. */
    record Const(int target) implements Modifier {
        /** Rejects negative ids. */
        public Const {
            requireId(target);
        }

        @Override
        public BtfKind kind() {
            return BtfKind.CONST;
        }
    }

    /** {@code restrict target}. */
    record Restrict(int target) implements Modifier {
        /** Rejects negative ids. */
        public Restrict {
            requireId(target);
        }

        @Override
        public BtfKind kind() {
            return BtfKind.RESTRICT;
        }
    }

    /** Function {@code name}; {@code prototype} is the id of its {@link FunctionPrototype}. */
    record Function(String name, int prototype, Linkage linkage) implements BtfType {
        /** Rejects negative ids. */
        public Function {
            requireId(prototype);
        }

        @Override
        public BtfKind kind() {
            return BtfKind.FUNCTION;
        }
    }

    /** Signature; a variadic one ends with a nameless parameter of type 0. */
    record FunctionPrototype(int returnType, List<Parameter> parameters) implements BtfType {
        /** Copies the parameters. */
        public FunctionPrototype {
            requireId(returnType);
            parameters = List.copyOf(parameters);
        }

        /** Whether it ends with {@code ...}. */
        public boolean variadic() {
            return !parameters.isEmpty() && parameters.getLast().type() == 0;
        }

        @Override
        public BtfKind kind() {
            return BtfKind.FUNCTION_PROTOTYPE;
        }
    }

    /** Parameter of a signature; the name is empty where the compiler gave none. */
    record Parameter(String name, int type) {
        /** Rejects negative ids. */
        public Parameter {
            requireId(type);
        }
    }

    /** Global variable. */
    record Variable(String name, int type, Linkage linkage) implements BtfType {
        /** Rejects negative ids. */
        public Variable {
            requireId(type);
        }

        @Override
        public BtfKind kind() {
            return BtfKind.VARIABLE;
        }
    }

    /** ELF section of variables, such as {@code .rodata}; size and offsets are 0 until the linker or loader sets them. */
    record DataSection(String name, int size, List<Placement> variables) implements Sized {
        /** Copies the variables. */
        public DataSection {
            requireNotNegative(size, "size");
            variables = List.copyOf(variables);
        }

        @Override
        public BtfKind kind() {
            return BtfKind.DATA_SECTION;
        }
    }

    /** Where a variable (or, in {@code .ksyms}, a function) lies in its section, in bytes. */
    record Placement(int type, int offset, int size) {
        /** Rejects negative places. */
        public Placement {
            requireId(type);
            requireNotNegative(offset, "offset");
            requireNotNegative(size, "size");
        }
    }

    /** Floating point number of {@code size} bytes. */
    record Float(String name, int size) implements Sized {
        @Override
        public BtfKind kind() {
            return BtfKind.FLOAT;
        }
    }

    /**
     * A tag on a declaration.
     *
     * @param value the tag
     * @param target id of the tagged type, function or variable
     * @param component index of the tagged member or parameter, -1 for the whole
     * @param attribute whether it is {@code __attribute__((value))} itself (kind flag, 6.15)
     */
    record DeclarationTag(String value, int target, int component, boolean attribute) implements BtfType {
        /** Rejects negative ids. */
        public DeclarationTag {
            requireId(target);
        }

        @Override
        public BtfKind kind() {
            return BtfKind.DECLARATION_TAG;
        }
    }

    /** A tag on a type, such as {@code user} or {@code rcu}; {@code attribute} as for {@link DeclarationTag}. */
    record TypeTag(String value, int target, boolean attribute) implements Modifier {
        /** Rejects negative ids. */
        public TypeTag {
            requireId(target);
        }

        @Override
        public BtfKind kind() {
            return BtfKind.TYPE_TAG;
        }
    }

    private static void requireId(int id) {
        requireNotNegative(id, "type id");
    }

    private static void requireNotNegative(int value, String what) {
        if (value < 0) {
            throw new IllegalArgumentException(what + " " + value);
        }
    }
}
