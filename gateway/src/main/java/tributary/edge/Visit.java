package tributary.edge;

import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.http.ServerRequestHeaders;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tributary.downstream.BodyRoom;
import tributary.downstream.WireRequest.Field;
import tributary.edge.HttpAnswer.Coding;
import tributary.edge.client.Caller;
import tributary.edge.coding.Codings;
import tributary.edge.coding.GzipParts;
import tributary.json.JsonObject;
import tributary.observe.CallRecord;
import tributary.observe.CallTrace;
import tributary.observe.CallTrace.End;
import tributary.observe.Observer;
import tributary.observe.RecordJson;
import tributary.observe.RequestRecord;
import tributary.observe.RequestTrace;
import tributary.observe.TraceContext;
import tributary.plan.Aggregate;
import tributary.plan.Call;
import tributary.plan.TelemetrySpec;

/**
 * A request under way: what serves it, what the client sent, where its bodies go; and what is found out about it on its way.
 * Used by the request's own thread.
 */
final class Visit {
    private static final HeaderName REQUEST_ID = HeaderNames.create("X-Request-Id");
    private static final HeaderName EXPLAIN = HeaderNames.create("Tributary-Explain");
    private static final HeaderName DEBUG_KEY = HeaderNames.create("Tributary-Debug-Key");
    private static final HeaderName TRACEPARENT = HeaderNames.create("traceparent");
    private static final HeaderName TRACESTATE = HeaderNames.create("tracestate");
    private static final HeaderName BAGGAGE = HeaderNames.create("baggage");

    private final Generation generation;
    private final ServerRequest sent;
    private final ServerResponse response;
    private final BodyRoom room;
    private final String id;
    private final TraceContext trace;
    private final long start;

    private @Nullable Aggregate aggregate;
    private @Nullable Caller caller;
    private List<Field> carried;
    private @Nullable RequestTrace calls;
    private final boolean explained;
    private long bodyBytes;
    private long ownNanos = -1;
    private String outcome = "";
    private String limit = "";

    /** Null where the answer is as it is, whoever asks. */
    private @Nullable Codings codings;

    Visit(Generation generation, ServerRequest sent, ServerResponse response, BodyRoom room, long start) {
        this.generation = generation;
        this.sent = sent;
        this.response = response;
        this.room = room;
        this.start = start;
        this.carried = generation.cors().fields(sent.headers());
        ServerRequestHeaders headers = sent.headers();
        this.codings = generation.packing().admitted(headers);
        this.id = RequestId.of(value(headers, REQUEST_ID));
        TelemetrySpec telemetry = generation.plan().telemetry();
        this.trace = TraceContext.of(
                value(headers, TRACEPARENT), all(headers, TRACESTATE), all(headers, BAGGAGE), generation.tracedShare());
        this.explained = telemetry.debugKey() != null && asksToExplain(headers, telemetry.debugKey());
    }

    private static boolean asksToExplain(ServerRequestHeaders headers, String key) {
        String shown = value(headers, DEBUG_KEY);
        return "1".equals(value(headers, EXPLAIN))
                && shown != null
                && MessageDigest.isEqual(key.getBytes(StandardCharsets.UTF_8), shown.getBytes(StandardCharsets.UTF_8));
    }

    private static @Nullable String value(ServerRequestHeaders headers, HeaderName name) {
        return headers.contains(name) ? headers.get(name).get() : null;
    }

    /** Fields of one name are one list (RFC 9110, 5.3). */
    private static @Nullable String all(ServerRequestHeaders headers, HeaderName name) {
        return headers.contains(name) ? String.join(",", headers.get(name).allValues()) : null;
    }

    Generation generation() {
        return generation;
    }

    ServerRequest sent() {
        return sent;
    }

    ServerResponse response() {
        return response;
    }

    BodyRoom room() {
        return room;
    }

    /** Its name in answers and logs. */
    String id() {
        return id;
    }

    TraceContext trace() {
        return trace;
    }

    /** When it began, on the gateway's ticker. */
    long start() {
        return start;
    }

    void isFor(Aggregate found) {
        aggregate = found;
        if (!found.delivery().compressed()) {
            codings = null;
        }
    }

    /** Its answer holds what the aggregate of that name answers. */
    void tellsOf(String name) {
        if (generation.sendsPlain(name)) {
            codings = null;
        }
    }

    /** Whether the client takes no coding that there is. */
    boolean takesNothing() {
        return codings == Codings.NONE;
    }

    /** The same as it goes over the wire. */
    HttpAnswer packed(HttpAnswer answer) {
        return codings == null ? answer : generation.packing().packed(answer, codings);
    }

    /** How its answer goes if that comes part by part. */
    Coding streamCoding() {
        return codings == null ? Coding.NONE : Packing.coding(codings);
    }

    /** What packs the parts then; null where nothing does. */
    @Nullable
    GzipParts parts() {
        return streamCoding() == Coding.GZIP ? generation.packing().parts() : null;
    }

    void isFrom(Caller known) {
        caller = known;
    }

    /** Whatever the answer is, these go with it. */
    void carries(List<Field> fields) {
        carried = Stream.concat(carried.stream(), fields.stream()).toList();
    }

    List<Field> carried() {
        return carried;
    }

    /** Its calls are about to be made. */
    RequestTrace calls(Aggregate of) {
        calls = new RequestTrace(trace, of.calls().size());
        return calls;
    }

    /** What happened with its calls; null where none was to be made. */
    @Nullable
    RequestTrace made() {
        return calls;
    }

    /** What its answer tells of its calls; null where nobody asked, or who asked may not know. */
    @Nullable
    JsonObject explanation(long now) {
        return explained ? RecordJson.explanation(record(0, 0, now)) : null;
    }

    void read(long bytes) {
        bodyBytes = bytes;
    }

    /** Of its time, so much was not waiting for services. */
    void tookItself(long nanos) {
        ownNanos = nanos;
    }

    void endsAs(String word) {
        outcome = word;
    }

    /** A rate limit refuses it. */
    void isLimitedBy(List<String> policies) {
        limit = String.join(",", policies);
    }

    String outcome() {
        return outcome;
    }

    Observer.Ended ended(int status, long now) {
        return new Observer.Ended(status, outcome, now - start, trace.recorded(), explained);
    }

    /** All that is known of it in the end. */
    RequestRecord record(int status, long responseBytes, long now) {
        return new RequestRecord(
                id,
                trace,
                trace.recorded() ? TraceContext.newSpan() : 0,
                RequestRecord.epochNanosAgo(now - start),
                start,
                now - start,
                client(),
                caller == null ? "" : caller.tier(),
                sent.prologue().method().text(),
                AggregateHandler.path(sent.prologue().uriPath().rawPath()),
                aggregate == null ? RequestCounts.NONE : aggregate.name(),
                sent.prologue().protocolVersion(),
                status,
                outcome,
                explained,
                bodyBytes,
                responseBytes,
                ownNanos,
                aggregate == null || calls == null ? List.of() : calls(aggregate, calls),
                limit);
    }

    /** The owner of the key, else the address, which is not the peer's where a proxy is believed. */
    String client() {
        if (caller != null) {
            return caller.owner().isEmpty() ? caller.address().toString() : caller.owner();
        }
        return RequestRecord.address(sent.remotePeer().address());
    }

    static List<CallRecord> calls(Aggregate aggregate, RequestTrace traced) {
        List<CallRecord> records = new ArrayList<>(aggregate.calls().size());
        for (Call call : aggregate.calls()) {
            records.add(record(aggregate, call, traced.call(call.slot())));
        }
        return records;
    }

    private static CallRecord record(Aggregate aggregate, Call call, @Nullable CallTrace trace) {
        List<String> needs = List.of();
        if (!call.needs().isEmpty()) {
            needs = call.needs().stream()
                    .map(need -> aggregate.calls().get(need.slot()).name())
                    .toList();
        }
        return new CallRecord(
                call.name(),
                call.service().name(),
                call.verb().name(),
                call.optional(),
                needs,
                trace != null,
                trace == null ? End.CANCELLED : trace.end(),
                trace == null ? "" : trace.reason(),
                trace == null ? 0 : trace.status(),
                trace == null ? 0 : trace.readyNanos(),
                trace == null ? 0 : trace.endNanos(),
                trace == null ? 0 : trace.requests(),
                trace == null ? 0 : trace.shared(),
                trace == null ? "" : merged(aggregate, call, trace.end()),
                trace == null ? 0 : trace.made(),
                trace == null ? List.of() : trace.attempts());
    }

    /** What became of a call's value. */
    private static String merged(Aggregate aggregate, Call call, End end) {
        return switch (end) {
            case FAILED -> "ends the request";
            case CANCELLED -> "";
            case SKIPPED -> "skipped: its default";
            case DEFAULTED -> "its default";
            case ANSWERED -> {
                Call.ForEach forEach = call.forEach();
                Call.Attach attach = forEach == null ? null : forEach.attach();
                yield attach == null
                        ? "its value"
                        : "attached to " + aggregate.calls().get(attach.slot()).name();
            }
        };
    }
}
