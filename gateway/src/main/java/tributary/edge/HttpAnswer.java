package tributary.edge;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tributary.downstream.Bytes;
import tributary.downstream.Failure;
import tributary.downstream.WireRequest.Field;
import tributary.engine.Answer;
import tributary.engine.Answer.Ended;
import tributary.json.JsonObject;
import tributary.json.JsonOutput;
import tributary.json.JsonValue;
import tributary.plan.Aggregate;

/**
 * What goes back to the client, ready to be written.
 *
 * @param contentType empty where there is no body
 * @param outcome in a word, for metrics: {@code ok}, {@code partial}, or a problem's reason
 * @param streamed -1, or the bytes of a body that has been written already, part by part
 * @param coding of the body
 * @param close whether the connection must end with it: what the client sent was not read to its end, or the gateway stops
 */
record HttpAnswer(
        int status,
        List<Field> headers,
        String contentType,
        Bytes body,
        Coding coding,
        String outcome,
        boolean close,
        long streamed) {
    static final String JSON = "application/json";
    static final String OK = "ok";
    static final String PARTIAL = "partial";
    static final String PROBLEM = "application/problem+json";

    /** The header that names what a partial answer lacks. */
    static final String MISSING = "Tributary-Partial";

    /** How the body goes over the wire. */
    enum Coding {
        /** As it is, whoever asks. */
        NONE,
        /** As it is; another client would get it packed. */
        VARIES,
        /** Packed. */
        GZIP
    }

    HttpAnswer {
        headers = List.copyOf(headers);
    }

    HttpAnswer(int status, List<Field> headers, String contentType, Bytes body, String outcome) {
        this(status, headers, contentType, body, Coding.NONE, outcome, false, -1);
    }

    static HttpAnswer empty(int status, List<Field> headers) {
        return new HttpAnswer(status, headers, "", Bytes.NONE, OK);
    }

    /** What has been written already. */
    static HttpAnswer streamed(String outcome, long bytes) {
        return new HttpAnswer(200, List.of(), "", Bytes.NONE, Coding.NONE, outcome, false, bytes);
    }

    boolean isWritten() {
        return streamed >= 0;
    }

    /** In a word, how a document ended. */
    static String outcome(Answer answer) {
        return switch (answer) {
            case Answer.Refusal refusal -> Problem.of(refusal.cause()).reason();
            case Answer.Document document -> document.missing().isEmpty() ? OK : PARTIAL;
        };
    }

    static HttpAnswer of(Problem problem, String requestId) {
        return of(problem, problem.json(requestId, List.of()), soon());
    }

    private static HttpAnswer of(Problem problem, JsonObject document, String retryAfter) {
        List<Field> headers = problem.status() == 503 ? List.of(new Field("Retry-After", retryAfter)) : List.of();
        return new HttpAnswer(problem.status(), headers, PROBLEM, bytes(document), problem.reason());
    }

    /**
     * What became of an aggregate's calls, as HTTP.
     *
     * @param explanation put into the document, if that is an object; null where nobody asked for one
     */
    static HttpAnswer of(Answer answer, Aggregate aggregate, String requestId, @Nullable JsonObject explanation) {
        return switch (answer) {
            case Answer.Refusal refusal -> {
                Problem problem = Problem.of(refusal.cause());
                JsonObject document = problem.json(requestId, refusal.failures());
                yield of(
                        problem,
                        explanation == null ? document : document.with("explain", explanation),
                        retryAfter(refusal.cause()));
            }
            case Answer.Document document -> {
                List<Field> headers = new ArrayList<>();
                if (!document.missing().isEmpty() && aggregate.showPartial()) {
                    headers.add(new Field(MISSING, partial(document.missing())));
                }
                yield new HttpAnswer(
                        document.status(),
                        headers,
                        JSON,
                        bytes(explained(shown(document, aggregate), explanation)),
                        outcome(document));
            }
        };
    }

    /** Whole seconds: what is known, or a few. */
    private static String retryAfter(Failure failure) {
        return failure instanceof Failure.CircuitOpen(int waitSeconds) ? Integer.toString(waitSeconds) : soon();
    }

    /** At random, so that those refused together do not come back together. */
    private static String soon() {
        return Integer.toString(1 + ThreadLocalRandom.current().nextInt(3));
    }

    private static JsonValue explained(JsonValue value, @Nullable JsonObject explanation) {
        return explanation != null && value instanceof JsonObject object ? object.with("_explain", explanation) : value;
    }

    private static JsonValue shown(Answer.Document document, Aggregate aggregate) {
        if (document.missing().isEmpty()
                || !aggregate.showProblems()
                || !(document.value() instanceof JsonObject object)) {
            return document.value();
        }
        return object.with("_problems", problems(document.missing()));
    }

    /** Why each call is missing, by its name. */
    static JsonObject problems(List<Ended> missing) {
        Map<String, JsonValue> problems = new LinkedHashMap<>();
        for (Ended ended : missing) {
            Failure failure = ended.outcome().missing();
            if (failure != null) {
                problems.put(ended.call().name(), Problem.missing(ended, failure));
            }
        }
        return JsonObject.of(problems);
    }

    /** A structured-field list (RFC 9651): {@code reviews;reason=timeout, stock;reason=reset}. */
    private static String partial(List<Ended> missing) {
        return missing.stream()
                .map(ended -> StructuredFields.item(ended.call().name()) + ";reason="
                        + Objects.requireNonNull(ended.outcome().missing()).reason())
                .collect(Collectors.joining(", "));
    }

    static Bytes bytes(JsonValue value) {
        JsonOutput out = new JsonOutput(value.roughSize());
        value.writeTo(out);
        return new Bytes(out.array(), 0, out.size());
    }

    HttpAnswer with(Field header) {
        List<Field> more = new ArrayList<>(headers);
        more.add(header);
        return new HttpAnswer(status, more, contentType, body, coding, outcome, close, streamed);
    }

    HttpAnswer with(List<Field> fields) {
        if (fields.isEmpty()) {
            return this;
        }
        List<Field> more = new ArrayList<>(headers);
        more.addAll(fields);
        return new HttpAnswer(status, more, contentType, body, coding, outcome, close, streamed);
    }

    HttpAnswer closing() {
        return new HttpAnswer(status, headers, contentType, body, coding, outcome, true, streamed);
    }

    /** The same with its body in that coding. */
    HttpAnswer as(Bytes coded, Coding how) {
        return new HttpAnswer(status, headers, contentType, coded, how, outcome, close, streamed);
    }
}
