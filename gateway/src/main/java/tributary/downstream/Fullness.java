package tributary.downstream;

import java.lang.System.Logger.Level;
import java.time.Duration;
import tributary.downstream.DownstreamCounts.Refusal;
import tributary.resilience.Occasional;
import tributary.resilience.Ticker;

/** Tells that a service has no place left, in its bulkhead or among its connections: every time in the counts, now and then in the log. */
final class Fullness {
    private static final System.Logger LOG = System.getLogger("tributary.downstream");
    private static final Duration TOLD_EVERY = Duration.ofSeconds(10);

    private final String service;
    private final DownstreamCounts counts;
    private final Occasional occasional;

    Fullness(String service, DownstreamCounts counts, Ticker ticker) {
        this.service = service;
        this.counts = counts;
        this.occasional = new Occasional(TOLD_EVERY, ticker);
    }

    void refused() {
        counts.refused(Refusal.BULKHEAD_FULL);
        long times = occasional.happened();
        if (times > 0) {
            LOG.log(
                    Level.WARNING,
                    "service " + service + ": has no place left; calls refused since this was last said: " + times);
        }
    }
}
