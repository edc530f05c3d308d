package dev.rawtap.base;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import org.junit.jupiter.api.Test;

class DiagnosticTest {
    @Test
    void underlinesThePlaceAndAddsTheHints() {
        var at = new SourceText("script", "on sched_switch { print(args.prev.pidd) }").span(34, 38);
        var diagnostic = new Diagnostic(
                Severity.ERROR,
                "unknown-field",
                at,
                "struct task_struct has no field 'pidd'",
                List.of("nearest is 'pid'"));
        assertThat(diagnostic.render()).isEqualTo("""
                        script:1:35: error[unknown-field]: struct task_struct has no field 'pidd'
                          on sched_switch { print(args.prev.pidd) }
                                                            ^^^^
                          hint: nearest is 'pid'
                        """);
    }

    @Test
    void rendersLikeBpftraceWithContextAndHint() {
        var text = new SourceText("stdin", "macro m($a) {\n\tm(1);\n}");
        var diagnostic = new Diagnostic(
                Severity.ERROR,
                "macro-argument",
                text.span(15, 19),
                "Mismatched arg",
                List.of(new Diagnostic.Context(text.span(8, 10), "This is the closest definition.")),
                List.of("pass a variable"));
        assertThat(diagnostic.renderScript()).isEqualTo("""
                        stdin:2:2-6: ERROR: Mismatched arg
                            m(1);
                            ~~~~
                        stdin:1:9-11: ERROR: This is the closest definition.
                        macro m($a) {
                                ~~
                        HINT: pass a variable
                        """);
    }

    @Test
    void showsAStretchOfSeveralLinesWhole() {
        var text = new SourceText("stdin", "kprobe:f { nope(\r\n  2); }");
        var diagnostic = new Diagnostic(Severity.WARNING, "x", text.span(11, 22), "message", List.of());
        assertThat(diagnostic.renderScript()).isEqualTo("""
                        stdin:1-2: WARNING: message
                        kprobe:f { nope(
                          2); }
                        """);
    }

    @Test
    void countsColumnsInCodePoints() {
        var span = new SourceText("stdin", "a\n\ud83d\ude00\u00e9x").span(5, 6);
        assertThat(span).hasToString("stdin:2:3");
        assertThat(span.endColumn()).isEqualTo(4);
        assertThat(span.text()).isEqualTo("x");
    }

    @Test
    void refusesPlacesThatNoTextHas() {
        var text = new SourceText("script", "abc");
        assertThatIllegalArgumentException().isThrownBy(() -> text.span(-1, 1));
        assertThatIllegalArgumentException().isThrownBy(() -> text.span(2, 1));
        assertThatIllegalArgumentException().isThrownBy(() -> text.span(2, 4));
    }
}
