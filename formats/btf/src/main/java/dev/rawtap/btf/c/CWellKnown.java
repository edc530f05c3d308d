package dev.rawtap.btf.c;

import dev.rawtap.btf.BtfBuilder;
import dev.rawtap.btf.BtfType;
import dev.rawtap.btf.BtfType.IntEncoding;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Types that C text may name without defining them: the language's own, and the kernel's and POSIX's usual names. */
final class CWellKnown {
    /** Usual typedefs by their C type (include/linux/types.h, include/uapi/linux/types.h, stdint.h). */
    private static final Map<String, List<String>> TYPEDEFS = Map.of(
            "unsigned char", List.of("u8", "__u8", "uint8_t", "u_int8_t", "unchar", "u_char"),
            "signed char", List.of("s8", "__s8", "int8_t"),
            "unsigned short", List.of("u16", "__u16", "uint16_t", "u_int16_t", "ushort", "__be16", "__le16", "umode_t"),
            "short", List.of("s16", "__s16", "int16_t"),
            "unsigned int",
                    List.of("u32 __u32 uint32_t u_int32_t uint uid_t gid_t mode_t __be32 __le32 gfp_t dev_t"
                            .split(" ")),
            "int", List.of("s32", "__s32", "int32_t", "pid_t"),
            "unsigned long long", List.of("u64", "__u64", "u_int64_t", "__be64", "__le64", "sector_t"),
            "long long", List.of("s64", "__s64", "loff_t", "ktime_t"),
            "unsigned long", List.of("uint64_t", "size_t", "ulong", "uintptr_t", "ino_t"),
            "long", List.of("int64_t", "ssize_t", "intptr_t", "ptrdiff_t", "off_t", "time_t"));

    private static final Map<String, String> BY_NAME = new HashMap<>();

    static {
        TYPEDEFS.forEach((type, names) -> names.forEach(name -> BY_NAME.put(name, type)));
    }

    /** Macros whose numbers are part of the kernel's interface to user space. */
    static final Map<String, Long> MACROS = Map.of("TASK_COMM_LEN", 16L, "PATH_MAX", 4096L, "NAME_MAX", 255L);

    private CWellKnown() {}

    /** All names, for hints. */
    static List<String> names() {
        var names = new ArrayList<>(BY_NAME.keySet());
        names.addAll(List.of("char", "short", "int", "long", "unsigned", "signed", "bool", "float", "double", "void"));
        return names;
    }

    /** The type that a usual typedef names. */
    static Optional<CType> typedef(BtfBuilder builder, String name) {
        String target = BY_NAME.get(name);
        if (target == null) {
            return Optional.empty();
        }
        CType type = language(builder, List.of(target.split(" "))).orElseThrow();
        return Optional.of(new CType(builder.intern(new BtfType.Typedef(name, type.id())), type.size(), type.align()));
    }

    /** The type of a list of the language's own words, such as {@code unsigned long int}, in any order. */
    static Optional<CType> language(BtfBuilder builder, List<String> words) {
        var left = new ArrayList<>(words);
        boolean unsigned = left.remove("unsigned");
        boolean signed = left.remove("signed");
        if (unsigned && signed) {
            return Optional.empty();
        }
        String rest = String.join(" ", left.stream().sorted().toList());
        if (!unsigned && !signed) {
            switch (rest) {
                case "void" -> {
                    return Optional.of(CType.VOID);
                }
                case "float" -> {
                    return Optional.of(real(builder, "float", 4));
                }
                case "double" -> {
                    return Optional.of(real(builder, "double", 8));
                }
                case "double long" -> {
                    return Optional.of(real(builder, "long double", 16));
                }
                case "_Bool", "bool" -> {
                    return Optional.of(number(builder, "_Bool", 1, IntEncoding.BOOL));
                }
                default -> {}
            }
        }
        return integer(builder, rest, unsigned, signed);
    }

    private static Optional<CType> integer(BtfBuilder builder, String rest, boolean unsigned, boolean signed) {
        IntEncoding encoding = unsigned ? IntEncoding.UNSIGNED : IntEncoding.SIGNED;
        String prefix = unsigned ? "unsigned " : "";
        return switch (rest) {
            case "char" ->
                Optional.of(number(builder, unsigned ? "unsigned char" : signed ? "signed char" : "char", 1, encoding));
            case "short", "int short" -> Optional.of(number(builder, prefix + "short", 2, encoding));
            case "int" -> Optional.of(number(builder, prefix + "int", 4, encoding));
            case "" ->
                unsigned || signed ? Optional.of(number(builder, prefix + "int", 4, encoding)) : Optional.empty();
            case "long", "int long" -> Optional.of(number(builder, prefix + "long", 8, encoding));
            case "long long", "int long long" -> Optional.of(number(builder, prefix + "long long", 8, encoding));
            case "__int128" -> Optional.of(number(builder, prefix + "__int128", 16, encoding));
            default -> Optional.empty();
        };
    }

    private static CType number(BtfBuilder builder, String name, int size, IntEncoding encoding) {
        return new CType(builder.intern(new BtfType.Int(name, size, encoding)), size, size);
    }

    private static CType real(BtfBuilder builder, String name, int size) {
        return new CType(builder.intern(new BtfType.Float(name, size)), size, size);
    }
}
