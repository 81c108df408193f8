package tributary.downstream;

import java.lang.System.Logger.Level;
import tributary.downstream.Failure.CircuitOpen;
import tributary.plan.BreakerSpec;
import tributary.resilience.Breaker;
import tributary.resilience.Breaker.Change;
import tributary.resilience.Breaker.End;
import tributary.resilience.Breaker.Permission.Granted;
import tributary.resilience.Breaker.Permission.Refused;
import tributary.resilience.BreakerRule;
import tributary.resilience.BreakerState;
import tributary.resilience.BreakerState.Closed;
import tributary.resilience.BreakerState.HalfOpen;
import tributary.resilience.BreakerState.Open;
import tributary.resilience.Ticker;

/**
 * One service's circuit breaker as calls meet it: what it refuses is a {@link CircuitOpen}, how a call ended is its
 * {@link Verdict}, and each change of state is one line in the log. Thread-safe.
 */
final class Circuit {
    private static final System.Logger LOG = System.getLogger("tributary.downstream");

    private final String service;
    private final BreakerSpec spec;
    private final Breaker breaker;
    private final Ticker ticker;
    private final DownstreamCounts counts;

    Circuit(String service, BreakerSpec spec, Ticker ticker, DownstreamCounts counts) {
        this.service = service;
        this.spec = spec;
        this.ticker = ticker;
        this.counts = counts;
        BreakerRule rule = new BreakerRule(
                spec.failureRate(),
                spec.window(),
                spec.minCalls(),
                spec.openFor(),
                spec.probes(),
                spec.slowAfter(),
                // Above 1: never.
                spec.slowRate() == 0 ? 2 : spec.slowRate());
        this.breaker = new Breaker(rule, ticker, this::changed);
    }

    BreakerSpec spec() {
        return spec;
    }

    BreakerState state() {
        return breaker.state();
    }

    boolean closed() {
        return breaker.state() instanceof Closed;
    }

    /** Whether it certainly refuses just now. Asking changes nothing. */
    boolean refuses() {
        if (!(breaker.state() instanceof Open(long _, long since))) {
            return false;
        }
        // A clock that was set back counts as over; the breaker itself then begins anew.
        long waited = ticker.nanos() - since;
        return waited >= 0 && waited < spec.openFor().toNanos();
    }

    Breaker.Permission enter() {
        return breaker.enter();
    }

    void ended(Granted granted, Verdict verdict, long elapsedNanos) {
        End end =
                switch (verdict) {
                    case WELL -> End.SUCCEEDED;
                    case ILL -> End.FAILED;
                    case NOTHING -> End.CANCELLED;
                };
        breaker.ended(granted, end, elapsedNanos);
    }

    Reply.Failed refusal(Refused refused) {
        return refusal(refused.waitNanos());
    }

    /** What a call hears that is not even let in to ask. */
    Reply.Failed refusal() {
        long waited = breaker.state() instanceof Open(long _, long since) ? ticker.nanos() - since : 0;
        return refusal(spec.openFor().toNanos() - Math.max(waited, 0));
    }

    private static Reply.Failed refusal(long waitNanos) {
        return new Reply.Failed(new CircuitOpen(Math.clamp(Math.ceilDiv(waitNanos, 1_000_000_000L), 1, 86_400)));
    }

    private void changed(Change change) {
        counts.breakerChange();
        String head =
                "service " + service + ": the circuit breaker is " + change.to().text();
        BreakerRule.Counts met = change.counts();
        switch (change.to()) {
            case Open _ ->
                LOG.log(
                        Level.WARNING,
                        head + " for " + spec.openFor().toMillis() + " ms: of the last " + met.calls() + " calls "
                                + met.failed() + " failed, " + met.slow() + " were slow");
            case HalfOpen _ -> LOG.log(Level.INFO, head + ": " + spec.probes() + " calls go through to see");
            case Closed _ -> LOG.log(Level.INFO, head + ": calls are answered again");
        }
    }
}
