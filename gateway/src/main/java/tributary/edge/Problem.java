package tributary.edge;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tributary.downstream.Failure;
import tributary.engine.Answer.Ended;
import tributary.engine.Outcome;
import tributary.json.JsonArray;
import tributary.json.JsonNull;
import tributary.json.JsonNumber;
import tributary.json.JsonObject;
import tributary.json.JsonString;
import tributary.json.JsonValue;

/**
 * A problem document (RFC 9457): what went wrong, in words that may leave the house. It never holds a service's body or
 * address, nor an exception's text.
 *
 * @param reason the last part of {@code type}, {@code urn:tributary:problem:REASON}
 * @param detail what is particular to this occurrence; empty where there is nothing
 * @param violated the policies of a rate limit that refuse the request; empty where none does
 */
record Problem(int status, String reason, String title, String detail, List<String> violated) {
    private static final String TYPE = "urn:tributary:problem:";

    Problem {
        violated = List.copyOf(violated);
    }

    Problem(int status, String reason, String title, String detail) {
        this(status, reason, title, detail, List.of());
    }

    /** What a failed call means for whoever asked. */
    static Problem of(Failure failure) {
        return switch (failure) {
            case Failure.Timeout _ ->
                new Problem(
                        504,
                        failure.reason(),
                        "A service did not answer in time",
                        "its whole answer was not there by the timeout or the deadline");
            case Failure.ConnectFailed(String why) ->
                new Problem(502, failure.reason(), "A service could not be reached", why);
            case Failure.TlsFailed(String why) ->
                new Problem(502, failure.reason(), "A service could not be reached", "TLS: " + why);
            case Failure.Reset(String why) -> new Problem(502, failure.reason(), "A service broke off its answer", why);
            case Failure.BadStatus(int status) ->
                new Problem(502, failure.reason(), "A service failed", "it answered " + status);
            case Failure.InvalidJson(String why) ->
                new Problem(502, failure.reason(), "A service's answer was not JSON", why);
            case Failure.TooLarge(String why) ->
                new Problem(502, failure.reason(), "There was more than is allowed", why);
            case Failure.TemplateUnresolved(String why) ->
                new Problem(502, failure.reason(), "A template could not be filled in", why);
            case Failure.BadInput(String why) ->
                new Problem(400, failure.reason(), "The request does not fit this endpoint", why);
            case Failure.BulkheadFull _ ->
                new Problem(
                        503,
                        failure.reason(),
                        "A service has no place left",
                        "as many calls as it is given wait for it already");
            case Failure.CircuitOpen _ ->
                new Problem(
                        503,
                        failure.reason(),
                        "A service is not asked just now",
                        "too many calls to it failed a moment ago");
            case Failure.AuthFailed _ ->
                new Problem(
                        502,
                        failure.reason(),
                        "A service could not be shown who asks",
                        "the service that hands out tokens for it gave none");
            case Failure.Overloaded _ -> overloaded();
            case Failure.ClientError(int status) -> clientError(failure, status);
        };
    }

    /** A service's 4xx is the client's to know, but that a service limits us (429) is no doing of this client. */
    private static Problem clientError(Failure failure, int status) {
        return new Problem(
                status == 429 ? 503 : status,
                failure.reason(),
                "A service refused the request",
                "it answered " + status);
    }

    static Problem badRequest(String detail) {
        return new Problem(400, "bad-request", "The request is malformed", detail);
    }

    static Problem notFound() {
        return new Problem(404, "not-found", "There is nothing here", "no aggregate has this path");
    }

    static Problem methodNotAllowed(String allow) {
        return new Problem(405, "method-not-allowed", "This path is not for this method", "it answers " + allow);
    }

    /** @param forms the types that there are */
    static Problem notAcceptable(String forms) {
        return new Problem(406, "not-acceptable", "There is no such form of the answer", "answers are " + forms);
    }

    static Problem noCoding() {
        return new Problem(
                406,
                "not-acceptable",
                "There is no such form of the answer",
                "answers are sent as they are, or gzipped");
    }

    static Problem tooLarge(int limit) {
        return new Problem(
                413, "content-too-large", "The request's body is too large", "at most " + limit + " bytes are taken");
    }

    static Problem unsupportedMediaType(String detail) {
        return new Problem(415, "unsupported-media-type", "The request's body is of a kind that is not taken", detail);
    }

    static Problem keyMissing(String header) {
        return new Problem(401, "unauthorized", "This needs a key", "send yours in the header '" + header + "'");
    }

    static Problem keyUnknown() {
        return new Problem(401, "unauthorized", "This key is not known", "nobody has the key that was sent");
    }

    static Problem tooManyUnknownKeys() {
        return new Problem(
                429,
                "rate-limited",
                "There were too many unknown keys",
                "this address has sent others before",
                List.of("unknown-keys"));
    }

    static Problem rateLimited(List<String> violated) {
        String detail = violated.contains("client")
                ? "this client has asked for more than it may"
                : "all clients together have asked for more than they may";
        return new Problem(429, "rate-limited", "There were too many requests", detail, violated);
    }

    static Problem overloaded() {
        return new Problem(
                503, "overloaded", "The gateway has too much to do", "ask again when Retry-After has passed");
    }

    static Problem eventsFull() {
        return new Problem(
                503,
                "events-full",
                "What happens here cannot be recorded just now",
                "ask again when Retry-After has passed");
    }

    static Problem noJob() {
        return new Problem(
                404, "not-found", "There is no such job", "it never was, is no longer kept, or is another's");
    }

    static Problem jobsFull() {
        return new Problem(503, "jobs-full", "There are too many jobs", "ask again when Retry-After has passed");
    }

    static Problem jobsUnavailable() {
        return new Problem(
                503, "jobs-unavailable", "Jobs cannot be kept just now", "ask again when Retry-After has passed");
    }

    static Problem otherRequest() {
        return new Problem(
                422,
                "idempotency-key-reused",
                "This Idempotency-Key was sent with another request",
                "a request of its own has a key of its own");
    }

    static Problem interrupted() {
        return new Problem(
                500,
                "interrupted",
                "The job was broken off",
                "the gateway ended while it went on, and some of its calls change something, so it was not done again");
    }

    static Problem noLonger() {
        return new Problem(
                410, "no-such-work", "There is no such work any more", "the configuration has changed meanwhile");
    }

    static Problem resultTooLarge(int limit) {
        return new Problem(
                502, "too-large", "There was more than is allowed", "a job's result is at most " + limit + " bytes");
    }

    static Problem resultUnkept() {
        return new Problem(
                507,
                "result-not-kept",
                "The job's result could not be kept",
                "its calls were made, but there was no room on the disk for what came of them");
    }

    static Problem stopping() {
        return new Problem(503, "stopping", "The gateway is stopping", "ask again: another one will answer");
    }

    static Problem internal() {
        return new Problem(500, "internal-error", "The gateway made a mistake", "it has been logged under this id");
    }

    /**
     * For what the server itself refuses, before a route is known.
     *
     * @param detail empty where the server does not say
     */
    static Problem ofStatus(int status, String detail) {
        return switch (status) {
            case 413 ->
                new Problem(
                        413,
                        "content-too-large",
                        "The request's body is too large",
                        or(detail, "see server.max-request-body"));
            case 414 ->
                new Problem(
                        414,
                        "uri-too-long",
                        "The request's target is too long",
                        or(detail, "see server.max-header-size"));
            case 431 ->
                new Problem(
                        431,
                        "header-too-large",
                        "The request's head is too large",
                        or(detail, "see server.max-header-size"));
            case 505 ->
                new Problem(
                        505,
                        "version-not-supported",
                        "This version of HTTP is not spoken here",
                        "HTTP/1.1 and HTTP/2 are");
            case 503 -> new Problem(503, "overloaded", "There is no place left", or(detail, "ask again later"));
            default -> status >= 400 && status < 500 ? badRequest(or(detail, "it does not keep to HTTP")) : internal();
        };
    }

    private static String or(String detail, String otherwise) {
        return detail.isEmpty() ? otherwise : detail;
    }

    /** The document, with what each call did where calls decided it. */
    JsonObject json(String instance, List<Ended> failures) {
        Map<String, JsonValue> members = members();
        members.put("instance", JsonString.of(instance));
        if (!failures.isEmpty()) {
            members.put(
                    "failures",
                    JsonArray.of(failures.stream().map(Problem::failure).toList()));
        }
        return JsonObject.of(members);
    }

    /** The document of an optional call that is missing from an answer. */
    static JsonObject missing(Ended ended, Failure failure) {
        Map<String, JsonValue> members = of(failure).members();
        members.put("service", JsonString.of(ended.call().service().name()));
        members.put("reason", JsonString.of(failure.reason()));
        members.put("elapsedMs", elapsed(ended));
        if (ended.call().forEach() != null) {
            members.put("failed", JsonNumber.of(failed(ended)));
        }
        return JsonObject.of(members);
    }

    private Map<String, JsonValue> members() {
        Map<String, JsonValue> members = new LinkedHashMap<>();
        members.put("type", JsonString.of(TYPE + reason));
        members.put("title", JsonString.of(title));
        members.put("status", JsonNumber.of(status));
        if (!detail.isEmpty()) {
            members.put("detail", JsonString.of(detail));
        }
        if (!violated.isEmpty()) {
            members.put(
                    "violated-policies",
                    JsonArray.of(violated.stream().map(JsonString::of).toList()));
        }
        return members;
    }

    private static JsonObject failure(Ended ended) {
        Failure failure = ended.outcome().missing();
        if (failure == null) {
            return JsonObject.EMPTY;
        }
        Map<String, JsonValue> members = new LinkedHashMap<>();
        members.put("call", JsonString.of(ended.call().name()));
        members.put("service", JsonString.of(ended.call().service().name()));
        members.put("reason", JsonString.of(failure.reason()));
        members.put("status", status(failure));
        members.put("elapsedMs", elapsed(ended));
        return JsonObject.of(members);
    }

    private static JsonNumber elapsed(Ended ended) {
        return JsonNumber.of(ended.outcome().timing().elapsedNanos() / 1_000_000);
    }

    private static int failed(Ended ended) {
        return ended.outcome() instanceof Outcome.Defaulted defaulted ? defaulted.failed() : 0;
    }

    /** What the service itself answered; null where it did not. */
    private static JsonValue status(Failure failure) {
        return failure.status() == 0 ? JsonNull.NULL : JsonNumber.of(failure.status());
    }
}
