package dev.rawtap.script.analysis;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class HeaderTextTest {
    @Test
    void guardIsBlankAndAllElseStaysInItsPlace() {
        String text = "/* of mine */\n#ifndef A_H\n#define A_H\n#define B 1\n#endif // A_H\n";
        String blank = HeaderText.withoutGuard(text);
        assertThat(blank).hasSameSizeAs(text);
        assertThat(blank.lines().map(String::strip)).containsExactly("/* of mine */", "", "", "#define B 1", "");
    }

    @Test
    void otherConditionsStay() {
        for (String text : new String[] {
            "#ifndef A\n#define B 1\n#endif\n",
            "#define B 1\n#ifndef A_H\n#define A_H\n#endif\n",
            "#ifndef A_H\n#define A_H\n"
        }) {
            assertThat(HeaderText.withoutGuard(text)).isEqualTo(text);
        }
    }
}
