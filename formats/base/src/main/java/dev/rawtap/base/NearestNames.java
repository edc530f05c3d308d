package dev.rawtap.base;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/** The names that a wrong name may have meant. */
public final class NearestNames {
    private NearestNames() {}

    /**
     * At most {@code limit} names near {@code wrong}, best first: by edit distance (a swap of neighbours counts one),
     * then names that contain it. Empty if none is near.
     */
    public static List<String> of(String wrong, Collection<String> names, int limit) {
        record Scored(String name, int distance) {}
        String lower = wrong.toLowerCase(Locale.ROOT);
        long letters = letters(lower);
        int allowed = Math.max(1, Math.min(4, wrong.length() / 3));
        return names.stream()
                .map(name -> new Scored(name, score(lower, letters, name.toLowerCase(Locale.ROOT), allowed)))
                .filter(scored -> scored.distance <= allowed + 1)
                .distinct()
                .sorted(Comparator.comparingInt(Scored::distance).thenComparing(Scored::name))
                .limit(limit)
                .map(Scored::name)
                .toList();
    }

    /** Edit distance, or {@code allowed + 1} for a name that only contains the wrong one. */
    private static int score(String wrong, long letters, String name, int allowed) {
        boolean contains = wrong.length() >= 3 && name.contains(wrong);
        if (Math.abs(wrong.length() - name.length()) > allowed) {
            return contains ? allowed + 1 : Integer.MAX_VALUE;
        }
        // Kernels have a hundred thousand names: few are left to be compared letter by letter.
        if (Long.bitCount(letters & ~letters(name)) > allowed) {
            return contains ? allowed + 1 : Integer.MAX_VALUE;
        }
        int distance = distance(wrong, name);
        return distance <= allowed ? distance : contains ? allowed + 1 : Integer.MAX_VALUE;
    }

    /** Which letters there are, some sharing a bit; an edit takes one of them away at most. */
    private static long letters(String text) {
        long letters = 0;
        for (int i = 0; i < text.length(); i++) {
            letters |= 1L << text.charAt(i);
        }
        return letters;
    }

    private static int distance(String a, String b) {
        int[][] cost = new int[a.length() + 1][b.length() + 1];
        for (int i = 0; i <= a.length(); i++) {
            for (int j = 0; j <= b.length(); j++) {
                if (i == 0 || j == 0) {
                    cost[i][j] = i + j;
                    continue;
                }
                int change = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
                cost[i][j] = Math.min(cost[i - 1][j - 1] + change, 1 + Math.min(cost[i - 1][j], cost[i][j - 1]));
                if (i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1)) {
                    cost[i][j] = Math.min(cost[i][j], cost[i - 2][j - 2] + 1);
                }
            }
        }
        return cost[a.length()][b.length()];
    }
}
