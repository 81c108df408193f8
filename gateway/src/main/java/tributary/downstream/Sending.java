package tributary.downstream;

import org.jspecify.annotations.Nullable;
import tributary.downstream.Asked.Attempt;
import tributary.downstream.Failure.AuthFailed;
import tributary.downstream.Failure.BulkheadFull;
import tributary.downstream.Failure.Timeout;
import tributary.downstream.WireRequest.Field;
import tributary.observe.AttemptTrace;
import tributary.observe.CallTrace;
import tributary.observe.TraceContext;
import tributary.resilience.Deadline;
import tributary.resilience.Latencies;
import tributary.resilience.Ticker;

/**
 * One attempt at a call, from the choice of a URL to the wire: the lower steps of {@link Downstream}, which tells their order.
 * Nothing in here is done again but what has surely not been done: sent to another URL where nothing had been sent, and to the same one
 * where it did not know who asks.
 *
 * <p>Thread-safe: all that attempts share keeps itself.
 */
final class Sending {
    private static final String CANCELLED = "cancelled";
    private static final String AUTHORIZATION = "authorization";
    private static final int UNAUTHORIZED = 401;

    private final Targets targets;
    private final @Nullable Authorization authorization;
    private final String deadlineHeader;
    private final Latencies latencies;
    private final Fullness fullness;
    private final DownstreamCounts counts;
    private final Ticker ticker;

    /** @param authorization null where the service is not shown who asks */
    Sending(
            Targets targets,
            @Nullable Authorization authorization,
            String deadlineHeader,
            Latencies latencies,
            Fullness fullness,
            DownstreamCounts counts,
            Ticker ticker) {
        this.targets = targets;
        this.authorization = authorization;
        this.deadlineHeader = deadlineHeader;
        this.latencies = latencies;
        this.fullness = fullness;
        this.counts = counts;
        this.ticker = ticker;
    }

    /** @param avoided the URL that another attempt has just failed at; {@link Targets#ANY} where there is none */
    Attempted attempt(Attempt attempt, int avoided) throws InterruptedException {
        long start = ticker.nanos();
        Attempted attempted = targets.attempt(
                avoided,
                attempt.asked().request().safe(),
                (transport, target) -> exchanged(transport, target, attempt),
                reply -> Verdict.of(reply, attempt.asked().isFair(ticker.nanos() - start)));
        if (Verdict.isFinal(attempted.reply())) {
            latencies.add(ticker.nanos() - start);
        }
        return attempted;
    }

    /** At this URL, and shown who asks. */
    Attempted exchanged(Transport transport, int target, Attempt attempt) throws InterruptedException {
        WireRequest request = attempt.asked().request();
        if (authorization == null) {
            return sent(transport, target, attempt, request);
        }
        // Asked for again: between two attempts it may have become another, or have come to its end.
        String shown = authorization.value(attempt.by());
        if (shown == null) {
            return Attempted.failed(new AuthFailed(), attempt.number(), target);
        }
        Attempted first = sent(transport, target, attempt, request.with(new Field(AUTHORIZATION, shown)));
        if (first.reply().status() != UNAUTHORIZED) {
            return first;
        }
        authorization.refused(shown);
        String other = request.safe() ? authorization.insteadOf(shown, attempt.by()) : null;
        return other == null ? first : sent(transport, target, attempt, request.with(new Field(AUTHORIZATION, other)));
    }

    private Attempted sent(Transport transport, int target, Attempt attempt, WireRequest request)
            throws InterruptedException {
        Asked asked = attempt.asked();
        CallTrace trace = asked.trace();
        long remainingMillis = asked.deadline().remainingNanos() / 1_000_000;
        if (remainingMillis <= 0) {
            return Attempted.failed(new Timeout(), attempt.number(), target);
        }
        WireRequest sent = request.with(new Field(deadlineHeader, Long.toString(remainingMillis)));
        if (attempt.number() > 1) {
            sent = sent.with(new Field(Downstream.ATTEMPT_HEADER, Integer.toString(attempt.number())));
        }
        long span = 0;
        if (trace.context().recorded()) {
            // The service's own spans hang below this attempt, not below the call: two attempts are two requests to it.
            span = TraceContext.newSpan();
            sent = sent.with(new Field(Downstream.TRACEPARENT, trace.context().traceparent(span)));
        }
        long start = ticker.nanos();
        counts.attempt();
        Exchanged exchanged = null;
        Reply reply = null;
        try {
            exchanged = transport.exchange(sent, attempt.by());
            if (exchanged instanceof Exchanged.None(BulkheadFull _)) {
                fullness.refused();
            }
            reply = Reply.of(exchanged);
            return Attempted.of(exchanged, reply, attempt.number(), target);
        } finally {
            int status = exchanged instanceof WireAnswer answer ? answer.status() : 0;
            counts.answered(status);
            trace.add(new AttemptTrace(
                    attempt.number(),
                    attempt.hedge(),
                    target,
                    span,
                    start,
                    ticker.nanos(),
                    status,
                    reply == null ? CANCELLED : reply instanceof Reply.Failed(Failure failure) ? failure.reason() : "",
                    sent.body() == null ? 0 : sent.body().bytes().length(),
                    exchanged instanceof WireAnswer answer ? answer.body().length() : 0));
        }
    }

    /** See {@link Downstream#probe}. */
    Exchanged probe(int target, WireRequest request, Deadline deadline) throws InterruptedException {
        Transport transport = targets.transport(target);
        if (authorization == null) {
            return transport.exchange(request, deadline);
        }
        String shown = authorization.value(deadline);
        if (shown == null) {
            return new Exchanged.None(new AuthFailed());
        }
        Exchanged exchanged = transport.exchange(request.with(new Field(AUTHORIZATION, shown)), deadline);
        if (exchanged instanceof WireAnswer answer && answer.status() == UNAUTHORIZED) {
            // The next probe will have another.
            authorization.refused(shown);
        }
        return exchanged;
    }
}
