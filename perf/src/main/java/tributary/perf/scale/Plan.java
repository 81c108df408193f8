package tributary.perf.scale;

import java.time.Duration;
import java.util.List;

/**
 * How much to measure.
 *
 * @param held how many requests at once, each level with a new process
 * @param holdMillis how long services hold back their answers; requests come within the first third of it
 * @param rounds over gateway and peer
 * @param idle connections
 * @param latency how long to ask with and without them, {@code passes} times
 */
record Plan(List<Integer> held, int holdMillis, int rounds, int idle, Duration latency, int passes) {
    static Plan of(boolean quick) {
        return quick
                ? new Plan(List.of(2_000), 3_000, 1, 10_000, Duration.ofSeconds(1), 1)
                : new Plan(List.of(2_000, 4_000), 7_500, 3, 10_000, Duration.ofSeconds(5), 2);
    }

    int steps() {
        return 1 + held.size() * rounds * 2 + passes * 2;
    }
}
