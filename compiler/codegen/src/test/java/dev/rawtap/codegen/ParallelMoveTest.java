package dev.rawtap.codegen;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rawtap.codegen.ParallelMove.Location;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class ParallelMoveTest {
    private static final int PLACES = 12;
    private static final int SPARE = 11;

    /** Registers 0 to 10 are places of an array; writes moves into it one after the other. */
    private static final class Machine implements ParallelMove.Writer {
        final long[] places = new long[PLACES];
        int moves;

        Machine() {
            Arrays.setAll(places, i -> 100 + i);
        }

        @Override
        public void move(Location to, Location from) {
            places[to.number()] = places[from.number()];
            moves++;
        }

        @Override
        public void make(Location to, Source source) {
            places[to.number()] = ((Source.Constant) source).value();
            moves++;
        }
    }

    @Test
    void everyTargetGetsWhatItsSourceHeld() {
        var random = new SplittableRandom(7);
        for (int round = 0; round < 2000; round++) {
            var moves = new ParallelMove();
            var machine = new Machine();
            long[] expected = machine.places.clone();
            for (int to = 0; to < SPARE; to++) {
                int from = random.nextInt(SPARE);
                switch (random.nextInt(3)) {
                    case 0 -> {
                        moves.add(Location.register(to), Location.register(from));
                        expected[to] = 100 + from;
                    }
                    case 1 -> {
                        moves.add(Location.register(to), new Source.Constant(round));
                        expected[to] = round;
                    }
                    default -> {}
                }
            }

            moves.write(machine, _ -> Location.register(SPARE));

            expected[SPARE] = machine.places[SPARE];
            assertThat(machine.places).isEqualTo(expected);
        }
    }

    @Test
    void twoThatChangePlacesTakeThreeMoves() {
        var moves = new ParallelMove();
        var machine = new Machine();
        moves.add(Location.register(1), Location.register(2));
        moves.add(Location.register(2), Location.register(1));

        moves.write(machine, taking -> {
            assertThat(taking).isEqualTo(0b110);
            return Location.register(SPARE);
        });

        assertThat(machine.moves).isEqualTo(3);
        assertThat(machine.places[1]).isEqualTo(102);
        assertThat(machine.places[2]).isEqualTo(101);
    }

    @Test
    void whatStaysInItsPlaceIsNoMove() {
        var moves = new ParallelMove();
        moves.add(Location.register(3), Location.register(3));

        assertThat(moves.isEmpty()).isTrue();
    }
}
