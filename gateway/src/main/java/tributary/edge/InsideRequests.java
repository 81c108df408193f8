package tributary.edge;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import tributary.edge.RequestReader.Refused;
import tributary.edge.admission.Admission.Admitted;
import tributary.engine.Request;
import tributary.json.JsonNull;
import tributary.json.JsonObject;
import tributary.observe.TraceContext;
import tributary.observe.Via;
import tributary.plan.Aggregate;
import tributary.plan.Verb;
import tributary.resilience.Deadline;

/**
 * Requests that the gateway makes of itself: without a connection, a header, a body, a key or limits, but over the same engine and
 * with a place among the requests in flight, which it is the first to give up. They make events and are shown to observers, under
 * the name of who asked; they do not count among those of clients.
 *
 * <p>Thread-safe.
 */
public final class InsideRequests {
    private final Runs runs;

    public InsideRequests(Runs runs) {
        this.runs = runs;
    }

    /**
     * What is asked.
     *
     * @param schedule that wants it, as the configuration calls it
     * @param target path and perhaps a query, as it would stand on the wire
     * @param timeout beside the aggregate's deadline; null for that alone
     */
    public record Asked(
            String schedule, String target, @Nullable Duration timeout) {
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
        Account.Asked shown = new Account.Asked(
                "schedule/" + asked.schedule,
                "",
                Verb.GET.name(),
                asked.path(),
                InsideRun.PROTOCOL,
                Via.schedule(asked.schedule));
        try (InsideRun run = InsideRun.begin(
                runs, shown, Verb.GET, RequestId.of(null), share -> TraceContext.of(null, null, null, share))) {
            return get(run, asked);
        }
    }

    private Ended get(InsideRun run, Asked asked) throws InterruptedException {
        Request request = null;
        try {
            Aggregate aggregate = run.aggregate();
            JsonObject query = RequestReader.query(asked.query());
            Deadline deadline = Deadline.after(aggregate.deadline(), runs.ticker());
            Deadline by = asked.timeout() == null ? deadline : deadline.within(asked.timeout());
            if (!(run.admit(by) instanceof Admitted admitted)) {
                throw new Refused(Problem.overloaded());
            }
            request = new Request(
                    run.id(),
                    run.trace(),
                    run.parameters(),
                    query,
                    JsonObject.EMPTY,
                    JsonObject.EMPTY,
                    JsonNull.NULL,
                    null);
            HttpAnswer document = run.document(
                    admitted, request, by, _ -> {}, (answer, _) -> HttpAnswer.of(answer, aggregate, run.id(), null));
            if (document == null) {
                return brokenOff(run, request, Problem.overloaded());
            }
            // Its events are made: whatever happens now, there are no others.
            request = null;
            HttpAnswer whole = run.handedOver(document, by);
            run.told(whole.status(), whole.outcome());
            return new Ended(whole.status(), whole.outcome());
        } catch (Refused refused) {
            return brokenOff(run, null, refused.problem());
        } catch (InterruptedException e) {
            brokenOff(run, request, Problem.stopping());
            throw e;
        }
    }

    private static Ended brokenOff(InsideRun run, @Nullable Request request, Problem why) {
        run.brokenOff(request, why.status(), why.reason());
        return new Ended(why.status(), why.reason());
    }
}
