package dev.rawtap.script.output;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Reads one mangled name from left to right. Whatever was read may come again as a number, so that short names can mean
 * long ones: length and depth have limits.
 */
final class CppNameReader {
    private static final int DEEPEST = 100;
    private static final int LONGEST = 8_000;

    private static final Map<Character, String> BUILTIN = Map.ofEntries(
            Map.entry('v', "void"),
            Map.entry('w', "wchar_t"),
            Map.entry('b', "bool"),
            Map.entry('c', "char"),
            Map.entry('a', "signed char"),
            Map.entry('h', "unsigned char"),
            Map.entry('s', "short"),
            Map.entry('t', "unsigned short"),
            Map.entry('i', "int"),
            Map.entry('j', "unsigned int"),
            Map.entry('l', "long"),
            Map.entry('m', "unsigned long"),
            Map.entry('x', "long long"),
            Map.entry('y', "unsigned long long"),
            Map.entry('n', "__int128"),
            Map.entry('o', "unsigned __int128"),
            Map.entry('f', "float"),
            Map.entry('d', "double"),
            Map.entry('e', "long double"),
            Map.entry('g', "__float128"),
            Map.entry('z', "..."));

    private static final Map<String, String> LONG_BUILTIN = Map.of(
            "Dn", "decltype(nullptr)", "Di", "char32_t", "Ds", "char16_t", "Du", "char8_t", "Da", "auto", "Dh", "half");

    private static final Map<Character, String> STANDARD = Map.of(
            't', "std",
            'a', "std::allocator",
            'b', "std::basic_string",
            's', "std::string",
            'i', "std::istream",
            'o', "std::ostream",
            'd', "std::iostream");

    private static final Map<Character, String> LITERAL_SUFFIX =
            Map.of('i', "", 'j', "u", 'l', "l", 'm', "ul", 'x', "ll", 'y', "ull");

    /** Thrown inside, where the name is none that this reads. */
    private static final class Unreadable extends Exception {
        private static final long serialVersionUID = 1L;

        Unreadable() {
            super(null, null, false, false);
        }
    }

    private final String text;
    private int at;
    private int depth;
    private final List<CppType> seen = new ArrayList<>();
    /** Template arguments that parameters refer to; each is a list, of one type if it is no pack. */
    private List<List<String>> arguments = List.of();
    /** Which type of a pack is read now, and how many the pack has that was read last; -1 outside of expansions. */
    private int element = -1;

    private int packSize = -1;
    /** Qualifiers of the function whose name was read last. */
    private String qualifiers = "";

    /** Whether the name read last ends with template arguments, and whether its function says what it returns. */
    private boolean template;

    private boolean withoutResult;

    /** {@code text} is the name without its {@code _Z}. */
    CppNameReader(String text) {
        this.text = text;
    }

    /** The name; empty if it cannot be read to its end. */
    Optional<String> read() {
        try {
            String name = encoding();
            return at == text.length() ? Optional.of(name) : Optional.empty();
        } catch (Unreadable | StringIndexOutOfBoundsException | NumberFormatException unreadable) {
            return Optional.empty();
        }
    }

    private char peek() {
        return at < text.length() ? text.charAt(at) : '\0';
    }

    private boolean skip(String expected) {
        boolean there = text.startsWith(expected, at);
        at += there ? expected.length() : 0;
        return there;
    }

    private void require(String expected) throws Unreadable {
        if (!skip(expected)) {
            throw new Unreadable();
        }
    }

    private static String checked(String made) throws Unreadable {
        if (made.length() > LONGEST) {
            throw new Unreadable();
        }
        return made;
    }

    private void enter() throws Unreadable {
        if (++depth > DEEPEST) {
            throw new Unreadable();
        }
    }

    private String encoding() throws Unreadable {
        return function(true);
    }

    /** A function, variable or table, with its parameters; {@code complete} is one with what it returns. */
    private String function(boolean complete) throws Unreadable {
        enter();
        Optional<String> special = special();
        if (special.isPresent()) {
            depth--;
            return special.get();
        }
        String name = name(true);
        boolean returns = template && !withoutResult;
        String own = qualifiers;
        if (at == text.length() || peek() == 'E') {
            depth--;
            return name;
        }
        CppType result = returns ? type() : CppType.of("");
        String parameters = parameters();
        depth--;
        String signature = name + "(" + parameters + ")" + own;
        return checked(
                result.left().isEmpty() || !complete
                        ? signature
                        : result.left() + (result.right().isEmpty() ? " " : "") + signature + result.right());
    }

    private Optional<String> special() throws Unreadable {
        for (var kind : List.of(
                Map.entry("TV", "vtable for "),
                Map.entry("TT", "VTT for "),
                Map.entry("TI", "typeinfo for "),
                Map.entry("TS", "typeinfo name for "))) {
            if (skip(kind.getKey())) {
                return Optional.of(kind.getValue() + type().text());
            }
        }
        if (skip("TH")) {
            return Optional.of("TLS init function for " + name(false));
        }
        if (skip("GTt")) {
            return Optional.of("transaction clone for " + encoding());
        }
        if (skip("GV")) {
            return Optional.of("guard variable for " + name(false));
        }
        if (skip("Th")) {
            offset();
            return Optional.of("non-virtual thunk to " + encoding());
        }
        if (skip("Tv")) {
            offset();
            offset();
            return Optional.of("virtual thunk to " + encoding());
        }
        return Optional.empty();
    }

    /** A number of a thunk and the underscore behind it. */
    private void offset() throws Unreadable {
        skip("n");
        number();
        require("_");
    }

    private int number() throws Unreadable {
        int start = at;
        while (Character.isDigit(peek())) {
            at++;
        }
        if (start == at) {
            throw new Unreadable();
        }
        return Integer.parseInt(text, start, at, 10);
    }

    /** Parameters up to the end of the name or of what it is part of. */
    private String parameters() throws Unreadable {
        if (peek() == 'v') {
            at++;
            return "";
        }
        var all = new ArrayList<String>();
        while (at < text.length() && peek() != 'E' && peek() != '@') {
            all.add(type().text());
        }
        all.removeIf(String::isEmpty); // of an empty pack
        return checked(String.join(", ", all));
    }

    /** A name; {@code outermost} is that of the function itself, whose template arguments its parameters refer to. */
    private String name(boolean outermost) throws Unreadable {
        enter();
        template = false;
        withoutResult = false;
        qualifiers = "";
        String name = switch (peek()) {
            case 'N' -> nested(outermost);
            case 'Z' -> local(outermost);
            default -> plain(outermost);
        };
        depth--;
        return checked(name);
    }

    private String plain(boolean outermost) throws Unreadable {
        String name;
        if (peek() == 'S' && text.charAt(at + 1) != 't') {
            name = substitution().text();
        } else {
            name = skip("St") ? "std::" + unqualified("std") : unqualified("");
            if (peek() == 'I') {
                seen.add(CppType.of(name));
            }
        }
        if (peek() == 'I') {
            name += (name.endsWith("<") ? " " : "") + templateArguments(outermost);
            template = true;
        }
        return name;
    }

    private String local(boolean outermost) throws Unreadable {
        require("Z");
        List<List<String>> before = arguments;
        String function = function(false);
        if (!outermost) {
            arguments = before;
        }
        require("E");
        if (skip("s")) {
            discriminator();
            return function + "::string literal";
        }
        String name = function + "::" + name(outermost);
        discriminator();
        return name;
    }

    private void discriminator() throws Unreadable {
        if (skip("__")) {
            number();
            require("_");
        } else if (skip("_")) {
            number();
        }
    }

    private String nested(boolean outermost) throws Unreadable {
        require("N");
        var own = new StringBuilder();
        for (char c = peek(); c == 'r' || c == 'V' || c == 'K'; c = peek()) {
            at++;
            own.insert(0, c == 'K' ? " const" : c == 'V' ? " volatile" : " restrict");
        }
        own.append(skip("R") ? " &" : skip("O") ? " &&" : "");
        String prefix = "";
        boolean last = false;
        boolean noResult = false;
        while (!skip("E")) {
            boolean known = false;
            if (peek() == 'I') {
                prefix += (prefix.endsWith("<") ? " " : "") + templateArguments(outermost);
                last = true;
            } else if (peek() == 'S') {
                known = true;
                prefix = skip("St") ? "std" : substitution().text();
                last = false;
            } else if (peek() == 'T') {
                prefix = parameter();
                last = false;
            } else {
                boolean special = "CD".indexOf(peek()) >= 0 || text.startsWith("cv", at);
                prefix += (prefix.isEmpty() ? "" : "::") + unqualified(prefix);
                noResult = special;
                last = false;
            }
            checked(prefix);
            if (!known && peek() != 'E') {
                seen.add(CppType.of(prefix));
            }
        }
        template = last;
        withoutResult = noResult;
        qualifiers = own.toString();
        return prefix;
    }

    /** A part of a name; {@code scope} is what it is in, for constructors. */
    private String unqualified(String scope) throws Unreadable {
        skip("L");
        char c = peek();
        String name;
        if (Character.isDigit(c)) {
            name = source();
        } else if (c == 'C' && "1234".indexOf(text.charAt(at + 1)) >= 0) {
            at += 2;
            name = baseName(scope);
        } else if (c == 'D' && "0124".indexOf(text.charAt(at + 1)) >= 0) {
            at += 2;
            name = "~" + baseName(scope);
        } else if (c == 'U') {
            name = unnamed();
        } else {
            name = operator();
        }
        while (skip("B")) {
            name += "[abi:" + source() + "]";
        }
        return name;
    }

    private String source() throws Unreadable {
        int length = number();
        if (length == 0) {
            throw new Unreadable();
        }
        String name = text.substring(at, at + length);
        at += length;
        return name.startsWith("_GLOBAL__N") ? "(anonymous namespace)" : name;
    }

    /** The class that a constructor is of: the last part of its scope, without template arguments. */
    private static String baseName(String scope) {
        int end = scope.length();
        if (scope.endsWith(">")) {
            int open = 0;
            do {
                end--;
                open += scope.charAt(end) == '>' ? 1 : scope.charAt(end) == '<' ? -1 : 0;
            } while (open > 0 && end > 0);
        }
        String name = scope.substring(0, end);
        return name.substring(name.lastIndexOf("::") + (name.contains("::") ? 2 : 1));
    }

    private String unnamed() throws Unreadable {
        if (skip("Ut")) {
            return "{unnamed type#" + sequence() + "}";
        }
        require("Ul");
        String parameters = parameters();
        require("E");
        return "{lambda(" + parameters + ")#" + sequence() + "}";
    }

    /** {@code _} is the first, {@code 0_} the second. */
    private int sequence() throws Unreadable {
        int number = peek() == '_' ? 1 : number() + 2;
        require("_");
        return number;
    }

    private String operator() throws Unreadable {
        if (skip("cv")) {
            return "operator " + type().text();
        }
        String code = text.substring(at, at + 2);
        at += 2;
        return "operator" + Optional.ofNullable(CppOperators.NAMES.get(code)).orElseThrow(Unreadable::new);
    }

    /** What was seen before, by number in base 36, or a name of the standard library. */
    private CppType substitution() throws Unreadable {
        require("S");
        String standard = STANDARD.get(peek());
        if (standard != null) {
            at++;
            return CppType.of(standard);
        }
        int end = text.indexOf('_', at);
        int number = end == at ? 0 : Integer.parseInt(text.substring(at, Math.max(at, end)), 36) + 1;
        at = end + 1;
        if (number < 0 || number >= seen.size()) {
            throw new Unreadable();
        }
        return seen.get(number);
    }

    private String parameter() throws Unreadable {
        require("T");
        int number = peek() == '_' ? 0 : number() + 1;
        require("_");
        if (number >= arguments.size()) {
            throw new Unreadable();
        }
        List<String> argument = arguments.get(number);
        if (element < 0 || argument.size() == 1) {
            packSize = element < 0 ? packSize : Math.max(packSize, argument.size());
            return String.join(", ", argument);
        }
        packSize = argument.size();
        return element < packSize ? argument.get(element) : "";
    }

    private String templateArguments(boolean outermost) throws Unreadable {
        enter();
        require("I");
        var all = new ArrayList<List<String>>();
        while (!skip("E")) {
            all.add(argument());
        }
        if (outermost) {
            arguments = List.copyOf(all);
        }
        depth--;
        String joined = String.join(
                ", ",
                all.stream().flatMap(List::stream).filter(one -> !one.isEmpty()).toList());
        return checked("<" + joined + (joined.endsWith(">") ? " >" : ">"));
    }

    private List<String> argument() throws Unreadable {
        if (skip("L")) {
            return List.of(literal());
        }
        if (skip("X")) {
            return List.of(expression());
        }
        if (!skip("J")) {
            return List.of(type().text());
        }
        enter();
        var pack = new ArrayList<String>();
        while (!skip("E")) {
            pack.addAll(argument());
        }
        depth--;
        return List.copyOf(pack);
    }

    /** The address of a function, or a parameter; other expressions are not read. */
    private String expression() throws Unreadable {
        if (peek() == 'T') {
            String value = parameter();
            require("E");
            return value;
        }
        require("adL_Z");
        boolean member = peek() == 'N';
        String function = encoding();
        require("EE");
        return member ? "&" + withoutParameters(function) : "&(" + function + ")";
    }

    /** What is before the parentheses at the end. */
    private static String withoutParameters(String function) {
        int open = 0;
        for (int i = function.length() - 1; i > 0; i--) {
            open += function.charAt(i) == ')' ? 1 : function.charAt(i) == '(' ? -1 : 0;
            if (open == 0 && function.charAt(i) == '(') {
                return function.substring(0, i);
            }
        }
        return function;
    }

    private String literal() throws Unreadable {
        if (skip("_Z")) {
            String name = encoding();
            require("E");
            return name;
        }
        char kind = peek();
        String type = type().text();
        int end = text.indexOf('E', at);
        String value = text.substring(at, end).replace('n', '-');
        at = end + 1;
        if (kind == 'b') {
            return value.equals("0") ? "false" : "true";
        }
        String suffix = LITERAL_SUFFIX.get(kind);
        return suffix == null ? "(" + type + ")" + value : value + suffix;
    }

    private CppType type() throws Unreadable {
        enter();
        CppType type = builtin();
        if (type == null) {
            type = compound();
        }
        depth--;
        checked(type.text());
        return type;
    }

    private @Nullable CppType builtin() {
        String name = BUILTIN.get(peek());
        if (name != null) {
            at++;
            return CppType.of(name);
        }
        for (var builtin : LONG_BUILTIN.entrySet()) {
            if (skip(builtin.getKey())) {
                return CppType.of(builtin.getValue());
            }
        }
        return null;
    }

    /** A type that may come again by number. */
    private CppType compound() throws Unreadable {
        if (peek() == 'S' && text.charAt(at + 1) != 't') {
            CppType known = substitution();
            return peek() == 'I' ? remembered(CppType.of(known.text() + templateArguments(false))) : known;
        }
        CppType type = switch (peek()) {
            case 'P' -> after("P").pointed("*");
            case 'R' -> after("R").pointed("&");
            case 'O' -> after("O").pointed("&&");
            case 'K' -> after("K").qualified("const");
            case 'V' -> after("V").qualified("volatile");
            case 'r' -> after("r").qualified("restrict");
            case 'F' -> function();
            case 'A' -> array();
            case 'M' -> member();
            case 'T' -> CppType.of(parameter());
            case 'D' -> expansion();
            default -> CppType.of(name(false));
        };
        CppType kept = remembered(type);
        return text.startsWith("I", at) && type.left().equals(kept.left()) && endsParameter()
                ? remembered(CppType.of(kept.text() + templateArguments(false)))
                : kept;
    }

    /** Whether a template parameter was read last: one of a template takes arguments. */
    private boolean endsParameter() {
        return at > 1 && text.charAt(at - 1) == '_';
    }

    private CppType after(String sign) throws Unreadable {
        require(sign);
        return type();
    }

    private CppType remembered(CppType type) throws Unreadable {
        checked(type.text());
        seen.add(type);
        return type;
    }

    private CppType function() throws Unreadable {
        require("F");
        skip("Y");
        CppType result = type();
        String parameters = parameters();
        String reference = skip("R") ? " &" : skip("O") ? " &&" : "";
        require("E");
        return CppType.function(result, parameters, reference);
    }

    private CppType array() throws Unreadable {
        require("A");
        String dimension = peek() == '_' ? "" : Integer.toString(number());
        require("_");
        return CppType.array(dimension, type());
    }

    private CppType member() throws Unreadable {
        require("M");
        String owner = type().text();
        return type().pointed(owner + "::*");
    }

    /** The pattern once for each type of the pack that it names, each time read anew. */
    private CppType expansion() throws Unreadable {
        require("Dp");
        int start = at;
        int before = seen.size();
        int outer = element;
        var all = new ArrayList<String>();
        packSize = -1;
        element = 0;
        do {
            seen.subList(before, seen.size()).clear();
            at = start;
            all.add(checked(type().text()));
            element++;
        } while (element < packSize);
        element = outer;
        return CppType.of(packSize == 0 ? "" : checked(String.join(", ", all)));
    }
}
