package tributary.downstream;

import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import tributary.downstream.Asked.Attempt;
import tributary.downstream.DownstreamCounts.Refusal;
import tributary.downstream.Failure.AuthFailed;
import tributary.downstream.Failure.BulkheadFull;
import tributary.observe.CallTrace;
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
 * call      admitted    1  an open breaker refuses at once: no place is waited for that would then not be used; where there is
 *                          no token yet it is waited for, which is no time of an attempt and needs no place either
 *                       2  a place in the bulkhead, for the call and not for each attempt: who waits between two attempts
 *                          keeps others from a service that fails; a hedge, which runs beside its call, needs a second one
 *           guarded     3  the breaker again, now for this very call: a probe does not wait in a queue, and whoever waited
 *                          while it opened is refused. It counts calls: three attempts of one call are one failure
 *           tried       4  attempts one after the other (retries), each only after the one before has failed
 *           raced       5  the first attempt, and perhaps one beside it (a hedge)
 * {@link Sending}:
 * attempt               6  one of the URLs; another, at once, where that one cannot be connected to and nothing was sent
 *           exchanged   7  the service's `authorization`; where it answers 401, once more with a new token, at the same URL
 *           sent        8  what is left of the deadline, to the service; timeout; the wire
 * Reply     of          9  the status, the JSON
 * </pre>
 *
 * <p>What is no safe method goes through 6 to 9 once. Thread-safe: all that calls share keeps itself. A service without any of
 * these policies pays for none.
 */
public final class Downstream implements AutoCloseable {
    /** Tells a service that it is asked again, and which attempt it is; not sent with the first. */
    public static final String ATTEMPT_HEADER = "x-tributary-attempt";

    /** Tells a service which trace its work is part of (W3C Trace Context). */
    public static final String TRACEPARENT = "traceparent";

    private final ServiceSpec service;
    private final Learned learned;
    private final Supplier<Pressure> pressure;
    private final Targets targets;
    private final Sending sending;
    private final Fullness fullness;
    private final Ticker ticker;
    private final Clockwork clockwork;
    private final @Nullable Authorization authorization;
    private final @Nullable Bulkhead bulkhead;
    private final @Nullable Circuit circuit;
    private final boolean countsEveryCall;
    private final Latencies latencies;
    private final Retries retries;
    private final Hedges hedges;
    private final LastEnds ends;
    private final DownstreamCounts counts;
    private final AtomicInteger inFlight = new AtomicInteger();

    /**
     * @param transports one for each of the service's URLs, in their order; closed with this
     * @param pressure what the gateway gives up just now
     * @param authorization null where the service is not shown who asks; stays its owner's
     */
    public Downstream(
            ServiceSpec service,
            List<? extends Transport> transports,
            String deadlineHeader,
            Supplier<Pressure> pressure,
            Clockwork clockwork,
            @Nullable Authorization authorization) {
        this(
                service,
                transports,
                deadlineHeader,
                pressure,
                clockwork,
                authorization,
                Learned.nothing(service, clockwork));
    }

    /** One that is not shown who asks. */
    public Downstream(
            ServiceSpec service,
            List<? extends Transport> transports,
            String deadlineHeader,
            Supplier<Pressure> pressure,
            Clockwork clockwork) {
        this(service, transports, deadlineHeader, pressure, clockwork, null);
    }

    private Downstream(
            ServiceSpec service,
            List<? extends Transport> transports,
            String deadlineHeader,
            Supplier<Pressure> pressure,
            Clockwork clockwork,
            @Nullable Authorization authorization,
            Learned learned) {
        this.service = service;
        this.learned = learned;
        this.pressure = pressure;
        this.clockwork = clockwork;
        this.authorization = authorization;
        this.ticker = clockwork.ticker();
        this.ends = new LastEnds(ticker);
        this.counts = learned.counts();
        this.targets = new Targets(service, transports, learned.balancer(), counts);
        this.bulkhead = learned.bulkhead();
        this.circuit = learned.circuit();
        this.countsEveryCall = service.extras().any();
        this.latencies = learned.latencies();
        this.fullness = new Fullness(service.name(), counts, ticker);
        this.sending = new Sending(targets, authorization, deadlineHeader, latencies, fullness, counts, ticker);
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
     * @param transports as in the constructor, and so {@code itsAuthorization}
     */
    public Downstream next(
            ServiceSpec changed,
            List<? extends Transport> transports,
            String itsDeadlineHeader,
            @Nullable Authorization itsAuthorization) {
        return new Downstream(
                changed,
                transports,
                itsDeadlineHeader,
                pressure,
                clockwork,
                itsAuthorization,
                learned.under(changed, ticker));
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
     * @param trace is told of each attempt
     * @throws InterruptedException where the call was cancelled; its connections are closed, its permits returned
     */
    public Reply call(WireRequest request, Attempts attempts, Deadline deadline, CallTrace trace)
            throws InterruptedException {
        inFlight.incrementAndGet();
        try {
            Reply reply = admitted(new Asked(request, attempts, deadline, trace));
            ends.ended(reply);
            return reply;
        } finally {
            inFlight.decrementAndGet();
        }
    }

    private Reply admitted(Asked asked) throws InterruptedException {
        if (circuit != null && circuit.refuses()) {
            counts.refused(Refusal.CIRCUIT_OPEN);
            return circuit.refusal();
        }
        if (authorization != null && authorization.value(asked.deadline()) == null) {
            counts.refused(Refusal.AUTH_FAILED);
            return new Reply.Failed(new AuthFailed());
        }
        if (bulkhead == null) {
            return guarded(asked);
        }
        if (!bulkhead.enter(asked.deadline())) {
            fullness.refused();
            return new Reply.Failed(new BulkheadFull());
        }
        try {
            return guarded(asked);
        } finally {
            bulkhead.leave();
        }
    }

    private Reply guarded(Asked asked) throws InterruptedException {
        if (circuit == null) {
            return tried(asked);
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
            Reply reply = tried(asked);
            verdict = Verdict.of(reply, asked.isFair(ticker.nanos() - start));
            return reply;
        } finally {
            circuit.ended(granted, verdict, ticker.nanos() - start);
        }
    }

    private Reply tried(Asked asked) throws InterruptedException {
        Attempts attempts = asked.attempts();
        boolean extra = countsEveryCall || attempts.several();
        if (!extra && !targets.several()) {
            return sending.exchanged(targets.only(), 0, asked.attempt(asked.timeout(), 1, false))
                    .reply();
        }
        if (extra) {
            retries.callBegins();
            hedges.callBegins();
        }
        Attempted last = raced(asked);
        if (!extra) {
            return last.reply();
        }
        RetryRule rule = asked.request().safe() ? attempts.retry() : null;
        for (int made = 1; ; made++) {
            retries.attemptEnded(last.reply());
            long wait = rule == null ? Retries.NONE : retries.waitNanos(rule, made, last, asked.deadline());
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
            last = sending.attempt(asked.attempt(asked.timeout(), last.number() + 1, false), last.target());
        }
    }

    private boolean healthy() {
        return circuit == null || circuit.closed();
    }

    private Attempted raced(Asked asked) throws InterruptedException {
        // A hedge has what is left of the first one's time: it is there to be faster, not to take longer.
        Deadline by = asked.timeout();
        Attempt first = asked.attempt(by, 1, false);
        HedgeRule rule = asked.request().safe() ? asked.attempts().hedge() : null;
        long delay = rule == null ? Hedges.NONE : hedges.delayNanos(rule);
        // Without a hedge, a place or time for one there is no need for threads either.
        if (delay == Hedges.NONE || !healthy() || delay >= by.remainingNanos()) {
            return sending.attempt(first, Targets.ANY);
        }
        long start = ticker.nanos();
        Attempt second = asked.attempt(by, 2, true);
        AtomicBoolean begun = new AtomicBoolean();
        Attempted best = Race.run(
                () -> sending.attempt(first, Targets.ANY),
                () -> hedge(second, begun),
                delay,
                hedges::mayBegin,
                clockwork.waiting());
        if (best.number() == 2) {
            counts.hedgeWon();
            // The other was cancelled. Without it, slowness would be forgotten just because it is hedged.
            latencies.add(ticker.nanos() - start);
        }
        return begun.get() ? best.asNumber(second.number()) : best;
    }

    /** In a thread of its own, so that the place is taken only by what really runs, and returned by it. */
    private @Nullable Attempted hedge(Attempt attempt, AtomicBoolean begun) throws InterruptedException {
        // No waiting: a place that is not free now is needed by calls that have no attempt yet.
        if (bulkhead != null && !bulkhead.enter(new Deadline(ticker.nanos(), ticker))) {
            counts.refused(Refusal.HEDGE_PLACE);
            return null;
        }
        try {
            begun.set(true);
            counts.hedge();
            return sending.attempt(attempt, Targets.ANY);
        } finally {
            if (bulkhead != null) {
                bulkhead.leave();
            }
        }
    }

    /**
     * Asks one of its URLs how it is: over the connections of calls, but beside everything else. It takes no place, no policy
     * refuses or repeats it, and it is not counted. It is shown who asks, as by calls.
     *
     * @param target the URL's number, from 0
     */
    public Exchanged probe(int target, WireRequest request, Deadline deadline) throws InterruptedException {
        return sending.probe(target, request, deadline);
    }

    /** What it is shown; null where it is shown nothing. */
    public @Nullable Authorization authorization() {
        return authorization;
    }

    /** Calls that have begun and not ended, those that wait for a place too. */
    public int inFlight() {
        return inFlight.get();
    }

    /** Connections that serve one of these calls just now. */
    public int connectionsInUse() {
        return targets.connectionsInUse();
    }

    /** How its connections are at the moment. */
    public WireUse wireUse() {
        return targets.wireUse();
    }

    /** What was decided, and how often. */
    public DownstreamCounts counts() {
        return counts;
    }

    /** How calls ended the last time. */
    public LastEnds lastEnds() {
        return ends;
    }

    /** Whether an open breaker refuses calls just now. */
    public boolean refuses() {
        return circuit != null && circuit.refuses();
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
