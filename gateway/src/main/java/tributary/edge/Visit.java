package tributary.edge;

import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.http.ServerRequestHeaders;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
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
import tributary.observe.Observer;
import tributary.observe.RecordJson;
import tributary.observe.RequestRecord;
import tributary.observe.TraceContext;
import tributary.observe.Via;
import tributary.plan.Aggregate;
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
    private final Account account;
    private final boolean explained;

    private @Nullable Caller caller;
    private List<Field> carried;

    /** Null where the answer is as it is, whoever asks. */
    private @Nullable Codings codings;

    Visit(Generation generation, ServerRequest sent, ServerResponse response, BodyRoom room, long start) {
        this.generation = generation;
        this.sent = sent;
        this.response = response;
        this.room = room;
        this.carried = generation.cors().fields(sent.headers());
        ServerRequestHeaders headers = sent.headers();
        this.codings = generation.packing().admitted(headers);
        TraceContext trace = TraceContext.of(
                value(headers, TRACEPARENT), all(headers, TRACESTATE), all(headers, BAGGAGE), generation.tracedShare());
        this.account = new Account(RequestId.of(value(headers, REQUEST_ID)), trace, start);
        TelemetrySpec telemetry = generation.plan().telemetry();
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

    /** What is found out about it. */
    Account account() {
        return account;
    }

    /** Its name in answers and logs. */
    String id() {
        return account.id();
    }

    void isFor(Aggregate found) {
        account.isFor(found);
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

    /** What its answer tells of its calls; null where nobody asked, or who asked may not know. */
    @Nullable
    JsonObject explanation(long now) {
        return explained ? RecordJson.explanation(record(0, 0, now)) : null;
    }

    Observer.Ended ended(int status, long now) {
        return account.ended(status, explained, now);
    }

    /** All that is known of it in the end. */
    RequestRecord record(int status, long responseBytes, long now) {
        return account.record(
                new Account.Asked(
                        client(),
                        tier(),
                        sent.prologue().method().text(),
                        path(),
                        sent.prologue().protocolVersion(),
                        Via.CONNECTION),
                status,
                explained,
                responseBytes,
                now);
    }

    /** As it was sent, without the query. */
    String path() {
        return AggregateHandler.path(sent.prologue().uriPath().rawPath());
    }

    /** That of its key; may be empty. */
    String tier() {
        return caller == null ? "" : caller.tier();
    }

    /** The owner of the key, else the address, which is not the peer's where a proxy is believed. */
    String client() {
        if (caller != null) {
            return caller.owner().isEmpty() ? caller.address().toString() : caller.owner();
        }
        return RequestRecord.address(sent.remotePeer().address());
    }
}
