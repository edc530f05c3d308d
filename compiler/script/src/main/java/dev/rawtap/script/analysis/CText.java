package dev.rawtap.script.analysis;

import dev.rawtap.script.syntax.Definition;
import dev.rawtap.script.syntax.TypeName;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Definitions of C types in a script as whole C: what scripts may leave out or write otherwise is put in. */
final class CText {
    private static final Pattern SCRIPT_INTEGERS = Pattern.compile("\\b(u?int(?:8|16|32|64))\\b");
    private static final Pattern LAST_MEMBER = Pattern.compile("([^;{}\\s])(\\s*})");
    private static final Pattern WORD = Pattern.compile("\\b[A-Za-z_]\\w*\\b");
    private static final Pattern ENUMERATOR = Pattern.compile("[{,]\\s*([A-Za-z_]\\w*)");

    private CText() {}

    /** The C text of a definition, with constants of the script replaced. */
    static String complete(Definition.TypeDefinition type, List<Definition.Define> defines) {
        Map<String, String> values = new HashMap<>();
        defines.forEach(define -> values.putIfAbsent(define.name(), define.replacement()));
        String text = SCRIPT_INTEGERS.matcher(replaced(type.text(), values)).replaceAll("$1_t");
        if (type.tag() == TypeName.Tag.ENUM) {
            // The reader of C text wants a structure, whatever it is.
            return text + "; struct { int unused; };";
        }
        return LAST_MEMBER.matcher(text).replaceAll("$1;$2") + ";";
    }

    private static String replaced(String text, Map<String, String> values) {
        String current = text;
        // Constants of constants; those of themselves end too.
        for (int depth = 0; depth < 8; depth++) {
            String next = WORD.matcher(current)
                    .replaceAll(found -> Matcher.quoteReplacement(values.getOrDefault(found.group(), found.group())));
            if (next.equals(current)) {
                return next;
            }
            current = next.length() > 1 << 20 ? text : next;
        }
        return current;
    }

    /** Tells of enumerators that two enumerations of a script have. */
    static void duplicates(List<Definition.TypeDefinition> types, Problems problems) {
        var owners = new HashMap<String, String>();
        var tags = new HashSet<String>();
        for (Definition.TypeDefinition type : types) {
            if (type.name() != null && !tags.add(type.name())) {
                problems.error("redefined", type.span(), "redefinition of '%s'".formatted(type.name()));
                continue;
            }
            if (type.tag() != TypeName.Tag.ENUM) {
                continue;
            }
            Matcher names = ENUMERATOR.matcher(type.text());
            while (names.find()) {
                String before = owners.put(names.group(1), type.text());
                if (before != null) {
                    problems.error(
                            "redefined", type.span(), "redefinition of enumerator '%s'".formatted(names.group(1)));
                }
            }
        }
    }
}
