package dev.rawtap.script.analysis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rawtap.script.syntax.BinaryOperator;
import dev.rawtap.script.syntax.UnaryOperator;
import dev.rawtap.script.type.ScriptType.Aggregation.AggregationKind;
import dev.rawtap.testkit.conformance.Case;
import dev.rawtap.testkit.conformance.ConformanceFile;
import java.io.IOException;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each name that the compiler knows is in a script of conformance/script, so that none comes without a case. */
class ConformanceCoverageTest {
    private static final Pattern TEXT = Pattern.compile("\"(?:\\\\.|[^\"\\\\])*\"");
    private static final Pattern WORD = Pattern.compile("\\w+");

    /** {@code syscall} probes are not in bpftrace, which says what is expected. */
    private static final Set<String> OURS = Set.of(ProbeType.SYSCALL.text());

    /** Names of one table of the compiler. */
    record Table(String name, Collection<String> names) {
        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Table> tables() {
        return Stream.of(
                new Table("functions", Functions.names()),
                new Table("refused names", Refusals.names()),
                new Table("settings", ConfigReader.names()),
                new Table("types", TypeNames.names()),
                new Table("kinds of maps", DefinitionReader.MAP_KINDS.keySet()),
                new Table("modes of stacks", StackFunctions.MODES),
                new Table(
                        "aggregations",
                        Arrays.stream(AggregationKind.values())
                                .map(kind -> kind.name().toLowerCase(Locale.ROOT))
                                .toList()),
                new Table(
                        "probes",
                        Arrays.stream(ProbeType.values()).map(ProbeType::text).toList()));
    }

    @ParameterizedTest
    @MethodSource("tables")
    void hasEachNameOf(Table table) throws IOException {
        Set<String> missing = new HashSet<>(table.names());
        missing.removeAll(OURS);
        missing.removeAll(words(scripts()));
        assertThat(missing).isEmpty();
    }

    static Stream<String> operators() {
        return Stream.concat(
                Arrays.stream(BinaryOperator.values()).map(BinaryOperator::symbol),
                Arrays.stream(UnaryOperator.values()).map(UnaryOperator::symbol));
    }

    @ParameterizedTest
    @MethodSource("operators")
    void hasOperator(String operator) throws IOException {
        assertThat(scripts()).anyMatch(script -> script.contains(operator));
    }

    /** Each setting as a variable of the environment, which wins over the script. */
    @ParameterizedTest
    @MethodSource("variables")
    void hasVariable(String name) throws IOException {
        assertThat(ConformanceFile.readAll(ConformanceFile.folder()))
                .anyMatch(each -> each.environment().containsKey(name));
    }

    static Stream<String> variables() {
        return ConfigReader.names().stream().sorted().map(name -> "BPFTRACE_" + name.toUpperCase(Locale.ROOT));
    }

    /** Without what stands between quotes. */
    private static List<String> scripts() throws IOException {
        return ConformanceFile.readAll(ConformanceFile.folder()).stream()
                .map(Case::script)
                .flatMap(Optional::stream)
                .map(script -> TEXT.matcher(script).replaceAll("\"\""))
                .toList();
    }

    private static Set<String> words(List<String> scripts) {
        return scripts.stream()
                .flatMap(script -> WORD.matcher(script).results())
                .map(word -> word.group())
                .collect(Collectors.toSet());
    }
}
