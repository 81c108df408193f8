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
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tributary.downstream.BodyRoom;
import tributary.downstream.Bytes;
import tributary.downstream.WireRequest.Field;
import tributary.edge.RequestReader.Refused;
import tributary.edge.Routes.Match;
import tributary.edge.client.Caller;
import tributary.edge.connection.Absence;
import tributary.edge.connection.Presence;
import tributary.jobs.Jobs;
import tributary.json.JsonObject;
import tributary.plan.Access;
import tributary.plan.Aggregate;
import tributary.plan.Verb;
import tributary.resilience.Ticker;

/**
 * The way of a client's request, from its target to the answer on the wire: what it asks for, whether it may, what became of it.
 * What an aggregate answers is {@link ClientRequests}' to find out. The thread is the connection's own and may block.
 *
 * <p>Thread-safe: a request takes the current {@link Generation} once; beside it requests share the {@link Drain} and what is
 * in {@link Runs}.
 */
public final class AggregateHandler implements Handler {
    private static final System.Logger LOG = System.getLogger("tributary.edge");
    private static final int SKIPPED = 16 * 1024;

    private static final HeaderName REQUEST_ID = HeaderNames.create("X-Request-Id");
    private static final Header NO_STORE = HeaderValues.createCached(HeaderNames.CACHE_CONTROL, "no-store");
    private static final Header NO_SNIFFING = HeaderValues.createCached(HeaderNames.X_CONTENT_TYPE_OPTIONS, "nosniff");
    private static final Header JSON = HeaderValues.createCached(HeaderNames.CONTENT_TYPE, HttpAnswer.JSON);

    private final Runs runs;
    private final Drain drain;
    private final Ticker ticker;
    private final ClientRequests clients;
    private final @Nullable JobRequests jobs;

    /** @param jobs null where there are none */
    public AggregateHandler(Runs runs, Drain drain, @Nullable Jobs jobs) {
        this.runs = runs;
        this.drain = drain;
        this.ticker = runs.ticker();
        this.jobs = jobs == null ? null : new JobRequests(jobs, drain);
        this.clients = new ClientRequests(runs, drain, this.jobs);
    }

    @Override
    public void handle(ServerRequest sent, ServerResponse response) {
        drain.begins();
        Generation generation = runs.generations().take();
        // The room is closed when the answer is written: that may hold parts of any body.
        try (BodyRoom room = runs.overload().room()) {
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
            unanswered(visit);
            throw gone;
        }
        HttpAnswer whole = visit.packed(made).with(visit.carried());
        HttpAnswer answer = drain.announced() || runs.overload().closesConnections() ? closing(whole, sent) : whole;
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
            if (visit.account().outcome().isEmpty()) {
                visit.account().endsAs(answer.outcome());
            }
            ended(visit, answer.status(), written);
        }
    }

    /** Nobody is answered. */
    private void unanswered(Visit visit) {
        Absence absence = Presence.of(visit.sent()).absence();
        if (!absence.told()) {
            visit.account().endsAs(absence.reason());
            ended(visit, absence.status(), 0);
        }
    }

    private void ended(Visit visit, int status, long written) {
        long now = ticker.nanos();
        runs.observers().ended(visit.ended(status, now), () -> visit.record(status, written, now));
    }

    /**
     * Over HTTP/2, reads what is left of a body that nobody wanted. The server does that too, but not where all of it has come
     * before the answer was written; then its bytes would be missing from the connection's window for good, and after a few
     * refused uploads no other stream could send anything.
     */
    private static void skipRest(ServerRequest sent) {
        if (!unread(sent) || speaksHttp1(sent)) {
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
            // The server's own exceptions pass: they are about the
            // connection. These are ours, and get the request's id.
            LOG.log(Level.ERROR, "request " + id + " failed", bug);
            return closing(HttpAnswer.of(Problem.internal(), id), sent);
        }
    }

    static boolean unread(ServerRequest sent) {
        return sent.content().hasEntity() && !sent.content().consumed();
    }

    private HttpAnswer answer(Visit visit) {
        ServerRequest sent = visit.sent();
        Method method = sent.prologue().method();
        String path = visit.path();
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
                        () -> check(
                                visit,
                                aggregate.access(),
                                caller -> clients.answer(visit, aggregate, parameters, caller)));
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
            visit.account().endsAs(answer.outcome());
            counts.ended(
                    visit.account(),
                    answer.status(),
                    ticker.nanos() - visit.account().start());
            return answer;
        } catch (CloseConnectionException gone) {
            // Both counts of departures are made here, so that they agree.
            Absence absence = Presence.of(visit.sent()).unanswered();
            visit.account().endsAs(absence.reason());
            counts.ended(
                    visit.account(),
                    absence.status(),
                    ticker.nanos() - visit.account().start());
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
                visit.account().isLimitedBy(problem.violated());
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
    static boolean costsLittleToSkip(ServerRequest sent) {
        ServerRequestHeaders headers = sent.headers();
        return !sent.content().hasEntity()
                || (!headers.contains(HeaderNames.EXPECT)
                        && headers.contentLength().orElse(Long.MAX_VALUE) <= SKIPPED);
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
        return speaksHttp1(sent) ? answer.closing() : answer;
    }

    static boolean speaksHttp1(ServerRequest sent) {
        return sent.prologue().protocolVersion().startsWith("1");
    }

    static void writeHead(int status, String id, boolean close, List<Field> fields, ServerResponse response) {
        response.status(Status.create(status));
        response.header(REQUEST_ID, id);
        response.header(NO_STORE);
        response.header(NO_SNIFFING);
        for (Field field : fields) {
            // Said to be changing, so that HTTP/2 does not keep it in its table: for a value larger than the whole
            // table, as a long list of missing calls is, the server would look for room for ever.
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
