package tributary.edge;

import io.helidon.http.HeaderName;
import io.helidon.http.Method;
import io.helidon.webserver.CloseConnectionException;
import io.helidon.webserver.http.ServerRequest;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import tributary.downstream.WireRequest.Field;
import tributary.edge.AggregateRun.Made;
import tributary.edge.RequestReader.Refused;
import tributary.edge.admission.Admission;
import tributary.edge.admission.Admission.Admitted;
import tributary.edge.admission.AdmissionCounts.Reason;
import tributary.edge.client.Caller;
import tributary.edge.connection.Absence;
import tributary.edge.connection.Presence;
import tributary.engine.Request;
import tributary.jobs.Jobs;
import tributary.json.JsonObject;
import tributary.plan.Aggregate;
import tributary.resilience.Deadline;

/**
 * What is answered to a client that asks for an aggregate and may: the whole document, its parts as they come, or where to find
 * them later.
 *
 * <p>Thread-safe.
 */
final class ClientRequests {
    private final Runs runs;
    private final Drain drain;
    private final @Nullable JobRequests jobs;

    /** @param jobs null where there are none */
    ClientRequests(Runs runs, Drain drain, @Nullable JobRequests jobs) {
        this.runs = runs;
        this.drain = drain;
        this.jobs = jobs;
    }

    /**
     * What is asked for.
     *
     * @param parameters of its path
     * @param form null where the client gets the whole document
     */
    private record Wanted(
            Visit visit,
            Aggregate aggregate,
            JsonObject parameters,
            StreamAnswer.@Nullable Form form,
            AggregateRun run) {}

    HttpAnswer answer(Visit visit, Aggregate aggregate, JsonObject parameters, Caller caller)
            throws Refused, InterruptedException {
        if (visit.takesNothing()) {
            throw new Refused(Problem.noCoding());
        }
        ServerRequest sent = visit.sent();
        StreamAnswer.Form form = form(sent, aggregate);
        if (form != null && Method.HEAD.equals(sent.prologue().method())) {
            // Whatever the calls would come to, the head would be this one.
            return StreamAnswer.head(form, visit);
        }
        Preference preference = form == null ? preference(sent, aggregate) : null;
        Deadline deadline =
                Deadline.after(deadline(aggregate, visit.generation().deadlineHeader(), sent), runs.ticker());
        Wanted wanted = new Wanted(visit, aggregate, parameters, form, run(visit, aggregate));
        Request read = null;
        if (aggregate.readsBody()) {
            // Who would find no place hears so before the body is read. But the place is taken behind it: clients may
            // send for a long time, which is no work of ours.
            if (runs.overload().refuses(aggregate.priority())) {
                return shed(visit, Shed.answer(visit.id()));
            }
            read = read(wanted);
        }
        return switch (wanted.run.admit(caller.identity(), deadline)) {
            case Admission.Refused(int retryAfterSeconds) -> shed(visit, Shed.answer(visit.id(), retryAfterSeconds));
            case Admitted admitted ->
                jobs != null && preference != null
                        ? later(wanted, read, caller, admitted, deadline, preference, jobs)
                        : now(wanted, read, admitted, deadline);
        };
    }

    private AggregateRun run(Visit visit, Aggregate aggregate) {
        return new AggregateRun(
                runs,
                visit.generation(),
                visit.room(),
                visit.account(),
                new AggregateRun.Order(
                        aggregate,
                        aggregate.priority(),
                        !aggregate.method().writes(),
                        Ends.of(drain, Presence.of(visit.sent())),
                        visit::client));
    }

    /** Has it done as a job. Whoever waits for that, or for the disk that keeps it, needs no place. */
    private HttpAnswer later(
            Wanted wanted,
            @Nullable Request read,
            Caller caller,
            Admitted admitted,
            Deadline deadline,
            Preference preference,
            JobRequests jobs)
            throws Refused {
        Jobs.Asked asked;
        try (admitted) {
            Request request = read == null ? read(wanted) : read;
            asked = jobs.asked(wanted.visit, wanted.aggregate, request, caller);
        }
        return jobs.accept(wanted.visit, asked, preference, deadline);
    }

    private HttpAnswer now(Wanted wanted, @Nullable Request read, Admitted admitted, Deadline deadline)
            throws Refused, InterruptedException {
        HttpAnswer answer = wanted.run.inPlace(
                admitted, () -> worked(wanted, read == null ? read(wanted) : read, admitted, deadline));
        return wanted.run.handedOver(answer, deadline);
    }

    private HttpAnswer worked(Wanted wanted, Request request, Admitted admitted, Deadline deadline)
            throws InterruptedException {
        try {
            return wanted.form == null
                    ? document(wanted, request, admitted, deadline)
                    : streamed(wanted, wanted.form, request, admitted, deadline);
        } catch (CloseConnectionException gone) {
            Absence absence = Presence.of(wanted.visit.sent()).absence();
            wanted.run.brokenOff(request, absence.status(), absence.reason());
            throw gone;
        } catch (InterruptedException e) {
            wanted.run.brokenOff(request, 503, Problem.stopping().reason());
            throw e;
        }
    }

    private HttpAnswer document(Wanted wanted, Request request, Admitted admitted, Deadline deadline)
            throws InterruptedException {
        Visit visit = wanted.visit;
        Aggregate aggregate = wanted.aggregate;
        Made made = wanted.run.document(
                admitted,
                request,
                deadline,
                _ -> {},
                // Packed here, and not when it is written: that is work too, and whoever works has a place.
                (answer, now) -> visit.packed(HttpAnswer.of(answer, aggregate, visit.id(), visit.explanation(now))));
        if (made == null) {
            HttpAnswer shed = Shed.answer(visit.id());
            wanted.run.brokenOff(request, shed.status(), shed.outcome());
            return shed;
        }
        visit.generation().counts(aggregate).answered(made.answer());
        if (!visit.generation().plan().telemetry().serverTiming()) {
            return made.http();
        }
        long whole = runs.ticker().nanos() - visit.account().start();
        return made.http()
                .with(new Field("Server-Timing", ServerTiming.of(made.answer().calls(), made.ownNanos(), whole)));
    }

    /** Writes the parts itself; what it returns says how it ended. Refusals have come before, as documents. */
    private HttpAnswer streamed(
            Wanted wanted, StreamAnswer.Form form, Request request, Admitted admitted, Deadline deadline) {
        Visit visit = wanted.visit;
        Presence client = Presence.of(visit.sent());
        boolean ends = drain.announced() || runs.overload().closesConnections();
        AggregateHandler.writeHead(
                200, visit.id(), ends && AggregateHandler.speaksHttp1(visit.sent()), visit.carried(), visit.response());
        StreamAnswer stream = StreamAnswer.begin(
                form, client, Ends.of(drain, client).and(admitted), visit, wanted.aggregate.showProblems());
        Problem brokenOff;
        try {
            Made made = wanted.run.stream(admitted, request, deadline, stream);
            if (made != null) {
                visit.generation().counts(wanted.aggregate).answered(made.answer());
                stream.end(made.answer(), visit.explanation(made.atNanos()), visit.id());
                return HttpAnswer.streamed(made.http().outcome(), stream.bytes());
            }
            brokenOff = Problem.overloaded();
        } catch (InterruptedException e) {
            brokenOff = Problem.stopping();
        }
        wanted.run.brokenOff(request, brokenOff.status(), brokenOff.reason());
        stream.end(brokenOff, visit.id());
        return HttpAnswer.streamed(brokenOff.reason(), stream.bytes());
    }

    /** Null where the client wants its answer now. */
    private @Nullable Preference preference(ServerRequest sent, Aggregate aggregate) {
        return jobs == null
                        || aggregate.delivery().async() == null
                        || Method.HEAD.equals(sent.prologue().method())
                ? null
                : Preference.of(sent.headers());
    }

    /** Null where the client gets the whole document. */
    private static StreamAnswer.@Nullable Form form(ServerRequest sent, Aggregate aggregate) throws Refused {
        String accept = Accept.of(sent.headers());
        StreamAnswer.Form form = aggregate.delivery().stream() ? Accept.form(accept) : null;
        if (form == null && !Accept.takesJson(accept)) {
            throw new Refused(Problem.notAcceptable(
                    aggregate.delivery().stream() ? HttpAnswer.JSON + StreamAnswer.FORMS : HttpAnswer.JSON));
        }
        return form;
    }

    private Request read(Wanted wanted) throws Refused {
        Visit visit = wanted.visit;
        RequestReader reader =
                new RequestReader(visit.generation().plan().server().limits().maxRequestBody(), visit.room());
        try {
            Request read =
                    Presence.of(visit.sent()).reading(() -> reader.read(visit, wanted.aggregate, wanted.parameters));
            visit.account()
                    .read(read.payload() == null ? 0 : read.payload().bytes().length());
            return read;
        } catch (Refused refused) {
            if (refused.problem().status() == 503) {
                runs.overload().countRefused(wanted.aggregate.priority(), Reason.BODY_MEMORY);
            }
            throw refused;
        }
    }

    /** Says that there is no place, and keeps the connection where little of the request is left to read. */
    private static HttpAnswer shed(Visit visit, HttpAnswer answer) {
        ServerRequest sent = visit.sent();
        if (!AggregateHandler.unread(sent)) {
            return answer;
        }
        if (!AggregateHandler.costsLittleToSkip(sent)) {
            return AggregateHandler.closing(answer, sent);
        }
        return Presence.of(sent).reading(() -> {
            sent.content().consume();
            return answer;
        });
    }

    /** The aggregate's own, or the shorter one that the client asks for. */
    private static Duration deadline(Aggregate aggregate, HeaderName name, ServerRequest sent) throws Refused {
        if (!sent.headers().contains(name)) {
            return aggregate.deadline();
        }
        String asked = sent.headers().get(name).get().strip();
        if (asked.isEmpty() || !asked.chars().allMatch(c -> c >= '0' && c <= '9') || asked.matches("0+")) {
            throw new Refused(
                    Problem.badRequest("header '" + name.lowerCase() + "' is not a number of milliseconds above 0"));
        }
        // What does not fit into a number is no shorter than any deadline we have.
        if (asked.length() > 12) {
            return aggregate.deadline();
        }
        Duration wanted = Duration.ofMillis(Long.parseLong(asked));
        return wanted.compareTo(aggregate.deadline()) < 0 ? wanted : aggregate.deadline();
    }
}
