package dev.rawtap.btf.c;

/**
 * A type while C text is read: its id and what layout needs.
 *
 * @param size bytes; -1 if incomplete ({@code void}, a struct that is only declared, a function)
 * @param align bytes
 */
record CType(int id, long size, int align) {
    static final CType VOID = new CType(0, -1, 1);

    boolean complete() {
        return size >= 0;
    }
}
