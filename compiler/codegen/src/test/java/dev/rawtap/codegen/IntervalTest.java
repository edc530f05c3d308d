package dev.rawtap.codegen;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.BitSet;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class IntervalTest {
    /** An interval and the set of places that it stands for. */
    private static BitSet fill(Interval interval, SplittableRandom random) {
        var places = new BitSet();
        for (int i = random.nextInt(6); i >= 0; i--) {
            int from = random.nextInt(60);
            int to = from + 1 + random.nextInt(10);
            interval.add(from, to);
            places.set(from, to);
        }
        interval.close();
        return places;
    }

    @Test
    void coversAndOverlapsAsSetsOfPlacesDo() {
        var random = new SplittableRandom(11);
        for (int round = 0; round < 3000; round++) {
            var one = new Interval(1);
            var other = new Interval(2);
            BitSet mine = fill(one, random);
            BitSet its = fill(other, random);
            for (int place = 0; place < 80; place++) {
                assertThat(one.covers(place)).isEqualTo(mine.get(place));
            }
            assertThat(one.overlaps(other)).isEqualTo(mine.intersects(its));
            assertThat(one.size()).isEqualTo(mine.cardinality());

            one.absorb(other);

            mine.or(its);
            assertThat(one.size()).isEqualTo(mine.cardinality());
            assertThat(one.start()).isEqualTo(mine.nextSetBit(0));
            assertThat(one.end()).isEqualTo(mine.length());
        }
    }
}
