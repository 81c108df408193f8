package tributary.engine;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;
import tributary.downstream.Downstream;
import tributary.downstream.Failure;
import tributary.downstream.Failure.BadInput;
import tributary.downstream.Failure.Overloaded;
import tributary.downstream.Failure.TemplateUnresolved;
import tributary.downstream.Failure.Timeout;
import tributary.downstream.Reply;
import tributary.downstream.WireRequest;
import tributary.downstream.WireRequest.Field;
import tributary.engine.Answer.Ended;
import tributary.engine.Outcome.Answered;
import tributary.engine.Outcome.Defaulted;
import tributary.engine.Outcome.Failed;
import tributary.engine.Outcome.Skipped;
import tributary.engine.Outcome.Timing;
import tributary.expression.Expression;
import tributary.expression.ExpressionException;
import tributary.json.JsonValue;
import tributary.observe.CallTrace;
import tributary.observe.CallTrace.End;
import tributary.plan.Aggregate;
import tributary.plan.Attempts;
import tributary.plan.Call;
import tributary.plan.UnresolvedException;
import tributary.resilience.Deadline;

/**
 * The calls of one request. {@link #runLane} is what a thread does: for each call of its lane wait for what the call needs, make
 * its request, send it, say how it ended.
 *
 * <p>Threads share the outcomes and the requests already sent, each written once by one call's thread. Whoever reads a value
 * has waited for its call, or comes after it on its lane.
 */
final class FanOut {
    private final Prepared prepared;
    private final Aggregate aggregate;
    private final Request request;
    private final Deadline deadline;
    private final Sparing sparing;
    private final Waiting waiting;
    private final RequestDocument document;
    private final List<Field> passedOn;
    private final AtomicReferenceArray<@Nullable Outcome> outcomes;

    /** By slot: what calls on other lanes wait for. A required call's failure never gets here: those who wait are cancelled. */
    private final @Nullable CountDownLatch[] ended;

    private final IntConsumer told;
    private final Map<Sent, CompletableFuture<Reply>> sent = new ConcurrentHashMap<>(4);

    /** @param told of the slot of each call that has ended */
    FanOut(Prepared prepared, Request request, Deadline deadline, Sparing sparing, IntConsumer told) {
        this.told = told;
        this.prepared = prepared;
        this.aggregate = prepared.aggregate();
        this.request = request;
        this.deadline = deadline;
        this.sparing = sparing;
        this.waiting = new Waiting(deadline.ticker());
        this.passedOn = RequestBuilder.passedOn(request);
        int calls = aggregate.calls().size();
        this.outcomes = new AtomicReferenceArray<>(calls);
        this.ended = new CountDownLatch[calls];
        for (int slot = 0; slot < calls; slot++) {
            ended[slot] = prepared.lanes().isAwaited(slot) ? new CountDownLatch(1) : null;
        }
        this.document = new RequestDocument(aggregate, request, this::value, null);
    }

    /** Makes the calls of a lane one after the other; whether one has decided how the request ends. */
    boolean runLane(int number) throws InterruptedException {
        for (Call call : prepared.lanes().lane(number)) {
            if (run(call) instanceof Failed) {
                return true;
            }
        }
        return false;
    }

    /** Makes {@code call} once all it needs is there. */
    private Outcome run(Call call) throws InterruptedException {
        for (Call.Need need : call.needs()) {
            CountDownLatch other = ended[need.slot()];
            if (other != null) {
                // It always comes, by the deadline, or this thread is cancelled.
                other.await();
            }
        }
        long start = deadline.ticker().nanos();
        CallTrace trace = request.trace().begins(call.slot(), start);
        Outcome outcome = null;
        try {
            outcome = outcome(call, start);
        } finally {
            ended(trace, outcome);
        }
        outcomes.set(call.slot(), outcome);
        CountDownLatch mine = ended[call.slot()];
        if (mine != null && !(outcome instanceof Failed)) {
            mine.countDown();
        }
        told.accept(call.slot());
        return outcome;
    }

    private void ended(CallTrace trace, @Nullable Outcome outcome) {
        if (outcome == null) {
            trace.cancelled(deadline.ticker().nanos());
            return;
        }
        End end =
                switch (outcome) {
                    case Answered _ -> End.ANSWERED;
                    case Skipped _ -> End.SKIPPED;
                    case Defaulted _ -> End.DEFAULTED;
                    case Failed _ -> End.FAILED;
                };
        Failure missing = outcome.missing();
        int status = outcome instanceof Answered answered ? answered.status() : missing == null ? 0 : missing.status();
        Timing timing = outcome.timing();
        trace.ended(end, missing == null ? "" : missing.reason(), status, timing.requests(), timing.endNanos());
    }

    private Outcome outcome(Call call, long start) throws InterruptedException {
        try {
            Expression when = call.when();
            if (when != null && !Expression.truthy(evaluate(when))) {
                return new Skipped(call.fallback(), timing(start, 0));
            }
            if (sparing.leavesOut(call, aggregate.priority())) {
                return missing(call, new Overloaded(), start, 0);
            }
            Call.ForEach forEach = call.forEach();
            return forEach == null ? once(call, start) : new Elements(this, call, forEach, start).outcome();
        } catch (UnresolvedException e) {
            return missing(call, unresolved(e), start, 0);
        }
    }

    private Outcome once(Call call, long start) throws InterruptedException, UnresolvedException {
        return switch (send(call, build(call, document))) {
            case Reply.Answered(int status, JsonValue value) -> new Answered(value, status, timing(start, 1));
            case Reply.Failed(Failure failure) -> missing(call, failure, start, 1);
        };
    }

    /** A call without a usable answer: the end of the request, or a default. */
    Outcome missing(Call call, Failure failure, long start, int requests) {
        if (!call.optional()) {
            return new Failed(failure, timing(start, requests));
        }
        return new Defaulted(call.fallback(), ofOptional(failure), 1, timing(start, requests));
    }

    /**
     * What is told of an optional call's failure: that the client's input did not do for this call, where so; the request itself
     * is not bad for that.
     */
    static Failure ofOptional(Failure failure) {
        return failure instanceof BadInput(String why) ? new TemplateUnresolved(why) : failure;
    }

    static Failure unresolved(UnresolvedException e) {
        String why = Objects.requireNonNullElse(e.getMessage(), "");
        return e.clientInput() ? new BadInput(why) : new TemplateUnresolved(why);
    }

    /** Sends {@code wire}, or waits for the same request where another call of this one has sent it already. */
    Reply send(Call call, WireRequest wire) throws InterruptedException {
        if (!prepared.mayShare(call) || !wire.safe() || wire.body() != null) {
            return answered(call, ask(call, wire));
        }
        CompletableFuture<Reply> mine = new CompletableFuture<>();
        CompletableFuture<Reply> first =
                sent.putIfAbsent(new Sent(call.service().name(), attempts(call), wire), mine);
        if (first != null) {
            takesFromAnother(call);
            return answered(call, await(first));
        }
        Reply reply = ask(call, wire);
        mine.complete(reply);
        return answered(call, reply);
    }

    /** Who asks us again has retries of its own; ours on top of them would multiply. */
    private Attempts attempts(Call call) {
        Attempts attempts = call.attempts();
        return attempts.several() && request.header().get(Downstream.ATTEMPT_HEADER) != null
                ? attempts.once()
                : attempts;
    }

    private Reply ask(Call call, WireRequest wire) throws InterruptedException {
        Quickest quickest = prepared.quickest(call);
        long start = waiting.begins();
        Reply reply = null;
        try {
            if (sparing.isHopeless(deadline.remainingNanos(), quickest.nanos(start))) {
                return new Reply.Failed(new Timeout());
            }
            reply = prepared.service(call).call(wire, attempts(call), deadline, trace(call));
            return reply;
        } finally {
            long end = waiting.ends();
            if (reply instanceof Reply.Answered) {
                quickest.add(end, end - start);
            }
        }
    }

    /** One of its requests need not be sent: an equal one is. */
    void takesFromAnother(Call call) {
        trace(call).takenFromAnother();
    }

    private CallTrace trace(Call call) {
        return Objects.requireNonNull(request.trace().call(call.slot()));
    }

    private static Reply answered(Call call, Reply reply) {
        if (call.onStatus().isEmpty()) {
            return reply;
        }
        JsonValue value = call.onStatus().get(reply.status());
        return value == null ? reply : new Reply.Answered(reply.status(), value);
    }

    JsonValue evaluate(Expression expression) throws UnresolvedException {
        try {
            return expression.evaluate(document);
        } catch (ExpressionException e) {
            throw UnresolvedException.of(expression, e);
        }
    }

    /** Null where the call has not ended. */
    @Nullable
    Outcome outcome(int slot) {
        return outcomes.get(slot);
    }

    JsonValue value(int slot) {
        return Objects.requireNonNull(outcomes.get(slot)).value();
    }

    WireRequest build(Call call, JsonValue item) throws UnresolvedException {
        return build(call, document.withItem(item));
    }

    private WireRequest build(Call call, RequestDocument over) throws UnresolvedException {
        return RequestBuilder.build(prepared, call, request, passedOn, over);
    }

    Timing timing(long start, int requests) {
        return new Timing(start, deadline.ticker().nanos(), requests);
    }

    /** How long at least one call was under way. */
    long waitedNanos() {
        return waiting.nanos();
    }

    /** Every call and how it ended; one that has not by now has run out of time. */
    List<Ended> ended() {
        List<Ended> ended = new ArrayList<>(aggregate.calls().size());
        boolean refused = false;
        for (Call call : aggregate.calls()) {
            refused |= outcomes.get(call.slot()) instanceof Failed;
        }
        for (Call call : aggregate.calls()) {
            Outcome outcome = outcomes.get(call.slot());
            if (outcome != null) {
                ended.add(new Ended(call, outcome));
            } else if (!refused) {
                Outcome late = missing(call, new Timeout(), deadline.ticker().nanos(), 0);
                CallTrace trace = request.trace().call(call.slot());
                if (trace != null) {
                    ended(trace, late);
                }
                ended.add(new Ended(call, late));
            }
        }
        return ended;
    }

    /** Waits for what another call's thread completes. It always does, by the deadline, or this thread is cancelled. */
    private static <T> T await(CompletableFuture<T> future) throws InterruptedException {
        try {
            return future.get();
        } catch (ExecutionException e) {
            throw new IllegalStateException("nobody fails a slot", e);
        }
    }

    /** A request that equals another one: the same service, target and headers, with the same patience. */
    private record Sent(String service, Attempts attempts, WireRequest wire) {}
}
