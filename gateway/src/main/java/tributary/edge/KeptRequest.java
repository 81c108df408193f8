package tributary.edge;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tributary.downstream.Bytes;
import tributary.downstream.WireRequest.Payload;
import tributary.engine.Request;
import tributary.json.JsonException;
import tributary.json.JsonNull;
import tributary.json.JsonObject;
import tributary.json.JsonParser;
import tributary.json.JsonString;
import tributary.json.JsonValue;
import tributary.observe.RequestTrace;
import tributary.observe.TraceContext;
import tributary.plan.Aggregate;
import tributary.plan.Aggregate.Async;
import tributary.plan.Verb;

/**
 * A request without its connection, so that it can be run at any time: what its aggregate reads of it, and nothing else.
 *
 * @param rawPath as it was sent
 * @param query by name, decoded
 * @param body null where there is none
 * @param traceparent of the request that asked for it
 * @param client who asked, where events tell of it; else empty
 */
record KeptRequest(
        String id,
        Verb method,
        String rawPath,
        JsonObject query,
        JsonObject header,
        JsonObject cookie,
        @Nullable String body,
        String bodyType,
        String traceparent,
        String tracestate,
        String baggage,
        String client) {

    static KeptRequest of(Request request, Verb method, String rawPath, Async async, String client) {
        Payload payload = request.payload();
        TraceContext trace = request.trace().context();
        return new KeptRequest(
                request.id(),
                method,
                rawPath,
                request.query(),
                kept(request.header(), async.headers()),
                kept(request.cookie(), async.cookies()),
                payload == null ? null : text(payload.bytes()),
                payload == null ? "" : payload.contentType(),
                trace.traceparent(0),
                trace.state(),
                trace.baggage(),
                client);
    }

    private static JsonObject kept(JsonObject all, Async.Kept which) {
        Map<String, JsonValue> members = new LinkedHashMap<>();
        for (String name : which.all() ? all.names() : which.names()) {
            JsonValue value = all.get(name);
            if (value != null) {
                members.put(name, value);
            }
        }
        return JsonObject.of(members);
    }

    /** The body is JSON, which has been found to be UTF-8: it comes out of the text byte for byte. */
    private static String text(Bytes bytes) {
        return new String(bytes.array(), bytes.offset(), bytes.length(), StandardCharsets.UTF_8);
    }

    /** @param path the route's parameters */
    Request request(Aggregate aggregate, JsonObject path) {
        RequestTrace trace = new RequestTrace(
                TraceContext.of(traceparent, tracestate, baggage, TraceContext.NEVER),
                aggregate.calls().size());
        byte[] bytes = body == null ? new byte[0] : body.getBytes(StandardCharsets.UTF_8);
        return new Request(
                id,
                trace,
                path,
                query,
                header,
                cookie,
                body == null ? JsonNull.NULL : json(bytes),
                body == null ? null : new Payload(Bytes.of(bytes), bodyType));
    }

    private static JsonValue json(byte[] bytes) {
        try {
            return JsonParser.parse(bytes, 0, bytes.length);
        } catch (JsonException e) {
            throw new IllegalStateException("it was JSON when it was kept", e);
        }
    }

    JsonObject json() {
        Map<String, JsonValue> members = new LinkedHashMap<>();
        members.put("id", JsonString.of(id));
        members.put("method", JsonString.of(method.name()));
        members.put("path", JsonString.of(rawPath));
        members.put("query", query);
        members.put("header", header);
        members.put("cookie", cookie);
        if (body != null) {
            members.put("body", JsonString.of(body));
            members.put("bodyType", JsonString.of(bodyType));
        }
        members.put("traceparent", JsonString.of(traceparent));
        members.put("tracestate", JsonString.of(tracestate));
        members.put("baggage", JsonString.of(baggage));
        if (!client.isEmpty()) {
            members.put("client", JsonString.of(client));
        }
        return JsonObject.of(members);
    }

    /** @throws IllegalStateException where {@code json} is none that was kept */
    static KeptRequest of(JsonValue json) {
        if (!(json instanceof JsonObject object)) {
            throw new IllegalStateException("a kept request is an object");
        }
        return new KeptRequest(
                text(object, "id"),
                Verb.valueOf(text(object, "method")),
                text(object, "path"),
                object(object, "query"),
                object(object, "header"),
                object(object, "cookie"),
                object.get("body") instanceof JsonString body ? body.text() : null,
                text(object, "bodyType"),
                text(object, "traceparent"),
                text(object, "tracestate"),
                text(object, "baggage"),
                text(object, "client"));
    }

    private static String text(JsonObject json, String name) {
        return json.get(name) instanceof JsonString text ? text.text() : "";
    }

    private static JsonObject object(JsonObject json, String name) {
        return json.get(name) instanceof JsonObject object ? object : JsonObject.EMPTY;
    }
}
