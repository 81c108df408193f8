package tributary.engine;

import org.jspecify.annotations.Nullable;
import tributary.downstream.WireRequest;
import tributary.json.JsonObject;
import tributary.json.JsonValue;
import tributary.observe.RequestTrace;

/**
 * What a client sent, as far as expressions may read it.
 *
 * @param id answered as {@code X-Request-Id}
 * @param trace is told what happens with each call
 * @param header by lower-case name; hop-by-hop fields are not among them
 * @param body JSON's null where there is none or nothing reads it
 * @param payload the body as it came; null where there is none
 */
public record Request(
        String id,
        RequestTrace trace,
        JsonObject path,
        JsonObject query,
        JsonObject header,
        JsonObject cookie,
        JsonValue body,
        WireRequest.@Nullable Payload payload) {}
