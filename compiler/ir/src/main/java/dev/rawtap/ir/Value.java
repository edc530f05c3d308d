package dev.rawtap.ir;

/**
 * A value of one function: a parameter of it or of a block, or what a step computes. Defined once.
 *
 * @param number unique in its function
 * @param type what it is
 */
public record Value(int number, Type type) {
    @Override
    public String toString() {
        return "%" + number;
    }
}
