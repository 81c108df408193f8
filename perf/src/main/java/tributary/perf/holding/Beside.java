package tributary.perf.holding;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * What a client was answered alone and beside another, or beside whatever may disturb it, in turn, so that what the machine does meanwhile falls on both.
 *
 * @param other of each round: those of the other client, where there is one
 */
public record Beside(Replies alone, Replies together, List<Replies> other) {
    /** The other one begins before and ends after the first. */
    private static final Duration MARGIN = Duration.ofMillis(300);

    public Beside {
        other = List.copyOf(other);
    }

    static Beside measure(int port, Client.Habit habit, Client.Habit others, int rounds, Duration time)
            throws InterruptedException {
        Replies alone = new Replies(List.of());
        Replies together = new Replies(List.of());
        List<Replies> other = new ArrayList<>();
        for (int round = 0; round < rounds; round++) {
            alone = alone.and(Client.start(port, habit, time).end());
            Client second = Client.start(port, others, time.plus(MARGIN.multipliedBy(2)));
            Thread.sleep(MARGIN);
            together = together.and(Client.start(port, habit, time).end());
            other.add(second.end());
        }
        return new Beside(alone, together, other);
    }

    /** How many times as long the first one waits, at its p99. */
    public double ratio() {
        return together.millis(99) / alone.millis(99);
    }

    /** Of the first one beside the other: not answered with 200. */
    public long troubled() {
        return together.count() - together.count(200);
    }
}
