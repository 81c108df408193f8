package tributary.edge;

import io.helidon.http.Method;
import io.helidon.webserver.http.ServerRequest;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tributary.downstream.WireRequest.Field;
import tributary.edge.RequestReader.Refused;
import tributary.edge.client.Caller;
import tributary.edge.connection.Presence;
import tributary.engine.Request;
import tributary.jobs.Accepted;
import tributary.jobs.JobRecord;
import tributary.jobs.JobRecord.Repeat;
import tributary.jobs.JobState;
import tributary.jobs.JobStore.Unavailable;
import tributary.jobs.JobView;
import tributary.jobs.Jobs;
import tributary.json.JsonNumber;
import tributary.json.JsonObject;
import tributary.json.JsonString;
import tributary.json.JsonValue;
import tributary.plan.Aggregate;
import tributary.plan.Verb;
import tributary.resilience.Deadline;

/**
 * Jobs over HTTP: asked for with {@code Prefer: respond-async}, found again below {@code /jobs/}. What cannot be found is
 * answered alike, whether it never was, is another's, or is no id at all.
 *
 * <p>Who only waits for a job holds no place among the requests in flight. Thread-safe.
 */
final class JobRequests {
    static final String PATHS = "/jobs/";
    private static final String EVENTS = "/events";

    /** A job that is interrupted ends within a few milliseconds; longer takes only a disk. */
    private static final Duration CANCELLING = Duration.ofSeconds(10);

    /** The disk has so long at least to keep a job, since an aggregate's deadline may be none that a disk could keep. */
    private static final Duration AT_LEAST = Duration.ofSeconds(1);

    private static final int LONGEST_RETRY_SECONDS = 30;

    private final Jobs jobs;
    private final Drain drain;

    JobRequests(Jobs jobs, Drain drain) {
        this.jobs = jobs;
        this.drain = drain;
    }

    /** What is asked of a job. */
    record Asked(String id, boolean events) {
        String allow() {
            return events ? "GET, HEAD, OPTIONS" : "GET, HEAD, DELETE, OPTIONS";
        }

        /** The same without what every path takes. */
        List<Verb> verbs() {
            return events ? List.of(Verb.GET) : List.of(Verb.GET, Verb.DELETE);
        }

        boolean allows(Method method) {
            return Method.GET.equals(method) || Method.HEAD.equals(method) || (Method.DELETE.equals(method) && !events);
        }
    }

    /** Null where nothing can be at that path. */
    static @Nullable Asked asked(String path) {
        String rest = path.substring(PATHS.length());
        boolean events = rest.endsWith(EVENTS);
        String id = events ? rest.substring(0, rest.length() - EVENTS.length()) : rest;
        return id.isEmpty() || id.indexOf('/') >= 0 ? null : new Asked(id, events);
    }

    /** What is to be kept of a request, for {@link #accept}. */
    Jobs.Asked asked(Visit visit, Aggregate aggregate, Request request, Caller caller) throws Refused {
        ServerRequest sent = visit.sent();
        String path = visit.path();
        Repeat repeat = aggregate.method().writes()
                ? IdempotencyKey.read(
                        sent.headers(),
                        caller,
                        aggregate.method().name(),
                        path + '?' + sent.query().rawValue(),
                        request.payload())
                : null;
        KeptRequest kept = KeptRequest.of(
                visit,
                request,
                aggregate.method(),
                Objects.requireNonNull(aggregate.delivery().async(), "it is done in no job"));
        return new Jobs.Asked(
                caller.owner(), aggregate.name(), aggregate.calls().size(), kept.json(), repeat);
    }

    /** A job that is kept for it, or why there is none. */
    HttpAnswer accept(Visit visit, Jobs.Asked asked, Preference preference, Deadline deadline) throws Refused {
        return switch (jobs.accept(asked, longer(AT_LEAST, Duration.ofNanos(deadline.remainingNanos())))) {
            case Accepted.New(JobView job) -> waited(visit, job, preference);
            case Accepted.Same(JobView job) -> waited(visit, job, preference);
            case Accepted.Other _ -> throw new Refused(Problem.otherRequest());
            case Accepted.Full _ -> throw new Refused(Problem.jobsFull());
            case Accepted.Unkept _ -> throw new Refused(Problem.jobsUnavailable());
        };
    }

    private static Duration longer(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? other : one;
    }

    private HttpAnswer waited(Visit visit, JobView job, Preference preference) throws Refused {
        JobView now = job;
        if (preference.patience().isPositive()) {
            try {
                now = waiting(visit, () -> jobs.awaitEnd(job.job().id(), preference.patience()))
                        .orElse(job);
            } catch (InterruptedException e) {
                // The gateway ends. The job is kept all the same, and that is what the client must hear.
                now = job;
            }
            if (now.ended() && now.job().state() != JobState.CANCELLED) {
                return whole(now.job(), preference);
            }
        }
        String wait = preference.patience().isPositive()
                ? ", wait=" + preference.patience().toSeconds()
                : "";
        return shown(202, now, null)
                .with(List.of(
                        new Field("Location", PATHS + job.job().id()),
                        new Field("Preference-Applied", "respond-async" + wait)));
    }

    /** Gives a job as it is when one has waited; null where there is none any more. */
    private interface Wait {
        @Nullable
        JobView run() throws InterruptedException;
    }

    private Optional<JobView> waiting(Visit visit, Wait wait) throws InterruptedException {
        return Ends.of(drain, Presence.of(visit.sent())).during(() -> Optional.ofNullable(wait.run()));
    }

    /** As if it had been no job. */
    private HttpAnswer whole(JobRecord job, Preference preference) throws Refused {
        JobResult result = result(job);
        List<Field> fields = new ArrayList<>();
        fields.add(
                new Field("Preference-Applied", "wait=" + preference.patience().toSeconds()));
        fields.add(new Field("Content-Location", PATHS + job.id()));
        if (!result.partial().isEmpty()) {
            fields.add(new Field(HttpAnswer.MISSING, result.partial()));
        }
        boolean document = job.state() == JobState.SUCCEEDED;
        return new HttpAnswer(
                job.status(),
                fields,
                document ? HttpAnswer.JSON : HttpAnswer.PROBLEM,
                HttpAnswer.bytes(result.document()),
                document ? (result.partial().isEmpty() ? HttpAnswer.OK : HttpAnswer.PARTIAL) : "job-failed");
    }

    /** Of one that has ended. */
    private @Nullable JobResult shown(JobRecord job) throws Refused {
        return job.state() == JobState.CANCELLED ? null : result(job);
    }

    private JobResult result(JobRecord job) throws Refused {
        try {
            JsonValue kept = jobs.result(job.id());
            if (kept == null) {
                // It has been forgotten meanwhile.
                throw new Refused(Problem.noJob());
            }
            return JobResult.of(kept);
        } catch (Unavailable e) {
            throw new Refused(Problem.jobsUnavailable());
        }
    }

    /** What {@link #asked} found, of a client who may ask. */
    HttpAnswer answer(Visit visit, Asked asked, String owner) throws Refused, InterruptedException {
        Method method = visit.sent().prologue().method();
        if (Method.DELETE.equals(method)) {
            return cancelled(visit, asked.id(), owner);
        }
        JobView job = known(jobs.find(asked.id(), owner));
        visit.tellsOf(job.job().work());
        // Behind the search, so that what is another's is answered alike whatever is accepted.
        String type = asked.events() ? StreamAnswer.Form.EVENTS.type() : HttpAnswer.JSON;
        if (!Accept.takes(Accept.of(visit.sent().headers()), type)) {
            throw new Refused(Problem.notAcceptable(type));
        }
        if (!asked.events()) {
            return shown(200, job, job.ended() ? shown(job.job()) : null);
        }
        return Method.HEAD.equals(method) ? StreamAnswer.head(StreamAnswer.Form.EVENTS, visit) : streamed(visit, job);
    }

    private static JobView known(@Nullable JobView job) throws Refused {
        if (job == null) {
            throw new Refused(Problem.noJob());
        }
        return job;
    }

    private HttpAnswer cancelled(Visit visit, String id, String owner) throws Refused, InterruptedException {
        try {
            JobView job = known(waiting(visit, () -> {
                        try {
                            return jobs.cancel(id, owner, CANCELLING);
                        } catch (Unavailable e) {
                            throw new Unkept(e);
                        }
                    })
                    .orElse(null));
            visit.tellsOf(job.job().work());
            return shown(200, job, job.ended() ? shown(job.job()) : null);
        } catch (Unkept e) {
            throw new Refused(Problem.jobsUnavailable());
        }
    }

    /** Carries the store's answer through work that may throw nothing else. */
    private static final class Unkept extends RuntimeException {
        Unkept(Unavailable cause) {
            super(cause);
        }
    }

    /** Its progress as it happens, up to its end. */
    private HttpAnswer streamed(Visit visit, JobView first) {
        Presence client = Presence.of(visit.sent());
        AggregateHandler.writeHead(
                200,
                visit.id(),
                drain.announced() && AggregateHandler.speaksHttp1(visit.sent()),
                visit.carried(),
                visit.response());
        StreamAnswer stream = StreamAnswer.begin(StreamAnswer.Form.EVENTS, client, Ends.of(drain, client), visit, true);
        try {
            JobView job = first;
            while (!job.ended()) {
                stream.tell("progress", document(job, null));
                job = next(stream, job);
                if (job == null) {
                    stream.end(Problem.stopping(), visit.id());
                    return HttpAnswer.streamed(Problem.stopping().reason(), stream.bytes());
                }
            }
            stream.end(document(job, shown(job.job())));
            return HttpAnswer.streamed(HttpAnswer.OK, stream.bytes());
        } catch (Refused refused) {
            stream.end(refused.problem(), visit.id());
            return HttpAnswer.streamed(refused.problem().reason(), stream.bytes());
        } catch (InterruptedException e) {
            stream.end(Problem.stopping(), visit.id());
            return HttpAnswer.streamed(Problem.stopping().reason(), stream.bytes());
        }
    }

    /** The job when something of it has changed; null where nothing will here. */
    private @Nullable JobView next(StreamAnswer stream, JobView before) throws InterruptedException {
        JobView job = before;
        while (job != null && job.version() == before.version()) {
            if (jobs.stopping() && job.job().state() == JobState.QUEUED) {
                return null;
            }
            job = stream.waiting(() -> Optional.ofNullable(
                            jobs.awaitChange(before.job().id(), before.version(), StreamAnswer.QUIET)))
                    .orElse(null);
            if (job != null && job.version() == before.version()) {
                stream.silence();
            }
        }
        return job;
    }

    private static HttpAnswer shown(int status, JobView job, @Nullable JobResult result) {
        List<Field> fields =
                job.ended() ? List.of() : List.of(new Field("Retry-After", Integer.toString(retryAfter(job.job()))));
        return new HttpAnswer(
                status,
                fields,
                HttpAnswer.JSON,
                HttpAnswer.bytes(document(job, result)),
                status == 202 ? "accepted" : HttpAnswer.OK);
    }

    /** The older it is the longer it will still take, as far as anybody can tell. */
    private static int retryAfter(JobRecord job) {
        long age = Duration.between(job.created(), Instant.now()).toSeconds();
        return Math.clamp(age / 4, 1, LONGEST_RETRY_SECONDS);
    }

    private static JsonObject document(JobView view, @Nullable JobResult result) {
        JobRecord job = view.job();
        Map<String, JsonValue> members = new LinkedHashMap<>();
        members.put("id", JsonString.of(job.id()));
        members.put("state", JsonString.of(job.state().word()));
        members.put("aggregate", JsonString.of(job.work()));
        members.put("created", JsonString.of(job.created().toString()));
        if (job.started() != null) {
            members.put("started", JsonString.of(job.started().toString()));
        }
        if (job.ended() != null) {
            members.put("ended", JsonString.of(job.ended().toString()));
        } else {
            members.put(
                    "calls",
                    JsonObject.EMPTY
                            .with("done", JsonNumber.of(view.stepsEnded()))
                            .with("of", JsonNumber.of(job.steps())));
        }
        if (result != null) {
            members.put("status", JsonNumber.of(job.status()));
            members.put(job.state() == JobState.SUCCEEDED ? "result" : "problem", result.document());
        }
        return JsonObject.of(members);
    }
}
