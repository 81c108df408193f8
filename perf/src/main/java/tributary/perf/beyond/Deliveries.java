package tributary.perf.beyond;

import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tributary.perf.beyond.Sink.Taken;

/**
 * What became of events.
 *
 * @param accepted events whose requests were answered with 200
 * @param lost those of them that never came
 * @param again events that came more than once, as they may
 * @param outOfOrder events that came for the first time behind a later one of the same key
 */
record Deliveries(long accepted, long lost, long again, long outOfOrder) {
    /** @param taken in the order in which they came; numbers of a key rise in the order in which its requests were answered */
    static Deliveries of(Collection<Taken> accepted, List<Taken> taken) {
        Set<Taken> seen = new HashSet<>();
        Map<String, Integer> last = new HashMap<>();
        long outOfOrder = 0;
        for (Taken event : taken) {
            if (seen.add(event)) {
                Integer before = last.put(event.key(), event.n());
                outOfOrder += before != null && before > event.n() ? 1 : 0;
            }
        }
        long lost = accepted.stream().filter(event -> !seen.contains(event)).count();
        return new Deliveries(accepted.size(), lost, taken.size() - seen.size(), outOfOrder);
    }
}
