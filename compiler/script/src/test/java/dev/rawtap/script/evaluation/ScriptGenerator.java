package dev.rawtap.script.evaluation;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;

/**
 * Scripts out of numbers: one {@code begin} probe that ends, is well typed, and prints what it computed. What the compiler could
 * know is kept in maps, so that little can be folded; many variables live at once, so that registers do not suffice.
 */
final class ScriptGenerator {
    private static final List<String> TYPES =
            List.of("int8", "int16", "int32", "int64", "uint8", "uint16", "uint32", "uint64");
    private static final List<String> STRINGS = List.of(
            "\"\"",
            "\"a\"",
            "\"b\"",
            "\"abc\"",
            "\"abd\"",
            "\"hello world\"",
            "\"a rather long string of 33 bytes\"",
            "\"a string of so many bytes that it takes a loop to compare it: 68 bytes.\"",
            "\"a string of so many bytes that it takes a loop to compare it: 68 bytes!\"");
    private static final List<String> LITERALS = List.of(
            "0",
            "1",
            "2",
            "3",
            "7",
            "10",
            "100",
            "127",
            "128",
            "255",
            "256",
            "1000",
            "65535",
            "65536",
            "2147483647",
            "2147483648",
            "4294967295",
            "4294967296",
            "9223372036854775807",
            "18446744073709551615",
            "-1",
            "-2",
            "-128",
            "-129",
            "-32768",
            "-2147483648",
            "-2147483649");
    private static final int SOURCES = 8;

    private final Random random;
    private final StringBuilder out = new StringBuilder();
    private final List<String> numbers = new ArrayList<>();
    private final List<String> assignable = new ArrayList<>();
    private final List<String> texts = new ArrayList<>();
    private final List<String> tuples = new ArrayList<>();
    private int names;
    private int budget;
    private int loops;
    private int loopsLeft = 2;

    private ScriptGenerator(long seed) {
        random = new Random(seed);
        budget = 10 + random.nextInt(30);
    }

    /** The script of a seed. */
    static String generate(long seed) {
        return new ScriptGenerator(seed).script();
    }

    private String script() {
        line("begin {");
        for (int i = 0; i < SOURCES; i++) {
            line("@s[%d] = (int64)%s;"
                    .formatted(i, random.nextBoolean() ? literal() : Integer.toString(random.nextInt())));
        }
        line("@k[0] = @s[3]; @n[0]++;");
        line("@s[-1] = %d;".formatted(random.nextLong() | Long.MIN_VALUE + 1));
        line("@u = (uint64)@s[1]; @i = (int64)@s[2]; @word = \"x\";");
        for (int i = 1 + random.nextInt(12); i > 0; i--) {
            declareNumber();
        }
        declareText();
        declareTuple();
        statements(0);
        end();
        line("}");
        return out.toString();
    }

    /** Everything that is still there is printed. */
    private void end() {
        for (String each : numbers) {
            line("print(%s);".formatted(each));
        }
        texts.forEach(each -> line("print(%s);".formatted(each)));
        tuples.forEach(each -> line("print(%s);".formatted(each)));
    }

    private void line(String text) {
        out.append(text).append('\n');
    }

    private String pick(List<String> all) {
        return all.get(random.nextInt(all.size()));
    }

    private boolean chance(int percent) {
        return random.nextInt(100) < percent;
    }

    private String literal() {
        return chance(60) ? pick(LITERALS.subList(0, 10)) : pick(LITERALS);
    }

    private void statements(int depth) {
        for (int i = 1 + random.nextInt(loops > 0 ? 3 : 6); i > 0 && budget > 0; i--) {
            budget--;
            statement(depth);
        }
    }

    private void statement(int depth) {
        switch (random.nextInt(depth < (loops > 0 ? 2 : 4) ? 24 : 16)) {
            case 0, 1 -> declareNumber();
            case 2 -> declareText();
            case 3 -> declareTuple();
            case 4, 5, 6 -> change();
            case 7, 8 -> line("@k[%s] %s %s;".formatted(key(), pick(List.of("=", "=", "+=", "^=", "-=")), number(2)));
            case 9 -> line("@n[%s]%s;".formatted(key(), pick(List.of("++", "++", "--"))));
            case 10, 11 -> aggregate();
            case 12 -> line("@t[%s, %s] = %s;".formatted(text(), number(1), chance(50) ? text() : pick(texts)));
            case 13 -> store();
            case 14, 15 -> show();
            case 16, 17, 18 -> choose(depth);
            case 19, 20 -> count(depth);
            case 21 -> repeat(depth);
            case 22 ->
                block(() -> {
                    line("{");
                    statements(depth + 1);
                    line("}");
                });
            default -> remove(depth);
        }
    }

    private void declareNumber() {
        String value = number(3);
        String name = "$v" + names++;
        if (chance(25)) {
            String type = pick(TYPES);
            line("let %s: %s = (%s)(%s);".formatted(name, type, type, value));
        } else {
            line("%s = %s;".formatted(name, chance(10) ? literal() : value));
            assignable.add(name);
        }
        numbers.add(name);
    }

    private void declareText() {
        String value = text();
        String name = "$s" + names++;
        line("%s = %s;".formatted(name, value));
        texts.add(name);
    }

    private void declareTuple() {
        String value = "(%s, %s, %s)".formatted(number(2), text(), truth(1));
        String name = "$t" + names++;
        line("%s = %s;".formatted(name, value));
        tuples.add(name);
    }

    private void change() {
        if (chance(10)) {
            line("%s = %s;".formatted(pick(texts), text()));
        } else if (chance(10)) {
            line("%s = (%s, %s, %s);".formatted(pick(tuples), number(2), text(), truth(1)));
        } else if (chance(20)) {
            line("%s%s;".formatted(pick(numbers), pick(List.of("++", "--"))));
        } else if (assignable.isEmpty() || chance(50)) {
            line("%s %s= %s;"
                    .formatted(pick(numbers), pick(List.of("+", "-", "*", "/", "%", "&", "|", "^")), number(2)));
        } else {
            line("%s = %s;".formatted(pick(assignable), number(3)));
        }
    }

    private void aggregate() {
        String number = number(2);
        line(
                switch (random.nextInt(12)) {
                    case 0 -> "@count[%s] = count();".formatted(key());
                    case 1 -> "@counts = count();";
                    case 2 -> "@sum[%s] = sum((int64)(%s));".formatted(key(), number);
                    case 3 -> "@sums = sum((uint64)(%s));".formatted(number);
                    case 4 -> "@min[%s] = min((int64)(%s));".formatted(key(), number);
                    case 5 -> "@max[%s] = max((uint64)(%s));".formatted(text(), number);
                    case 6 -> "@avg[%s] = avg((int32)(%s));".formatted(key(), number);
                    case 7 -> "@stats[%s] = stats((int32)(%s));".formatted(key(), number);
                    case 8 -> "@hist[%s] = hist(%s);".formatted(key(), number);
                    case 9 -> "@hists = hist((int64)(%s));".formatted(number);
                    case 10 -> "@least = min((uint64)(%s));".formatted(number);
                    default -> "@line[%s] = lhist((int64)((%s) %% 100), 0, 50, 5);".formatted(key(), number);
                });
    }

    private void store() {
        line(
                switch (random.nextInt(6)) {
                    case 0 -> "@s[%d] = (int64)(%s);".formatted(random.nextInt(SOURCES), number(2));
                    case 1 -> "@u = (uint64)(%s);".formatted(number(2));
                    case 2 -> "@i = (int64)(%s);".formatted(number(2));
                    case 3 -> "@word = %s;".formatted(text());
                    case 4 -> "@p[%s] = (%s, %s);".formatted(key(), number(2), text());
                    default -> "@b[%s, %s] = %s;".formatted(truth(1), key(), truth(2));
                });
    }

    private void show() {
        line(
                switch (random.nextInt(7)) {
                    case 0 -> "print(%s);".formatted(number(3));
                    case 1 -> "print(%s);".formatted(truth(2));
                    case 2 -> "print((%s, %s));".formatted(number(2), text());
                    case 3 -> "print(@k[%s]);".formatted(key());
                    case 4 -> "printf(\"%%ld %%d %%u\\n\", %s, %s, %s);".formatted(number(2), number(2), number(2));
                    case 5 -> "printf(\"%%s|%%-8x|%%s\\n\", %s, %s, %s);".formatted(text(), number(2), number(1));
                    default -> "printf(\"%%12lu;%%lx;%%s\\n\", %s, %s, %s);".formatted(number(2), number(2), truth(1));
                });
    }

    private void choose(int depth) {
        block(() -> {
            line("if (%s) {".formatted(chance(20) ? number(2) : truth(2)));
            statements(depth + 1);
        });
        if (chance(30)) {
            block(() -> {
                line("} else if (%s) {".formatted(truth(1)));
                statements(depth + 1);
            });
        }
        if (chance(50)) {
            block(() -> {
                line("} else {");
                statements(depth + 1);
            });
        }
        line("}");
    }

    private void count(int depth) {
        if (loops >= 1 || loopsLeft-- <= 0) {
            change();
            return;
        }
        block(() -> {
            String from = chance(70) ? "0" : "(%s & 3)".formatted(number(1));
            String to = chance(60) ? Integer.toString(1 + random.nextInt(6)) : "(%s & 3)".formatted(number(1));
            String name = "$i" + names++;
            line("for %s : %s..%s {".formatted(name, from, to));
            numbers.add(name);
            inLoop(depth);
            numbers.remove(name);
            line("}");
        });
    }

    private void repeat(int depth) {
        if (loops >= 1 || loopsLeft-- <= 0) {
            change();
            return;
        }
        block(() -> {
            String name = "$w" + names++;
            line("%s = 0;".formatted(name));
            line("while (%s < %d) {".formatted(name, 1 + random.nextInt(5)));
            line("%s++;".formatted(name));
            inLoop(depth);
            line("}");
        });
    }

    /** Loop counters are read only inside, so that nothing makes the loop endless. */
    private void inLoop(int depth) {
        loops++;
        block(() -> {
            statements(depth + 1);
            if (chance(30)) {
                line("if (%s) { %s; }".formatted(truth(1), pick(List.of("break", "continue"))));
                statements(depth + 1);
            }
        });
        loops--;
    }

    private void remove(int depth) {
        if (chance(50)) {
            line("delete(@k, %s);".formatted(key()));
        } else {
            block(() -> {
                line("if (has_key(@k, %s)) {".formatted(key()));
                statements(depth + 1);
                line("}");
            });
        }
    }

    /** What is declared inside is forgotten. */
    private void block(Runnable inside) {
        List<List<String>> scopes = List.of(numbers, assignable, texts, tuples);
        List<List<String>> before =
                scopes.stream().<List<String>>map(ArrayList::new).toList();
        inside.run();
        for (int i = 0; i < scopes.size(); i++) {
            scopes.get(i).clear();
            scopes.get(i).addAll(before.get(i));
        }
    }

    private String key() {
        return chance(40) ? Integer.toString(random.nextInt(5)) : "(%s & 3)".formatted(number(1));
    }

    private String text() {
        return switch (random.nextInt(6)) {
            case 0 -> "@word";
            case 1 -> texts.isEmpty() ? pick(STRINGS) : pick(texts);
            case 2 -> "(%s ? %s : %s)".formatted(truth(0), pick(STRINGS), texts.isEmpty() ? "@word" : pick(texts));
            case 3 -> tuples.isEmpty() ? pick(STRINGS) : pick(tuples) + ".1";
            default -> pick(STRINGS);
        };
    }

    private String truth(int depth) {
        if (depth > 0 && chance(40)) {
            return switch (random.nextInt(5)) {
                case 0 -> "(%s && %s)".formatted(truth(depth - 1), truth(depth - 1));
                case 1 -> "(%s || %s)".formatted(truth(depth - 1), truth(depth - 1));
                case 2 -> "!%s".formatted(truth(depth - 1));
                case 3 -> "(bool)(%s)".formatted(number(depth - 1));
                default ->
                    "strcontains(%s, %s)"
                            .formatted(texts.isEmpty() ? "@word" : pick(texts), pick(STRINGS.subList(0, 5)));
            };
        }
        if (chance(15)) {
            return "(%s %s %s)".formatted(texts.isEmpty() ? "@word" : pick(texts), pick(List.of("==", "!=")), text());
        }
        String other = chance(50) ? literal() : number(depth - 1);
        return "(%s %s %s)".formatted(number(depth - 1), pick(List.of("<", ">", "<=", ">=", "==", "!=")), other);
    }

    /** A number that the compiler cannot know by folding literals. */
    private String number(int depth) {
        if (depth <= 0 || chance(25)) {
            return leaf();
        }
        Supplier<String> next = () -> number(depth - 1);
        return switch (random.nextInt(14)) {
            case 0, 1, 2, 3 -> "(%s %s %s)".formatted(next.get(), operator(), chance(40) ? literal() : next.get());
            case 4 -> "(%s %s %s)".formatted(literal(), operator(), next.get());
            case 5 -> "(%s %s %d)".formatted(next.get(), pick(List.of("<<", ">>")), random.nextInt(64));
            case 6 -> "(%s %s (%s & 63))".formatted(next.get(), pick(List.of("<<", ">>")), next.get());
            case 7, 8 -> "(%s)(%s)".formatted(pick(TYPES), next.get());
            case 9 -> "(%s ? %s : %s)".formatted(truth(depth - 1), next.get(), chance(30) ? literal() : next.get());
            case 10 -> "%s(%s)".formatted(pick(List.of("-", "~")), next.get());
            case 11 -> "strlen(%s)".formatted(texts.isEmpty() ? "@word" : pick(texts));
            case 12 ->
                "strncmp(%s, %s, %d)".formatted(texts.isEmpty() ? "@word" : pick(texts), text(), random.nextInt(8));
            default -> "@k[%s]".formatted(key());
        };
    }

    private String operator() {
        return pick(List.of("+", "+", "-", "-", "*", "*", "/", "%", "&", "|", "^"));
    }

    private String leaf() {
        if (!numbers.isEmpty() && chance(60)) {
            return pick(numbers);
        }
        return switch (random.nextInt(5)) {
            case 0 -> "@u";
            case 1 -> "@i";
            case 2 -> tuples.isEmpty() ? "@i" : pick(tuples) + ".0";
            default -> "@s[%d]".formatted(random.nextInt(SOURCES + 1) - 1);
        };
    }
}
