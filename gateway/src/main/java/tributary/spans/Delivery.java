package tributary.spans;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import tributary.spans.Collector.Answer;
import tributary.spans.Collector.Later;
import tributary.spans.Collector.Rejected;
import tributary.spans.Collector.Taken;
import tributary.spans.SpanCounts.Reason;
import tributary.spans.Waiting.Batch;

/**
 * Takes batches of what waits to the collector, one after the other. One that fails is tried {@value #TRIES} times, ever more slowly; what
 * does not arrive is counted. Says once that this fails, and once that it works again. Used by one thread.
 */
final class Delivery {
    private static final Logger LOG = System.getLogger("tributary.spans");
    private static final int TRIES = 5;
    private static final Duration SHORTEST = Duration.ofSeconds(1);
    private static final Duration LONGEST = Duration.ofSeconds(30);

    /** A collector that refuses every other batch would fill the log otherwise. */
    private static final int WORKS_AGAIN = 3;

    private final Waiting waiting;
    private final Spans spans;
    private final Collector collector;
    private final SpanCounts counts;
    private Duration pause = SHORTEST;
    private boolean failing;
    private int inRow;
    private long droppedBefore;

    Delivery(Waiting waiting, Spans spans, Collector collector, SpanCounts counts) {
        this.waiting = waiting;
        this.spans = spans;
        this.collector = collector;
        this.counts = counts;
    }

    /** Until nothing waits any more that could still be sent before the end. */
    void run() throws InterruptedException {
        boolean goesOn = true;
        while (goesOn) {
            Batch batch = waiting.next();
            goesOn = batch != null && deliver(batch);
        }
    }

    /** Whether there is sense in going on. */
    private boolean deliver(Batch batch) throws InterruptedException {
        Reason lost = Reason.ENDING;
        int missing = batch.spans();
        try {
            byte[] export = spans.export(batch.requests());
            for (int attempt = 1; attempt <= TRIES; attempt++) {
                Answer answer = collector.send(export, batch.spans());
                switch (answer) {
                    case Taken(int rejected) -> {
                        counts.exported(batch.spans() - rejected);
                        missing = rejected;
                        lost = Reason.REJECTED;
                        works();
                        return true;
                    }
                    case Rejected(String why) -> {
                        lost = Reason.REJECTED;
                        fails(why);
                        return !waiting.closing();
                    }
                    case Later(String why, Duration asked) -> {
                        fails(why);
                        if (waiting.closing()) {
                            return false;
                        }
                        if (attempt < TRIES) {
                            waiting.pause(pause(asked));
                        }
                    }
                }
            }
            lost = Reason.UNREACHABLE;
            waiting.pause(pause(Duration.ZERO));
            return true;
        } finally {
            if (missing > 0) {
                counts.dropped(lost, missing);
            }
        }
    }

    /** The next pause: half of it certain, so that not all gateways come back at once. */
    private Duration pause(Duration asked) {
        long most = pause.toMillis();
        Duration drawn = Duration.ofMillis(ThreadLocalRandom.current().nextLong(most / 2, most + 1));
        pause = shorter(pause.multipliedBy(2), LONGEST);
        return shorter(asked.compareTo(drawn) > 0 ? asked : drawn, LONGEST);
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }

    private void fails(String why) {
        inRow = 0;
        if (!failing) {
            failing = true;
            droppedBefore = counts.dropped();
            LOG.log(
                    Level.WARNING,
                    "traces do not reach {0} ({1}); some are kept, the rest is dropped and counted",
                    collector.place(),
                    why);
        }
    }

    private void works() {
        pause = SHORTEST;
        if (failing && ++inRow >= WORKS_AGAIN) {
            failing = false;
            long lost = counts.dropped() - droppedBefore;
            LOG.log(
                    Level.INFO,
                    "traces reach {0} again; {1} spans were dropped",
                    collector.place(),
                    Long.toString(lost));
        }
    }
}
