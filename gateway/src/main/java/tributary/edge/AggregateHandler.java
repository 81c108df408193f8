package tributary.edge;

import io.helidon.http.Header;
import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.http.Method;
import io.helidon.http.RequestException;
import io.helidon.http.ServerRequestHeaders;
import io.helidon.http.Status;
import io.helidon.webserver.CloseConnectionException;
import io.helidon.webserver.http.Handler;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tributary.downstream.BodyRoom;
import tributary.downstream.Bytes;
import tributary.downstream.WireRequest.Field;
import tributary.edge.RequestReader.Refused;
import tributary.edge.Routes.Match;
import tributary.edge.admission.Admission;
import tributary.edge.admission.Admission.Admitted;
import tributary.edge.admission.AdmissionCounts.Reason;
import tributary.edge.admission.Overload;
import tributary.edge.client.Caller;
import tributary.edge.connection.Presence;
import tributary.engine.Audience;
import tributary.engine.Engine;
import tributary.engine.Engine.Ran;
import tributary.engine.Request;
import tributary.jobs.Accepted;
import tributary.jobs.Jobs;
import tributary.json.JsonObject;
import tributary.observe.Observers;
import tributary.plan.Access;
import tributary.plan.Aggregate;
import tributary.plan.Verb;
import tributary.resilience.Deadline;
import tributary.resilience.Ticker;

/**
 * The whole way of a request: find its aggregate, read it, run the calls, write the answer. The thread is the connection's
 * own and may block.
 *
 * <p>Thread-safe: a request takes the current {@link Generation} once; beside it requests share the {@link Drain} and the
 * {@link Overload}.
 */
public final class AggregateHandler implements Handler {
    private static final System.Logger LOG = System.getLogger("tributary.edge");
    private static final int SKIPPED = 16 * 1024;

    private static final String CLIENT_LEFT = "client-left";

    /** What proxies log where a client closed the connection first. */
    private static final int NOBODY = 499;

    private static final HeaderName REQUEST_ID = HeaderNames.create("X-Request-Id");
    private static final Header NO_STORE = HeaderValues.createCached(HeaderNames.CACHE_CONTROL, "no-store");
    private static final Header NO_SNIFFING = HeaderValues.createCached(HeaderNames.X_CONTENT_TYPE_OPTIONS, "nosniff");
    private static final Header JSON = HeaderValues.createCached(HeaderNames.CONTENT_TYPE, HttpAnswer.JSON);

    private final Generations generations;
    private final Drain drain;
    private final Overload overload;
    private final Observers observers;
    private final Ticker ticker;
    private final @Nullable JobRequests jobs;

    /**
     * @param observers are told of each request when it has ended
     * @param jobs null where there are none
     */
    public AggregateHandler(
            Generations generations,
            Drain drain,
            Overload overload,
            Observers observers,
            Ticker ticker,
            @Nullable Jobs jobs) {
        this.jobs = jobs == null ? null : new JobRequests(jobs, drain);
        this.generations = generations;
        this.drain = drain;
        this.overload = overload;
        this.observers = observers;
        this.ticker = ticker;
    }

    @Override
    public void handle(ServerRequest sent, ServerResponse response) {
        drain.begins();
        Generation generation = generations.take();
        // The room is closed when the answer is written: that may hold parts of any body.
        try (BodyRoom room = overload.room()) {
            handle(generation, room, sent, response);
        } finally {
            generation.givenBack();
            drain.ends();
        }
        skipRest(sent);
    }

    private void handle(Generation generation, BodyRoom room, ServerRequest sent, ServerResponse response) {
        Visit visit = new Visit(generation, sent, response, room, ticker.nanos());
        HttpAnswer made;
        try {
            made = answerOrProblem(() -> answer(visit), visit);
        } catch (CloseConnectionException gone) {
            left(visit);
            throw gone;
        }
        HttpAnswer whole = visit.packed(made).with(visit.carried());
        HttpAnswer answer = drain.announced() || overload.closesConnections() ? closing(whole, sent) : whole;
        boolean head = Method.HEAD.equals(sent.prologue().method());
        long written = 0;
        try {
            if (answer.isWritten()) {
                written = answer.streamed();
            } else {
                Presence.of(sent).writing(() -> write(answer, visit.id(), head, response));
                written = head ? 0 : answer.body().length();
            }
        } finally {
            if (visit.outcome().isEmpty()) {
                visit.endsAs(answer.outcome());
            }
            ended(visit, answer.status(), written);
        }
    }

    /** Nobody is answered. Over HTTP/1.1, where the client has not left, the guard has refused what it sent, and told of that. */
    private void left(Visit visit) {
        boolean http2 = !visit.sent().prologue().protocolVersion().startsWith("1");
        if (http2 || Presence.of(visit.sent()).hasLeft()) {
            visit.endsAs(CLIENT_LEFT);
            ended(visit, NOBODY, 0);
        }
    }

    private void ended(Visit visit, int status, long written) {
        long now = ticker.nanos();
        observers.ended(visit.ended(status, now), () -> visit.record(status, written, now));
    }

    /**
     * Over HTTP/2, reads what is left of a body that nobody wanted. The server does that too, but not where all of it has come
     * before the answer was written; then its bytes would be missing from the connection's window for good, and after a few
     * refused uploads no other stream could send anything.
     */
    private static void skipRest(ServerRequest sent) {
        if (!unread(sent) || sent.prologue().protocolVersion().startsWith("1")) {
            return;
        }
        try {
            sent.content().consume();
        } catch (RequestException e) {
            // The stream has ended, as it should: what it held has been read all the same.
            LOG.log(Level.TRACE, "the rest of a body was skipped", e);
        }
    }

    private interface Work {
        HttpAnswer answer() throws Refused, InterruptedException;
    }

    private static HttpAnswer answerOrProblem(Work work, Visit visit) {
        String id = visit.id();
        ServerRequest sent = visit.sent();
        try {
            return work.answer();
        } catch (Refused refused) {
            HttpAnswer problem = HttpAnswer.of(refused.problem(), id);
            // What is left of a body that was refused is not worth reading: the connection ends with the answer.
            return unread(sent) ? closing(problem, sent) : problem;
        } catch (InterruptedException e) {
            return closing(HttpAnswer.of(Problem.stopping(), id), sent);
        } catch (IllegalStateException | NullPointerException | ClassCastException | IndexOutOfBoundsException bug) {
            // The server's own exceptions pass: they are about the connection. These are ours, and get the request's
            // id.
            LOG.log(Level.ERROR, "request " + id + " failed", bug);
            return closing(HttpAnswer.of(Problem.internal(), id), sent);
        }
    }

    private static boolean unread(ServerRequest sent) {
        return sent.content().hasEntity() && !sent.content().consumed();
    }

    private HttpAnswer answer(Visit visit) {
        ServerRequest sent = visit.sent();
        Method method = sent.prologue().method();
        String path = path(sent.prologue().uriPath().rawPath());
        if (path.equals("*") && Method.OPTIONS.equals(method)) {
            return HttpAnswer.empty(200, List.of());
        }
        if (jobs != null && path.startsWith(JobRequests.PATHS)) {
            return counted(visit.generation().counts().none(), visit, () -> job(visit, jobs, path));
        }
        Match match = path.startsWith("/")
                ? visit.generation().routes().find(verb(method), path)
                : new Match.Malformed("the target does not begin with a slash");
        Counting none = visit.generation().counts().none();
        return switch (match) {
            case Match.Malformed(String why) -> counted(none, visit, refusing(Problem.badRequest(why)));
            case Match.Unknown _ -> counted(none, visit, refusing(Problem.notFound()));
            case Match.OtherMethods others ->
                counted(none, visit, () -> otherMethod(method, allow(others), List.copyOf(others.allowed()), visit));
            case Match.Found(Aggregate aggregate, JsonObject parameters) -> {
                visit.isFor(aggregate);
                yield counted(
                        visit.generation().counts(aggregate),
                        visit,
                        () -> check(visit, aggregate.access(), caller -> run(visit, aggregate, parameters, caller)));
            }
        };
    }

    private HttpAnswer job(Visit visit, JobRequests jobs, String path) throws Refused {
        JobRequests.Asked asked = JobRequests.asked(path);
        if (asked == null) {
            throw new Refused(Problem.notFound());
        }
        Method method = visit.sent().prologue().method();
        if (!asked.allows(method)) {
            return otherMethod(method, asked.allow(), asked.verbs(), visit);
        }
        return check(
                visit,
                visit.generation().callers().accessToJobs(),
                caller -> jobs.answer(visit, asked, caller.owner()));
    }

    private static Work refusing(Problem problem) {
        return () -> {
            throw new Refused(problem);
        };
    }

    /** Every answer is counted here, once, whatever it is, and its calls with it. */
    private HttpAnswer counted(Counting counts, Visit visit, Work work) {
        try {
            HttpAnswer answer = answerOrProblem(work, visit);
            visit.endsAs(answer.outcome());
            counts.ended(visit, answer.status(), ticker.nanos() - visit.start());
            return answer;
        } catch (CloseConnectionException gone) {
            visit.endsAs(CLIENT_LEFT);
            counts.ended(visit, NOBODY, ticker.nanos() - visit.start());
            throw gone;
        }
    }

    /** What is answered to a client that may ask. */
    private interface Permitted {
        HttpAnswer answer(Caller caller) throws Refused, InterruptedException;
    }

    private HttpAnswer check(Visit visit, Access access, Permitted permitted) {
        ServerRequest sent = visit.sent();
        return switch (visit.generation().callers().check(access, sent)) {
            case CallerCheck.Result.Refused(Problem problem, Caller caller, List<Field> fields) -> {
                visit.isFrom(caller);
                visit.isLimitedBy(problem.violated());
                visit.carries(fields);
                HttpAnswer refusal = HttpAnswer.of(problem, visit.id());
                yield costsLittleToSkip(sent) ? refusal : closing(refusal, sent);
            }
            // Whatever comes of it, the answer tells what is left of the limits.
            case CallerCheck.Result.Passed(Caller caller, List<Field> fields) -> {
                visit.isFrom(caller);
                visit.carries(fields);
                yield answerOrProblem(() -> permitted.answer(caller), visit);
            }
        };
    }

    /** Whether the server may read past a body to the next request: one that is short, and that the client sends unasked. */
    private static boolean costsLittleToSkip(ServerRequest sent) {
        ServerRequestHeaders headers = sent.headers();
        return !sent.content().hasEntity()
                || (!headers.contains(HeaderNames.EXPECT)
                        && headers.contentLength().orElse(Long.MAX_VALUE) <= SKIPPED);
    }

    private HttpAnswer run(Visit visit, Aggregate aggregate, JsonObject parameters, Caller caller)
            throws Refused, InterruptedException {
        ServerRequest sent = visit.sent();
        if (visit.takesNothing()) {
            throw new Refused(Problem.noCoding());
        }
        StreamAnswer.Form form = form(sent, aggregate);
        Preference preference = form == null ? preference(sent, aggregate) : null;
        Deadline deadline =
                Deadline.after(deadline(aggregate, visit.generation().deadlineHeader(), sent), ticker);
        Request read = null;
        if (aggregate.readsBody()) {
            // Who would find no place hears so before the body is read. But the place is taken behind it: clients may
            // send for a long time, which is no work of ours.
            if (overload.refuses(aggregate.priority())) {
                return shed(visit, Shed.answer(visit.id()));
            }
            read = read(visit, aggregate, parameters);
        }
        return switch (admit(visit, aggregate, caller, deadline)) {
            case Admission.Refused(int retryAfterSeconds) -> shed(visit, Shed.answer(visit.id(), retryAfterSeconds));
            case Admitted admitted -> {
                if (jobs != null && preference != null) {
                    yield later(visit, aggregate, parameters, read, caller, admitted, preference, jobs);
                }
                Emitting emitting = new Emitting(visit.generation(), aggregate, visit::client);
                HttpAnswer answer;
                try (admitted) {
                    if (emitting.refusesNow()) {
                        throw new Refused(Problem.eventsFull());
                    }
                    Request request = read == null ? read(visit, aggregate, parameters) : read;
                    answer = form == null
                            ? served(visit, aggregate, request, deadline, admitted, emitting)
                            : streamed(visit, aggregate, request, deadline, admitted, emitting, form);
                }
                yield emitting.hasSome() ? recorded(visit, answer, deadline, emitting) : answer;
            }
        };
    }

    /** Hands its events over, with no place among the requests in flight: who waits for a sink keeps no other from being served. */
    private HttpAnswer recorded(Visit visit, HttpAnswer answer, Deadline deadline, Emitting emitting)
            throws InterruptedException {
        boolean taken = drain.during(() -> Presence.of(visit.sent()).during(() -> emitting.handOver(deadline)));
        // A stream is answered already.
        return taken || answer.isWritten() ? answer : HttpAnswer.of(Problem.eventsFull(), visit.id());
    }

    /** Null where the client wants its answer now. */
    private @Nullable Preference preference(ServerRequest sent, Aggregate aggregate) {
        return jobs == null
                        || aggregate.delivery().async() == null
                        || Method.HEAD.equals(sent.prologue().method())
                ? null
                : Preference.of(sent.headers());
    }

    /** Has it done as a job. Whoever waits for that needs no place. */
    private HttpAnswer later(
            Visit visit,
            Aggregate aggregate,
            JsonObject parameters,
            @Nullable Request read,
            Caller caller,
            Admitted admitted,
            Preference preference,
            JobRequests jobs)
            throws Refused {
        Accepted accepted;
        try (admitted) {
            Request request = read == null ? read(visit, aggregate, parameters) : read;
            accepted = jobs.accept(visit, aggregate, request, caller);
        }
        return jobs.answer(visit, accepted, preference);
    }

    /** Null where the client gets the whole document. */
    private static StreamAnswer.@Nullable Form form(ServerRequest sent, Aggregate aggregate) throws Refused {
        if (!sent.headers().contains(HeaderNames.ACCEPT)) {
            return null;
        }
        String accept = String.join(",", sent.headers().get(HeaderNames.ACCEPT).allValues());
        boolean streams = aggregate.delivery().stream()
                && !Method.HEAD.equals(sent.prologue().method());
        StreamAnswer.Form form = streams ? Accept.form(accept) : null;
        if (form == null && !Accept.takesJson(accept)) {
            throw new Refused(Problem.notAcceptable());
        }
        return form;
    }

    private Request read(Visit visit, Aggregate aggregate, JsonObject parameters) throws Refused {
        RequestReader reader =
                new RequestReader(visit.generation().plan().server().limits().maxRequestBody(), visit.room());
        try {
            Request read = Presence.of(visit.sent()).reading(() -> reader.read(visit, aggregate, parameters));
            visit.read(read.payload() == null ? 0 : read.payload().bytes().length());
            return read;
        } catch (Refused refused) {
            if (refused.problem().status() == 503) {
                overload.countRefused(aggregate.priority(), Reason.BODY_MEMORY);
            }
            throw refused;
        }
    }

    private Admission admit(Visit visit, Aggregate aggregate, Caller caller, Deadline deadline)
            throws InterruptedException {
        int client = caller.identity();
        boolean mayGiveWay = !aggregate.method().writes();
        if (!overload.queues()) {
            return overload.admit(aggregate.priority(), client, mayGiveWay, deadline);
        }
        return drain.during(() -> Presence.of(visit.sent())
                .during(() -> overload.admit(aggregate.priority(), client, mayGiveWay, deadline)));
    }

    /** Says that there is no place, and keeps the connection where little of the request is left to read. */
    private static HttpAnswer shed(Visit visit, HttpAnswer answer) {
        ServerRequest sent = visit.sent();
        if (!unread(sent)) {
            return answer;
        }
        if (!costsLittleToSkip(sent)) {
            return closing(answer, sent);
        }
        return Presence.of(sent).reading(() -> {
            sent.content().consume();
            return answer;
        });
    }

    private HttpAnswer served(
            Visit visit, Aggregate aggregate, Request request, Deadline deadline, Admitted admitted, Emitting emitting)
            throws InterruptedException {
        Engine engine = visit.generation().engine();
        Presence client = Presence.of(visit.sent());
        long admittedAt = ticker.nanos();
        Ran ran;
        try {
            ran = drain.during(() -> client.during(() -> admitted.during(
                    () -> visit.room().during(aggregate.priority(), () -> engine.run(aggregate, request, deadline)))));
        } catch (CloseConnectionException gone) {
            emitting.cancelled(request, NOBODY, CLIENT_LEFT);
            throw gone;
        } catch (InterruptedException e) {
            if (!admitted.gaveWay()) {
                emitting.cancelled(request, 503, Problem.stopping().reason());
                throw e;
            }
            overload.countRefused(aggregate.priority(), Reason.GAVE_WAY);
            HttpAnswer shed = Shed.answer(visit.id());
            emitting.cancelled(request, shed.status(), shed.outcome());
            return shed;
        }
        visit.generation().counts(aggregate).answered(ran.answer());
        long end = ticker.nanos();
        long own = end - admittedAt - ran.waitedNanos();
        visit.tookItself(own);
        // Packed here, and not when it is written: that is work too, and whoever works has a place.
        HttpAnswer http = visit.packed(HttpAnswer.of(ran.answer(), aggregate, visit.id(), visit.explanation(end)));
        emitting.made(request, ran.answer().calls(), http.status(), http.outcome());
        long merged = ticker.nanos();
        admitted.served(merged - admittedAt - ran.waitedNanos(), merged - admittedAt);
        return visit.generation().plan().telemetry().serverTiming()
                ? http.with(
                        new Field("Server-Timing", ServerTiming.of(ran.answer().calls(), own, merged - visit.start())))
                : http;
    }

    /** Writes the parts itself; what it returns says how it ended. Refusals have come before, as documents. */
    private HttpAnswer streamed(
            Visit visit,
            Aggregate aggregate,
            Request request,
            Deadline deadline,
            Admitted admitted,
            Emitting emitting,
            StreamAnswer.Form form) {
        Presence client = Presence.of(visit.sent());
        long admittedAt = ticker.nanos();
        boolean ends = drain.announced() || overload.closesConnections();
        writeHead(200, visit.id(), ends && closes(visit.sent()), visit.carried(), visit.response());
        StreamAnswer stream = StreamAnswer.begin(form, client, new Ends(drain, client, admitted), visit);
        try {
            Ran ran = visit.room()
                    .during(
                            aggregate.priority(),
                            () -> visit.generation().engine().stream(
                                    aggregate, request, deadline, StreamAnswer.QUIET, stream));
            long end = ticker.nanos();
            long own = end - admittedAt - ran.waitedNanos();
            visit.tookItself(own);
            visit.generation().counts(aggregate).answered(ran.answer());
            stream.end(ran.answer(), visit.explanation(end), visit.id());
            emitting.made(request, ran.answer().calls(), 200, HttpAnswer.outcome(ran.answer()));
            admitted.served(own, end - admittedAt);
            return HttpAnswer.streamed(HttpAnswer.outcome(ran.answer()), stream.bytes());
        } catch (CloseConnectionException gone) {
            emitting.cancelled(request, NOBODY, CLIENT_LEFT);
            throw gone;
        } catch (InterruptedException e) {
            Problem problem = admitted.gaveWay() ? Problem.overloaded() : Problem.stopping();
            if (admitted.gaveWay()) {
                overload.countRefused(aggregate.priority(), Reason.GAVE_WAY);
            }
            emitting.cancelled(request, problem.status(), problem.reason());
            stream.end(problem, visit.id());
            return HttpAnswer.streamed(problem.reason(), stream.bytes());
        }
    }

    /** The three who may end a request that waits: the end of the gateway, its client, a more important request. */
    private record Ends(Drain drain, Presence client, Admitted admitted) implements StreamAnswer.Waiting {
        @Override
        public <T> T during(Audience.Wait<T> wait) throws InterruptedException {
            return drain.during(() -> client.during(() -> admitted.during(wait::run)));
        }
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

    private static HttpAnswer otherMethod(Method method, String allow, List<Verb> allowed, Visit visit) {
        Field field = new Field("Allow", allow);
        if (!Method.OPTIONS.equals(method)) {
            return HttpAnswer.of(Problem.methodNotAllowed(allow), visit.id()).with(field);
        }
        Cors cors = visit.generation().cors();
        if (cors.isPreflight(visit.sent().headers())) {
            visit.carries(cors.preflight(allowed.stream()));
        }
        return HttpAnswer.empty(200, List.of(field));
    }

    private static String allow(Match.OtherMethods others) {
        Stream<String> verbs = others.allowed().stream().map(Verb::name);
        Stream<String> head = others.allowed().contains(Verb.GET) ? Stream.of("HEAD") : Stream.empty();
        return Stream.of(verbs, head, Stream.of("OPTIONS")).flatMap(all -> all).collect(Collectors.joining(", "));
    }

    /** HEAD is answered as GET is, without the body (RFC 9110, 9.3.2). */
    private static @Nullable Verb verb(Method method) {
        return switch (method.text()) {
            case "GET", "HEAD" -> Verb.GET;
            case "POST" -> Verb.POST;
            case "PUT" -> Verb.PUT;
            case "PATCH" -> Verb.PATCH;
            case "DELETE" -> Verb.DELETE;
            default -> null;
        };
    }

    /** The path of a target in origin form, or in absolute form, which a server must take too (RFC 9112, 3.2.2). */
    static String path(String target) {
        if (!target.regionMatches(true, 0, "http://", 0, 7) && !target.regionMatches(true, 0, "https://", 0, 8)) {
            return target;
        }
        int slash = target.indexOf('/', target.indexOf("//") + 2);
        return slash < 0 ? "/" : target.substring(slash);
    }

    /** HTTP/2 has no such field (RFC 9113, 8.2.2): it ends a stream, and others go on. */
    static HttpAnswer closing(HttpAnswer answer, ServerRequest sent) {
        return closes(sent) ? answer.closing() : answer;
    }

    static boolean closes(ServerRequest sent) {
        return sent.prologue().protocolVersion().startsWith("1");
    }

    static void writeHead(int status, String id, boolean close, List<Field> fields, ServerResponse response) {
        response.status(Status.create(status));
        response.header(REQUEST_ID, id);
        response.header(NO_STORE);
        response.header(NO_SNIFFING);
        for (Field field : fields) {
            // Said to be changing, so that HTTP/2 does not keep it in its table: for a value larger than the whole
            // table, as
            // a long list of missing calls is, the server would look for room for ever.
            response.header(HeaderValues.create(HeaderNames.create(field.name()), true, false, field.value()));
        }
        if (close) {
            response.header(HeaderNames.CONNECTION, "close");
        }
    }

    static void write(HttpAnswer answer, String id, boolean head, ServerResponse response) {
        writeHead(answer.status(), id, answer.close(), answer.headers(), response);
        Packing.say(answer.coding(), response.headers());
        if (answer.contentType().isEmpty()) {
            response.send();
            return;
        }
        response.header(
                answer.contentType().equals(HttpAnswer.JSON)
                        ? JSON
                        : HeaderValues.create(HeaderNames.CONTENT_TYPE, answer.contentType()));
        Bytes body = answer.body();
        if (head) {
            response.header(HeaderNames.CONTENT_LENGTH, Integer.toString(body.length()));
            response.send();
        } else {
            response.send(body.array(), body.offset(), body.length());
        }
    }
}
