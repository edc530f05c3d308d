package dev.rawtap.base;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import org.junit.jupiter.api.Test;

class DiagnosticTest {
    @Test
    void underlinesThePlaceAndAddsTheHints() {
        var at = new Span("script", 1, 35, 4, "on sched_switch { print(args.prev.pidd) }");
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
    void refusesPlacesThatNoTextHas() {
        assertThatIllegalArgumentException().isThrownBy(() -> new Span("script", 0, 1, 1, ""));
        assertThatIllegalArgumentException().isThrownBy(() -> new Span("script", 1, 1, 0, ""));
    }
}
