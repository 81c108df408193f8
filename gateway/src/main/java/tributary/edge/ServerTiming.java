package tributary.edge;

import java.util.List;
import java.util.stream.Collectors;
import tributary.downstream.Failure;
import tributary.engine.Answer.Ended;
import tributary.engine.Outcome;

/**
 * Writes {@code Server-Timing} (W3C): how long each call took, in milliseconds, and why one is missing; what the gateway itself
 * took, while no call was under way; and the whole.
 */
final class ServerTiming {
    private ServerTiming() {}

    static String of(List<Ended> calls, long ownNanos, long totalNanos) {
        return calls.stream()
                        .map(ServerTiming::metric)
                        .collect(Collectors.joining(", ", "", calls.isEmpty() ? "" : ", "))
                + "gateway" + duration(Math.max(0, ownNanos)) + ", total" + duration(totalNanos);
    }

    private static String metric(Ended ended) {
        Outcome outcome = ended.outcome();
        Failure missing = outcome.missing();
        String description = missing != null ? missing.reason() : outcome instanceof Outcome.Skipped ? "skipped" : "";
        return StructuredFields.token(ended.call().name())
                + duration(outcome.timing().elapsedNanos())
                + (description.isEmpty() ? "" : ";desc=\"" + description + '"');
    }

    private static String duration(long nanos) {
        long tenths = (nanos + 50_000) / 100_000;
        return ";dur=" + tenths / 10 + '.' + tenths % 10;
    }
}
