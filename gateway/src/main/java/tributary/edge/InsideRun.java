package tributary.edge;

import io.helidon.webserver.CloseConnectionException;
import java.util.Optional;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;
import tributary.downstream.BodyRoom;
import tributary.edge.AggregateRun.Answering;
import tributary.edge.AggregateRun.Made;
import tributary.edge.RequestReader.Refused;
import tributary.edge.Routes.Match;
import tributary.edge.admission.Admission;
import tributary.edge.admission.Admission.Admitted;
import tributary.engine.Request;
import tributary.json.JsonObject;
import tributary.observe.RequestTrace;
import tributary.observe.TraceContext;
import tributary.plan.Aggregate;
import tributary.plan.Plan;
import tributary.plan.Verb;
import tributary.resilience.Deadline;
import tributary.resilience.Priority;

/**
 * A request that no connection brought, from the plan that serves when it begins to what observers are told of it. It has the
 * priority of bulk, whatever its aggregate's: whoever waits for an answer goes first. It keeps its plan until it is closed.
 *
 * <p>Used by one thread, which its owner may interrupt.
 */
final class InsideRun implements AutoCloseable {
    static final String PROTOCOL = "inside";

    private final Runs runs;
    private final Account.Asked asked;
    private final Generation generation;
    private final BodyRoom room;
    private final Account account;
    private final @Nullable Found found;

    /** What the target leads to. */
    private record Found(Aggregate aggregate, JsonObject parameters, AggregateRun run, RequestTrace trace) {}

    private InsideRun(Runs runs, Account.Asked asked, Verb verb, String id, Tracing tracing, Generation generation) {
        this.runs = runs;
        this.asked = asked;
        this.generation = generation;
        this.room = runs.overload().room();
        this.account = new Account(
                id, tracing.context(generation.tracedShare()), runs.ticker().nanos());
        this.found = generation.routes().find(verb, asked.path())
                        instanceof Match.Found(Aggregate aggregate, JsonObject parameters)
                ? found(aggregate, parameters)
                : null;
    }

    /** Which trace it is part of. */
    interface Tracing {
        /** @param share of the traces begun here that are recorded */
        TraceContext context(double share);
    }

    /** By the plan that serves now. */
    static InsideRun begin(Runs runs, Account.Asked asked, Verb verb, String id, Tracing tracing) {
        Generation generation = runs.generations().take();
        boolean begun = false;
        try {
            InsideRun run = new InsideRun(runs, asked, verb, id, tracing, generation);
            begun = true;
            return run;
        } finally {
            if (!begun) {
                generation.givenBack();
            }
        }
    }

    private Found found(Aggregate aggregate, JsonObject parameters) {
        account.isFor(aggregate);
        AggregateRun run = new AggregateRun(
                runs,
                generation,
                room,
                account,
                new AggregateRun.Order(aggregate, Priority.BULK, aggregate.safe(), Ends.owner(), asked::client));
        return new Found(aggregate, parameters, run, account.calls(aggregate));
    }

    String id() {
        return account.id();
    }

    /** Whether its target leads to an aggregate: the plan may be another than the one that had it asked. */
    boolean leadsSomewhere() {
        return found != null;
    }

    Plan plan() {
        return generation.plan();
    }

    Aggregate aggregate() throws Refused {
        return known().aggregate;
    }

    /** Those in its path. */
    JsonObject parameters() throws Refused {
        return known().parameters;
    }

    RequestTrace trace() throws Refused {
        return known().trace;
    }

    private Found known() throws Refused {
        if (found == null) {
            throw new Refused(Problem.notFound());
        }
        return found;
    }

    /** Asks for a place, for {@link #document}. */
    Admission admit(Deadline until) throws Refused, InterruptedException {
        return known().run.admit(asked.client().hashCode(), until);
    }

    /**
     * The document, or why there is none; its events are made and not handed over.
     *
     * @param told see {@link AggregateRun#document}
     * @return null where a critical request has got its place
     */
    @Nullable
    HttpAnswer document(Admitted admitted, Request request, Deadline deadline, IntConsumer told, Answering answering)
            throws Refused, InterruptedException {
        AggregateRun run = known().run;
        return run.inPlace(
                        admitted, () -> Optional.ofNullable(run.document(admitted, request, deadline, told, answering)))
                .map(Made::http)
                .orElse(null);
    }

    /** See {@link AggregateRun#handedOver}. */
    HttpAnswer handedOver(HttpAnswer answer, Deadline deadline) throws InterruptedException {
        try {
            return found == null ? answer : found.run.handedOver(answer, deadline);
        } catch (CloseConnectionException e) {
            throw new IllegalStateException("there is no connection", e);
        }
    }

    /** It came to nothing; its events, which are made of that, are handed over as far as there is room. */
    void brokenOff(@Nullable Request request, int status, String outcome) {
        if (found != null) {
            found.run.brokenOff(request, status, outcome);
        }
        told(status, outcome);
    }

    /** It has ended: observers hear of it. */
    void told(int status, String outcome) {
        long now = runs.ticker().nanos();
        account.endsAs(outcome);
        runs.observers().ended(account.ended(status, false, now), () -> account.record(asked, status, false, 0, now));
    }

    @Override
    public void close() {
        try (room) {
            generation.givenBack();
        }
    }
}
