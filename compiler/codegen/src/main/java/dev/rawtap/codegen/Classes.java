package dev.rawtap.codegen;

import java.util.Arrays;

/** Virtual registers that are one: they get the same register or the same place on the stack. */
final class Classes {
    private int[] parents;

    Classes(int registers) {
        parents = new int[registers];
        Arrays.setAll(parents, i -> i);
    }

    /** Makes room for registers that are new since. */
    void grow(int registers) {
        int known = parents.length;
        if (registers > known) {
            parents = Arrays.copyOf(parents, registers);
            for (int i = known; i < registers; i++) {
                parents[i] = i;
            }
        }
    }

    /** The register that stands for its class. */
    int of(int register) {
        int root = register;
        while (parents[root] != root) {
            root = parents[root];
        }
        for (int at = register; parents[at] != root; ) {
            int next = parents[at];
            parents[at] = root;
            at = next;
        }
        return root;
    }

    /** Joins two classes; the first one's register stands for both. */
    void join(int first, int second) {
        parents[of(second)] = of(first);
    }
}
