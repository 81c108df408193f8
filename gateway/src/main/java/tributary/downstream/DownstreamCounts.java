package tributary.downstream;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/**
 * What one service's policies decided, since its first call, whatever became of its settings. Only grows. Thread-safe; a number read while calls run may be
 * some calls old.
 */
public final class DownstreamCounts {
    /** Why something was not sent. {@link #text()} is its name in metrics. */
    public enum Refusal {
        /** A call, by the breaker. */
        CIRCUIT_OPEN("circuit-open"),
        /** A call, by the bulkhead or the pool of connections. */
        BULKHEAD_FULL("bulkhead-full"),
        /** A call, because there is no token to show the service. */
        AUTH_FAILED("auth-failed"),
        /** A retry, by its budget or because most attempts fail. */
        RETRY_BUDGET("retry-budget"),
        /** A retry that the deadline leaves no time for. */
        RETRY_TIME("retry-time"),
        /** A retry that the service itself asked not to make, or not before a time that nobody can wait for. */
        RETRY_AFTER("retry-after"),
        /** A retry, by the breaker. */
        RETRY_BREAKER("retry-breaker"),
        /** A retry, because the gateway has too much to do. */
        RETRY_PRESSURE("retry-pressure"),
        HEDGE_BUDGET("hedge-budget"),
        HEDGE_BREAKER("hedge-breaker"),
        HEDGE_PRESSURE("hedge-pressure"),
        /** A hedge that found no place in the bulkhead. */
        HEDGE_PLACE("hedge-place");

        private final String text;

        Refusal(String text) {
            this.text = text;
        }

        public String text() {
            return text;
        }
    }

    /** The classes of statuses (RFC 9110, 15), and none for what was not answered. {@link #answers} are in this order. */
    public static final List<String> ANSWERS = List.of("none", "1xx", "2xx", "3xx", "4xx", "5xx");

    private final LongAdder attempts = new LongAdder();
    private final List<LongAdder> answers =
            ANSWERS.stream().map(_ -> new LongAdder()).toList();
    private final LongAdder retries = new LongAdder();
    private final LongAdder failovers = new LongAdder();
    private final LongAdder hedges = new LongAdder();
    private final LongAdder hedgesWon = new LongAdder();
    private final LongAdder ejections = new LongAdder();
    private final LongAdder breakerChanges = new LongAdder();
    private final Map<Refusal, LongAdder> refusals = new EnumMap<>(Refusal.class);

    DownstreamCounts() {
        for (Refusal refusal : Refusal.values()) {
            refusals.put(refusal, new LongAdder());
        }
    }

    void attempt() {
        attempts.increment();
    }

    /** @param status 0 where there is no answer */
    void answered(int status) {
        int at = status / 100;
        answers.get(at < ANSWERS.size() ? at : 0).increment();
    }

    void retry() {
        retries.increment();
    }

    void failover() {
        failovers.increment();
    }

    void hedge() {
        hedges.increment();
    }

    void hedgeWon() {
        hedgesWon.increment();
    }

    void ejection() {
        ejections.increment();
    }

    void breakerChange() {
        breakerChanges.increment();
    }

    void refused(Refusal why) {
        adder(why).increment();
    }

    private LongAdder adder(Refusal why) {
        LongAdder adder = refusals.get(why);
        if (adder == null) {
            throw new IllegalStateException("not counted: " + why);
        }
        return adder;
    }

    /** Attempts of any kind. */
    public long attempts() {
        return attempts.sum();
    }

    /** How many attempts that have ended were answered with a status of class {@code number} of {@link #ANSWERS}. */
    public long answers(int number) {
        return answers.get(number).sum();
    }

    public long retries() {
        return retries.sum();
    }

    /** Attempts made at another URL because the first could not be connected to. */
    public long failovers() {
        return failovers.sum();
    }

    public long hedges() {
        return hedges.sum();
    }

    /** Hedges that were answered before what they were to overtake; the others were in vain. */
    public long hedgesWon() {
        return hedgesWon.sum();
    }

    /** How often a URL was set aside. */
    public long ejections() {
        return ejections.sum();
    }

    /** How often the breaker changed its state. */
    public long breakerChanges() {
        return breakerChanges.sum();
    }

    public long refusals(Refusal why) {
        return adder(why).sum();
    }
}
