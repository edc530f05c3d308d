package dev.rawtap.bench.code;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class RatioTest {
    @Test
    void takesTheMedianOfTheRoundsAndLeavesOutTheOutermost() {
        double[] cost = {20, 40, 60, 80, 100, 120, 140, 160, 180};
        double[] other = {20, 20, 20, 20, 20, 20, 20, 20, 20};
        assertThat(Ratio.of(cost, other)).isEqualTo(new Ratio(5, 2, 8));
    }

    @Test
    void comparesWhatWasMeasuredInOneRound() {
        assertThat(Ratio.of(new double[] {10, 100, 1000}, new double[] {10, 100, 1000}))
                .isEqualTo(new Ratio(1, 1, 1));
    }

    @Test
    void takesWhatCannotBeToldFromNothingAsOne() {
        assertThat(Ratio.of(new double[] {-0.4}, new double[] {0.2})).isEqualTo(new Ratio(1, 1, 1));
    }
}
