package tributary.edge;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import tributary.downstream.BodyRoom;
import tributary.edge.RequestReader.Refused;
import tributary.edge.Routes.Match;
import tributary.edge.admission.Admission;
import tributary.edge.admission.Admission.Admitted;
import tributary.edge.admission.AdmissionCounts.Reason;
import tributary.edge.admission.Overload;
import tributary.engine.Engine.Ran;
import tributary.engine.Request;
import tributary.json.JsonNull;
import tributary.json.JsonObject;
import tributary.observe.Observer;
import tributary.observe.Observers;
import tributary.observe.RequestRecord;
import tributary.observe.RequestTrace;
import tributary.observe.TraceContext;
import tributary.plan.Aggregate;
import tributary.plan.Verb;
import tributary.resilience.Deadline;
import tributary.resilience.Priority;
import tributary.resilience.Ticker;

/**
 * Requests that the gateway makes of itself: without a connection, a header, a body, a key or limits, but over the same engine and
 * with a place among the requests in flight, which it is the first to give up. They are shown to observers, under the name of
 * who asked; they do not count among those of clients.
 *
 * <p>Thread-safe.
 */
public final class InsideRequests {
    private static final String PROTOCOL = "inside";

    private final Generations generations;
    private final Overload overload;
    private final Observers observers;
    private final Ticker ticker;

    public InsideRequests(Generations generations, Overload overload, Observers observers, Ticker ticker) {
        this.generations = generations;
        this.overload = overload;
        this.observers = observers;
        this.ticker = ticker;
    }

    /**
     * What is asked.
     *
     * @param asker takes the client's place where the request is shown
     * @param target path and perhaps a query, as it would stand on the wire
     * @param timeout beside the aggregate's deadline; null for that alone
     */
    public record Asked(
            String asker, String target, @Nullable Duration timeout) {
        String path() {
            int query = target.indexOf('?');
            return query < 0 ? target : target.substring(0, query);
        }

        String query() {
            int query = target.indexOf('?');
            return query < 0 ? "" : target.substring(query + 1);
        }
    }

    /**
     * How it ended.
     *
     * @param outcome {@code ok}, {@code partial}, or the reason in the problem document
     */
    public record Ended(int status, String outcome) {
        public boolean whole() {
            return outcome.equals(HttpAnswer.OK);
        }
    }

    /**
     * Gets it, by the plan that serves now.
     *
     * @throws InterruptedException where it is ended meanwhile; all its calls have been too
     */
    public Ended get(Asked asked) throws InterruptedException {
        Generation generation = generations.take();
        try (BodyRoom room = overload.room()) {
            return get(generation, room, asked);
        } finally {
            generation.givenBack();
        }
    }

    private Ended get(Generation generation, BodyRoom room, Asked asked) throws InterruptedException {
        long start = ticker.nanos();
        // The plan may be another than the one that had it asked.
        if (!(generation.routes().find(Verb.GET, asked.path())
                instanceof Match.Found(Aggregate aggregate, JsonObject path))) {
            return of(Problem.notFound());
        }
        RequestTrace trace = new RequestTrace(
                TraceContext.of(null, null, null, generation.tracedShare()),
                aggregate.calls().size());
        Request request;
        try {
            JsonObject query = RequestReader.query(asked.query());
            request = new Request(
                    RequestId.of(null), trace, path, query, JsonObject.EMPTY, JsonObject.EMPTY, JsonNull.NULL, null);
        } catch (Refused refused) {
            return of(refused.problem());
        }
        Deadline deadline = Deadline.after(aggregate.deadline(), ticker);
        Deadline by = asked.timeout() == null ? deadline : deadline.within(asked.timeout());
        Ended ended =
                switch (overload.admit(Priority.BULK, asked.asker().hashCode(), true, by)) {
                    case Admission.Refused _ -> of(Problem.overloaded());
                    case Admitted admitted -> {
                        try (admitted) {
                            yield served(generation, room, aggregate, request, by, admitted);
                        }
                    }
                };
        observe(asked, aggregate, request, ended, start);
        return ended;
    }

    private Ended served(
            Generation generation,
            BodyRoom room,
            Aggregate aggregate,
            Request request,
            Deadline deadline,
            Admitted admitted)
            throws InterruptedException {
        long start = ticker.nanos();
        Ran ran;
        try {
            ran = admitted.during(
                    () -> room.during(Priority.BULK, () -> generation.engine().run(aggregate, request, deadline)));
        } catch (InterruptedException e) {
            if (!admitted.gaveWay()) {
                throw e;
            }
            overload.countRefused(Priority.BULK, Reason.GAVE_WAY);
            return of(Problem.overloaded());
        }
        HttpAnswer answer = HttpAnswer.of(ran.answer(), aggregate, request.id(), null);
        long whole = ticker.nanos() - start;
        admitted.served(whole - ran.waitedNanos(), whole);
        return new Ended(answer.status(), answer.outcome());
    }

    private static Ended of(Problem problem) {
        return new Ended(problem.status(), problem.reason());
    }

    private void observe(Asked asked, Aggregate aggregate, Request request, Ended ended, long start) {
        long elapsed = ticker.nanos() - start;
        TraceContext trace = request.trace().context();
        observers.ended(
                new Observer.Ended(ended.status(), ended.outcome(), elapsed, trace.recorded(), false),
                () -> new RequestRecord(
                        request.id(),
                        trace,
                        trace.recorded() ? TraceContext.newSpan() : 0,
                        RequestRecord.epochNanosAgo(elapsed),
                        start,
                        elapsed,
                        asked.asker(),
                        "",
                        Verb.GET.name(),
                        asked.path(),
                        aggregate.name(),
                        PROTOCOL,
                        ended.status(),
                        ended.outcome(),
                        false,
                        0,
                        0,
                        -1,
                        Visit.calls(aggregate, request.trace()),
                        ""));
    }
}
