package tributary.perf.soak;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Events as they come somewhere: of each key the numbers 1, 2, 3 and so on, each for the first time behind the one before it. One that has
 * come already may come again.
 *
 * <p>Thread-safe.
 */
final class Arrivals {
    private static final Pattern EVENT = Pattern.compile("\\{\"key\":\"([^\"]+)\",\"n\":\"([0-9]+)\".*");
    private static final int KEPT = 5;

    private final Map<String, Integer> last = new HashMap<>();
    private final List<String> wrong = new ArrayList<>();
    private long again;

    /** One that is not of this form says nothing of an order. */
    synchronized void come(String event) {
        Matcher matcher = EVENT.matcher(event);
        if (matcher.matches() && !matcher.group(1).equals(EventDeeds.GONE)) {
            come(matcher.group(1), Integer.parseInt(matcher.group(2)));
        }
    }

    private void come(String key, int number) {
        int before = last.getOrDefault(key, 0);
        if (number <= before) {
            again++;
            return;
        }
        if (number > before + 1) {
            wrong(key + " " + number + " came behind " + before);
        }
        last.put(key, number);
    }

    private void wrong(String what) {
        if (wrong.size() < KEPT) {
            wrong.add(what);
        }
    }

    /** How many came once more. */
    synchronized long again() {
        return again;
    }

    /** What came out of order, and what did not come at all. */
    synchronized List<String> wrong(List<Sequence> all) {
        List<String> found = new ArrayList<>(wrong);
        for (Sequence sequence : all) {
            int came = last.getOrDefault(sequence.key(), 0);
            if (came != sequence.last() && found.size() < 2 * KEPT) {
                found.add(sequence.key() + ": the last that came is " + came + " of " + sequence.last());
            }
        }
        return found;
    }
}
