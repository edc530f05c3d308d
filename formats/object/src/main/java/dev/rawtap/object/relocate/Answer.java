package dev.rawtap.object.relocate;

/** What a relocation asks, answered for one set of types. */
sealed interface Answer {
    /**
     * A number.
     *
     * @param value the number
     * @param fixed whether the instruction must hold the local one now; a bit field may be read in several ways
     * @param accessBytes bytes of the field at that offset, 0 where that means nothing
     * @param fieldType id of the field's type, 0 where that means nothing
     */
    record Known(long value, boolean fixed, long accessBytes, int fieldType) implements Answer {
        static Known of(long value) {
            return new Known(value, true, 0, 0);
        }
    }

    /** No number, and why. */
    record Missing(String reason) implements Answer {}
}
