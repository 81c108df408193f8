package tributary.downstream;

import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import tributary.downstream.DownstreamCounts.Refusal;
import tributary.downstream.Failure.BulkheadFull;
import tributary.downstream.Failure.Timeout;
import tributary.downstream.WireRequest.Field;
import tributary.plan.Attempts;
import tributary.plan.HedgeRule;
import tributary.plan.RetryRule;
import tributary.plan.ServiceSpec;
import tributary.resilience.Breaker.Permission;
import tributary.resilience.BreakerState;
import tributary.resilience.Bulkhead;
import tributary.resilience.Deadline;
import tributary.resilience.Latencies;
import tributary.resilience.Pressure;
import tributary.resilience.Ticker;

/**
 * One service as a call sees it: everything that happens between a request that is ready to be sent and its value, in the
 * order in which it happens:
 *
 * <pre>
 * call      admitted    1  an open breaker refuses at once: no place is waited for that would then not be used
 *                       2  a place in the bulkhead, for the call and not for each attempt: who waits between two attempts
 *                          keeps others from a service that fails; a hedge, which runs beside its call, needs a second one
 *           guarded     3  the breaker again, now for this very call: a probe does not wait in a queue, and whoever waited
 *                          while it opened is refused. It counts calls: three attempts of one call are one failure
 *           tried       4  attempts one after the other (retries), each only after the one before has failed
 *           raced       5  the first attempt, and perhaps one beside it (a hedge)
 * attempt               6  one of the URLs; another, at once, where that one cannot be connected to and nothing was sent
 *           exchanged   7  what is left of the deadline, to the service; timeout; the wire
 * Reply     of          8  the status, the JSON
 * </pre>
 *
 * <p>What is no safe method goes through 6 to 8 once. Thread-safe: all that calls share keeps itself. A service without any of
 * these policies pays for none.
 */
public final class Downstream implements AutoCloseable {
    /** Tells a service that it is asked again, and which attempt it is; not sent with the first. */
    public static final String ATTEMPT_HEADER = "x-tributary-attempt";

    private final ServiceSpec service;
    private final Learned learned;
    private final Supplier<Pressure> pressure;
    private final Targets targets;
    private final String deadlineHeader;
    private final Ticker ticker;
    private final Clockwork clockwork;
    private final @Nullable Bulkhead bulkhead;
    private final @Nullable Circuit circuit;
    private final boolean countsEveryCall;
    private final Latencies latencies;
    private final Retries retries;
    private final Hedges hedges;
    private final DownstreamCounts counts;
    private final AtomicInteger inFlight = new AtomicInteger();

    /**
     * @param transports one for each of the service's URLs, in their order; closed with this
     * @param pressure what the gateway gives up just now
     */
    public Downstream(
            ServiceSpec service,
            List<? extends Transport> transports,
            String deadlineHeader,
            Supplier<Pressure> pressure,
            Clockwork clockwork) {
        this(service, transports, deadlineHeader, pressure, clockwork, Learned.nothing(service, clockwork));
    }

    private Downstream(
            ServiceSpec service,
            List<? extends Transport> transports,
            String deadlineHeader,
            Supplier<Pressure> pressure,
            Clockwork clockwork,
            Learned learned) {
        this.service = service;
        this.learned = learned;
        this.deadlineHeader = deadlineHeader;
        this.pressure = pressure;
        this.clockwork = clockwork;
        this.ticker = clockwork.ticker();
        this.counts = learned.counts();
        this.targets = new Targets(service, transports, learned.balancer(), counts);
        this.bulkhead = learned.bulkhead();
        this.circuit = learned.circuit();
        this.countsEveryCall = service.extras().any();
        this.latencies = learned.latencies();
        this.retries = new Retries(learned.retries(), latencies, pressure, counts, clockwork);
        this.hedges = new Hedges(learned.hedges(), latencies, this::healthy, pressure, counts);
    }

    /** Without pressure, in real time, at one URL. */
    public Downstream(ServiceSpec service, Transport transport, String deadlineHeader) {
        this(service, List.of(transport), deadlineHeader, () -> Pressure.NONE, Clockwork.of(Ticker.SYSTEM));
    }

    /**
     * The same service by other settings: it knows what this one knows, and shares what is bounded with it as long as both are
     * in use.
     *
     * @param changed with the same name and URLs
     * @param transports as in the constructor
     */
    public Downstream next(ServiceSpec changed, List<? extends Transport> transports, String itsDeadlineHeader) {
        return new Downstream(
                changed, transports, itsDeadlineHeader, pressure, clockwork, learned.under(changed, ticker));
    }

    /** From now on these settings count for what is shared with others of the same service: the bulkhead's size. */
    public void takesOver() {
        if (bulkhead != null) {
            bulkhead.resize(service.maxConcurrent(), service.queue());
        }
    }

    /**
     * Calls the service.
     *
     * @param attempts how often it may be tried, and how long each time
     * @param deadline of the whole request; the service is told what is left of it
     * @throws InterruptedException where the call was cancelled; its connections are closed, its permits returned
     */
    public Reply call(WireRequest request, Attempts attempts, Deadline deadline) throws InterruptedException {
        inFlight.incrementAndGet();
        try {
            return admitted(request, attempts, deadline);
        } finally {
            inFlight.decrementAndGet();
        }
    }

    private Reply admitted(WireRequest request, Attempts attempts, Deadline deadline) throws InterruptedException {
        if (circuit != null && circuit.refuses()) {
            counts.refused(Refusal.CIRCUIT_OPEN);
            return circuit.refusal();
        }
        if (bulkhead == null) {
            return guarded(request, attempts, deadline);
        }
        if (!bulkhead.enter(deadline)) {
            counts.refused(Refusal.BULKHEAD_FULL);
            return new Reply.Failed(new BulkheadFull());
        }
        try {
            return guarded(request, attempts, deadline);
        } finally {
            bulkhead.leave();
        }
    }

    private Reply guarded(WireRequest request, Attempts attempts, Deadline deadline) throws InterruptedException {
        if (circuit == null) {
            return tried(request, attempts, deadline);
        }
        Permission.Granted granted;
        switch (circuit.enter()) {
            case Permission.Refused refused -> {
                counts.refused(Refusal.CIRCUIT_OPEN);
                return circuit.refusal(refused);
            }
            case Permission.Granted permission -> granted = permission;
        }
        long start = ticker.nanos();
        // Unless it ends otherwise it was cancelled, which says nothing.
        Verdict verdict = Verdict.NOTHING;
        try {
            Reply reply = tried(request, attempts, deadline);
            verdict = Verdict.of(reply, isFair(attempts, start));
            return reply;
        } finally {
            circuit.ended(granted, verdict, ticker.nanos() - start);
        }
    }

    /** Whether the service has had, since {@code start}, the time without which silence is not its fault. */
    private boolean isFair(Attempts attempts, long start) {
        return ticker.nanos() - start >= attempts.blameAfter().toNanos();
    }

    private Reply tried(WireRequest request, Attempts attempts, Deadline deadline) throws InterruptedException {
        boolean extra = countsEveryCall || attempts.several();
        if (!extra && !targets.several()) {
            return Reply.of(exchanged(targets.only(), request, 1, deadline, deadline.within(attempts.timeout())));
        }
        if (extra) {
            retries.callBegins();
            hedges.callBegins();
        }
        Attempted last = raced(request, attempts, deadline);
        if (!extra) {
            return last.reply();
        }
        RetryRule rule = request.safe() ? attempts.retry() : null;
        for (int made = 1; ; made++) {
            retries.attemptEnded(last.reply());
            long wait = rule == null ? Retries.NONE : retries.waitNanos(rule, made, last, deadline);
            if (wait == Retries.NONE) {
                return last.reply();
            }
            clockwork.pause(wait);
            // A probe of a half-open breaker is one attempt, and what has opened meanwhile is left alone.
            if (!healthy()) {
                counts.refused(Refusal.RETRY_BREAKER);
                return last.reply();
            }
            counts.retry();
            Deadline by = deadline.within(attempts.timeout());
            last = attempt(new Attempt(request, attempts, deadline, by, made + 1), last.target());
        }
    }

    private boolean healthy() {
        return circuit == null || circuit.closed();
    }

    private Attempted raced(WireRequest request, Attempts attempts, Deadline deadline) throws InterruptedException {
        // A hedge has what is left of the first one's time: it is there to be faster, not to take longer.
        Deadline by = deadline.within(attempts.timeout());
        Attempt first = new Attempt(request, attempts, deadline, by, 1);
        HedgeRule rule = request.safe() ? attempts.hedge() : null;
        long delay = rule == null ? Hedges.NONE : hedges.delayNanos(rule);
        // Without a hedge, a place or time for one there is no need for threads either.
        if (delay == Hedges.NONE || !healthy() || delay >= by.remainingNanos()) {
            return attempt(first, Targets.ANY);
        }
        long start = ticker.nanos();
        Attempt second = new Attempt(request, attempts, deadline, by, 2);
        Attempted best = Race.run(
                () -> attempt(first, Targets.ANY), () -> hedge(second), delay, hedges::mayBegin, clockwork.waiting());
        if (best.number() == 2) {
            counts.hedgeWon();
            // The other was cancelled. Without it, slowness would be forgotten just because it is hedged.
            latencies.add(ticker.nanos() - start);
        }
        return best;
    }

    /** In a thread of its own, so that the place is taken only by what really runs, and returned by it. */
    private @Nullable Attempted hedge(Attempt attempt) throws InterruptedException {
        // No waiting: a place that is not free now is needed by calls that have no attempt yet.
        if (bulkhead != null && !bulkhead.enter(new Deadline(ticker.nanos(), ticker))) {
            counts.refused(Refusal.HEDGE_PLACE);
            return null;
        }
        try {
            counts.hedge();
            return attempt(attempt, Targets.ANY);
        } finally {
            if (bulkhead != null) {
                bulkhead.leave();
            }
        }
    }

    /** One try, as it is handed down. {@code by} is when it must have ended. */
    private record Attempt(WireRequest request, Attempts attempts, Deadline deadline, Deadline by, int number) {}

    private Attempted attempt(Attempt attempt, int avoided) throws InterruptedException {
        long start = ticker.nanos();
        Attempted attempted = targets.attempt(
                avoided,
                attempt.request().safe(),
                (transport, target) -> {
                    Exchanged exchanged =
                            exchanged(transport, attempt.request(), attempt.number(), attempt.deadline(), attempt.by());
                    return Attempted.of(exchanged, Reply.of(exchanged), attempt.number(), target);
                },
                reply -> Verdict.of(reply, isFair(attempt.attempts(), start)));
        if (Verdict.isFinal(attempted.reply())) {
            latencies.add(ticker.nanos() - start);
        }
        return attempted;
    }

    private Exchanged exchanged(Transport transport, WireRequest request, int number, Deadline deadline, Deadline by)
            throws InterruptedException {
        long remainingMillis = deadline.remainingNanos() / 1_000_000;
        if (remainingMillis <= 0) {
            return new Exchanged.None(new Timeout());
        }
        WireRequest sent = request.with(new Field(deadlineHeader, Long.toString(remainingMillis)));
        if (number > 1) {
            sent = sent.with(new Field(ATTEMPT_HEADER, Integer.toString(number)));
        }
        counts.attempt();
        Exchanged exchanged = transport.exchange(sent, by);
        if (exchanged instanceof Exchanged.None(BulkheadFull _)) {
            counts.refused(Refusal.BULKHEAD_FULL);
        }
        return exchanged;
    }

    /** Calls that have begun and not ended, those that wait for a place too. */
    public int inFlight() {
        return inFlight.get();
    }

    /** Connections that serve one of these calls just now. */
    public int connectionsInUse() {
        return targets.connectionsInUse();
    }

    /** What was decided, and how often. */
    public DownstreamCounts counts() {
        return counts;
    }

    /** Null where there is no breaker. */
    public @Nullable BreakerState breakerState() {
        return circuit == null ? null : circuit.state();
    }

    /** Calls that hold a place in the bulkhead or wait for one; 0 where there is none. */
    public int inBulkhead() {
        return bulkhead == null ? 0 : bulkhead.present();
    }

    /** How each of its URLs stands. */
    public List<TargetState> targets() {
        return targets.states();
    }

    @Override
    public void close() {
        targets.close();
    }
}
