package tributary.admin;

import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tributary.json.JsonArray;
import tributary.json.JsonOutput;
import tributary.json.JsonValue;
import tributary.resilience.Ticker;

/**
 * Makes what the dashboard is told, once a second for all who watch: what happened in the last {@link #WINDOW}, and a point a
 * second for its charts, of which the last {@link #POINTS} are kept for whoever comes later. While nobody watches nothing is
 * done.
 *
 * <p>Thread-safe: one lock, held while a snapshot is made.
 */
final class DashboardSnapshots {
    /** Long enough for a percentile, short enough to see that a cure works. */
    static final Duration WINDOW = Duration.ofSeconds(10);

    /** Five minutes. */
    static final int POINTS = 300;

    /** Two samples further apart than that have no seconds between them that one could draw. */
    private static final Duration GAP = Duration.ofSeconds(5);

    private final Operated gateway;
    private final Ticker ticker;
    private final InstantSource clock;
    private final long startedMillis;
    private final Deque<DashboardSample> samples = new ArrayDeque<>();
    private final Deque<JsonValue> points = new ArrayDeque<>();

    DashboardSnapshots(Operated gateway, Ticker ticker, InstantSource clock) {
        this.gateway = gateway;
        this.ticker = ticker;
        this.clock = clock;
        this.startedMillis = ManagementFactory.getRuntimeMXBean().getStartTime();
    }

    /** The points there are, as an event. */
    synchronized byte[] history() {
        return event("history", JsonArray.of(List.copyOf(points)));
    }

    /** What is now, as an event. */
    synchronized byte[] next() {
        DashboardSample now = DashboardSample.of(gateway.observed(), ticker.nanos());
        DashboardSample before = samples.peekLast();
        if (before != null && now.nanos() - before.nanos() > GAP.toNanos()) {
            samples.clear();
            before = null;
        }
        samples.addLast(now);
        while (now.nanos() - samples.getFirst().nanos() > WINDOW.toNanos() && samples.size() > 2) {
            samples.removeFirst();
        }
        long millis = clock.millis();
        JsonValue point = point(millis, before, now);
        DashboardSample window = now.since(samples.getFirst());
        return event("snapshot", new DashboardJson(gateway, window).snapshot(millis, startedMillis, point));
    }

    private @Nullable JsonValue point(long millis, @Nullable DashboardSample before, DashboardSample now) {
        if (before == null) {
            return null;
        }
        JsonValue point = new DashboardJson(gateway, now.since(before)).point(millis);
        points.addLast(point);
        if (points.size() > POINTS) {
            points.removeFirst();
        }
        return point;
    }

    /** JSON has no line ends outside of texts, where they are escaped: it is one line, as the format wants it. */
    private static byte[] event(String name, JsonValue json) {
        return ("event: " + name + "\ndata: " + JsonOutput.text(json) + "\n\n").getBytes(StandardCharsets.UTF_8);
    }
}
