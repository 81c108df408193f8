package tributary.perf.scale;

import java.io.IOException;
import java.time.Duration;
import tributary.perf.generator.Generator;
import tributary.perf.generator.Order;
import tributary.perf.generator.Outcome;
import tributary.perf.process.Child;

/**
 * The memory of requests that wait: so many at once, three calls each, all held back by the service.
 *
 * @param kilobytes by which the process grew, a request
 * @param failed requests; any of them makes the figure doubtful
 */
record InFlight(double kilobytes, long failed) {
    /** Asks a process that has just started. */
    static InFlight measure(Generator generator, Child child, int port, int requests, int holdMillis)
            throws IOException {
        // What the first requests load and compile is not theirs, but an empty heap is to be filled by those measured.
        generator.run(Order.closed(port, "/held?delay=1", 8, Duration.ofMillis(300)));
        double before = child.residentMegabytes().orElse(0);
        Duration coming = Duration.ofMillis(holdMillis / 3);
        double rate = requests * 1000.0 / coming.toMillis();
        try (Peak peak = new Peak(child)) {
            Outcome outcome = generator.run(Order.open(port, "/held?delay=" + holdMillis, rate, requests + 16, coming));
            double grown = peak.megabytes() - before;
            return new InFlight(grown * 1000 / requests, outcome.failed() + outcome.unsent());
        }
    }
}
