package dev.rawtap.ir;

/**
 * A value of one function: a parameter of it or of a block, or what a step computes. Defined once.
 *
 * @param number unique in its function
 * @param type what it is
 */
public record Value(int number, Type type) {
    /** Its number: cheap, and unique among the values of a function. */
    @Override
    public int hashCode() {
        return number;
    }

    @Override
    public String toString() {
        return "%" + number;
    }
}
