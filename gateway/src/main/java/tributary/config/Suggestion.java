package tributary.config;

import java.util.Collection;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Guesses which name was meant. */
final class Suggestion {
    private static final int LONGEST = 64;

    private Suggestion() {}

    /** {@code ; did you mean 'x'?}, or nothing where no name is near. */
    static String of(String written, Collection<String> names) {
        String nearest = nearest(written, names);
        return nearest == null ? "" : "; did you mean " + Quoted.of(nearest) + "?";
    }

    /** The same name in another spelling ({@code maxConcurrent}, {@code max_concurrent}), or one a few typing mistakes away. */
    static @Nullable String nearest(String written, Collection<String> names) {
        if (written.length() > LONGEST) {
            return null;
        }
        String bare = bare(written);
        String nearest = null;
        int least = Math.max(1, bare.length() / 3) + 1;
        for (String name : names) {
            String other = bare(name);
            int distance = other.equals(bare) ? 0 : other.length() > LONGEST ? least : distance(bare, other);
            if (distance < least) {
                least = distance;
                nearest = name;
            }
        }
        return nearest;
    }

    private static String bare(String name) {
        return name.toLowerCase(Locale.ROOT).replace("-", "").replace("_", "");
    }

    /** Letters put in, left out, changed, or swapped with their neighbour (optimal string alignment). */
    private static int distance(String a, String b) {
        int[][] d = new int[a.length() + 1][b.length() + 1];
        for (int i = 0; i <= a.length(); i++) {
            for (int j = 0; j <= b.length(); j++) {
                if (i == 0 || j == 0) {
                    d[i][j] = i + j;
                    continue;
                }
                int changed = d[i - 1][j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                d[i][j] = Math.min(changed, 1 + Math.min(d[i - 1][j], d[i][j - 1]));
                if (i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1)) {
                    d[i][j] = Math.min(d[i][j], 1 + d[i - 2][j - 2]);
                }
            }
        }
        return d[a.length()][b.length()];
    }
}
