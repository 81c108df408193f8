package tributary.edge;

import io.helidon.webserver.CloseConnectionException;
import java.util.function.IntConsumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import tributary.downstream.BodyRoom;
import tributary.edge.RequestReader.Refused;
import tributary.edge.admission.Admission;
import tributary.edge.admission.Admission.Admitted;
import tributary.edge.admission.AdmissionCounts.Reason;
import tributary.edge.admission.Overload;
import tributary.engine.Answer;
import tributary.engine.Engine.Ran;
import tributary.engine.Request;
import tributary.plan.Aggregate;
import tributary.resilience.Deadline;
import tributary.resilience.Priority;
import tributary.resilience.Ticker;

/**
 * An aggregate that is run, for a client, a job or a schedule alike: {@link #admit} takes a place among the requests in flight,
 * {@link #inPlace} does the work there ({@link #document} or {@link #stream}) and gives it back, {@link #handedOver} hands the
 * events to their sinks. Knows no HTTP but the answer that comes of it. Used by the request's own thread.
 */
final class AggregateRun {
    private final Overload overload;
    private final Ticker ticker;
    private final Generation generation;
    private final BodyRoom room;
    private final Account account;
    private final Order order;
    private final Emitting emitting;

    /**
     * What is to be run.
     *
     * @param aggregate one of the generation's
     * @param mayGiveWay whether, if it is bulk, it may be ended for a critical request
     * @param client who asked, as it is shown
     */
    record Order(Aggregate aggregate, Priority priority, boolean mayGiveWay, Ends ends, Supplier<String> client) {}

    AggregateRun(Runs runs, Generation generation, BodyRoom room, Account account, Order order) {
        this.overload = runs.overload();
        this.ticker = runs.ticker();
        this.generation = generation;
        this.room = room;
        this.account = account;
        this.order = order;
        this.emitting = new Emitting(order.aggregate, generation.sinks(), account, order.client);
    }

    /**
     * Asks for a place, which {@link #inPlace} gives back.
     *
     * @param client a hash of who asks
     * @param until there may be waited for one
     */
    Admission admit(int client, Deadline until) throws InterruptedException {
        return overload.queues()
                ? order.ends.during(() -> overload.admit(order.priority, client, order.mayGiveWay, until))
                : overload.admit(order.priority, client, order.mayGiveWay, until);
    }

    /** What is done in a place. */
    interface Work<T> {
        T run() throws Refused, InterruptedException;
    }

    /** What {@code work} returns, which is not begun where an event that it would make is sure to be refused. */
    <T> T inPlace(Admitted admitted, Work<T> work) throws Refused, InterruptedException {
        try (admitted) {
            if (emitting.refusesNow()) {
                throw new Refused(Problem.eventsFull());
            }
            return work.run();
        }
    }

    /**
     * What came of it.
     *
     * @param ownNanos what was not waiting for services
     * @param atNanos when the calls had ended
     */
    record Made(HttpAnswer http, Answer answer, long ownNanos, long atNanos) {}

    /** Makes of a document what is answered. */
    interface Answering {
        /** @param now on the gateway's ticker */
        HttpAnswer of(Answer answer, long now);
    }

    /**
     * Runs the calls and makes the document.
     *
     * @param told of the slot of each call that has ended, by the call's own thread
     * @return null where a critical request has got its place
     */
    @Nullable
    Made document(Admitted admitted, Request request, Deadline deadline, IntConsumer told, Answering answering)
            throws InterruptedException {
        return made(
                admitted,
                request,
                () -> order.ends.during(() -> admitted.during(() -> room.during(
                        order.priority, () -> generation.engine().run(order.aggregate, request, deadline, told)))),
                answering);
    }

    /** As {@link #document}, but {@code stream} gets each part; the last is its owner's to write. */
    @Nullable
    Made stream(Admitted admitted, Request request, Deadline deadline, StreamAnswer stream)
            throws InterruptedException {
        return made(
                admitted,
                request,
                () -> room.during(
                        order.priority,
                        () -> generation.engine().stream(
                                // A client that reads slowly keeps no place from others: what is left is writing.
                                order.aggregate, request, deadline, StreamAnswer.QUIET, stream, admitted::close)),
                (answer, _) -> HttpAnswer.streamed(HttpAnswer.outcome(answer), stream.bytes()));
    }

    private interface Calls {
        Ran run() throws InterruptedException;
    }

    private @Nullable Made made(Admitted admitted, Request request, Calls calls, Answering answering)
            throws InterruptedException {
        long start = ticker.nanos();
        Ran ran;
        try {
            ran = calls.run();
        } catch (InterruptedException e) {
            if (!admitted.gaveWay()) {
                throw e;
            }
            overload.countRefused(order.priority, Reason.GAVE_WAY);
            return null;
        }
        long end = ticker.nanos();
        long own = end - start - ran.waitedNanos();
        account.tookItself(own);
        HttpAnswer answer = answering.of(ran.answer(), end);
        emitting.made(request, ran.answer().calls(), answer.status(), answer.outcome());
        long merged = ticker.nanos();
        admitted.served(merged - start - ran.waitedNanos(), merged - start);
        return new Made(answer, ran.answer(), own, end);
    }

    /**
     * Nobody will be answered, or not with what came of the calls.
     *
     * @param request null where it was not even read, so that no event is made
     */
    void brokenOff(@Nullable Request request, int status, String outcome) {
        if (request != null) {
            emitting.cancelled(request, status, outcome);
        }
    }

    /**
     * Hands its events over, with no place among the requests in flight: who waits for a sink keeps no other from being served.
     *
     * @return {@code answer}, or that there was no room for an event which must not be missing
     * @throws InterruptedException where it was ended while it waited and nothing is answered yet; its events are handed over
     *     as far as there is room
     * @throws CloseConnectionException the same where the client left
     */
    HttpAnswer handedOver(HttpAnswer answer, Deadline deadline) throws InterruptedException {
        if (!emitting.hasSome()) {
            return answer;
        }
        boolean taken;
        try {
            taken = order.ends.during(() -> emitting.handOver(deadline));
        } catch (CloseConnectionException | InterruptedException e) {
            if (!answer.isWritten()) {
                throw e;
            }
            taken = false;
        } finally {
            // Where it has ended early, or never begun since the client was gone.
            emitting.handOverRest();
        }
        return taken || answer.isWritten() ? answer : HttpAnswer.of(Problem.eventsFull(), account.id());
    }
}
