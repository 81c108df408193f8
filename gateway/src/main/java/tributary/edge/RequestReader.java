package tributary.edge;

import io.helidon.http.HeaderNames;
import io.helidon.http.HttpException;
import io.helidon.http.RequestException;
import io.helidon.http.ServerRequestHeaders;
import io.helidon.http.Status;
import io.helidon.webserver.CloseConnectionException;
import io.helidon.webserver.http.ServerRequest;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tributary.downstream.BodyRoom;
import tributary.downstream.Bytes;
import tributary.downstream.WireRequest.Payload;
import tributary.engine.Request;
import tributary.json.JsonArray;
import tributary.json.JsonException;
import tributary.json.JsonNull;
import tributary.json.JsonObject;
import tributary.json.JsonParser;
import tributary.json.JsonString;
import tributary.json.JsonValue;
import tributary.plan.Aggregate;
import tributary.resilience.Priority;

/** Reads what a client sent into a {@link Request}, or finds what is wrong with it. */
final class RequestReader {
    private static final int MAX_PARAMETERS = 1000;

    /** JSON itself, and what is made of it (RFC 6838, 4.2.8); the characters are those of a type's name. */
    private static final Pattern JSON = Pattern.compile("application/(json|[a-z0-9][a-z0-9!#$&^_.+-]*\\+json)");

    private final int maxBody;
    private final BodyRoom room;

    /**
     * @param maxBody bytes of a body, beyond which it is refused
     * @param room from which a larger body takes its memory
     */
    RequestReader(int maxBody, BodyRoom room) {
        this.maxBody = maxBody;
        this.room = room;
    }

    /** A request that cannot be served, and what the client is told. */
    static final class Refused extends Exception {
        private final transient Problem problem;

        Refused(Problem problem) {
            super(problem.detail(), null, false, false);
            this.problem = problem;
        }

        Problem problem() {
            return problem;
        }
    }

    Request read(Visit visit, Aggregate aggregate, JsonObject path) throws Refused {
        ServerRequest sent = visit.sent();
        ServerRequestHeaders headers = sent.headers();
        JsonObject query = query(sent.query().rawValue());
        JsonObject cookies = cookies(headers);
        Payload payload = aggregate.readsBody() ? payload(sent, headers, aggregate.priority()) : null;
        JsonValue body = payload == null ? JsonNull.NULL : json(payload.bytes());
        return new Request(
                visit.id(),
                visit.account().calls(aggregate),
                path,
                query,
                new HeaderFields(headers),
                cookies,
                body,
                payload);
    }

    /** Parameters by name: text, or an array of texts where one is repeated. */
    static JsonObject query(String raw) throws Refused {
        if (raw.isEmpty()) {
            return JsonObject.EMPTY;
        }
        Map<String, List<JsonValue>> values = new LinkedHashMap<>();
        String[] parameters = raw.split("&", MAX_PARAMETERS + 1);
        if (parameters.length > MAX_PARAMETERS) {
            throw new Refused(Problem.badRequest("the query has more than " + MAX_PARAMETERS + " parameters"));
        }
        for (int i = 0; i < parameters.length; i++) {
            String parameter = parameters[i];
            if (parameter.isEmpty()) {
                continue;
            }
            int equals = parameter.indexOf('=');
            String name = PercentDecoding.decode(equals < 0 ? parameter : parameter.substring(0, equals), true);
            String value = equals < 0 ? "" : PercentDecoding.decode(parameter.substring(equals + 1), true);
            if (name == null || value == null) {
                throw new Refused(Problem.badRequest(
                        "query parameter " + (i + 1) + " holds a percent-encoding that is none, or no UTF-8"));
            }
            values.computeIfAbsent(name, _ -> new ArrayList<>(1)).add(JsonString.of(value));
        }
        Map<String, JsonValue> members = LinkedHashMap.newLinkedHashMap(values.size());
        values.forEach((name, all) -> members.put(name, all.size() == 1 ? all.getFirst() : JsonArray.of(all)));
        return JsonObject.of(members);
    }

    /** Cookies by name (RFC 6265, 5.4); of two with one name the first, which is the more specific. */
    private static JsonObject cookies(ServerRequestHeaders headers) {
        if (!headers.contains(HeaderNames.COOKIE)) {
            return JsonObject.EMPTY;
        }
        Map<String, JsonValue> members = new LinkedHashMap<>();
        for (String field : headers.get(HeaderNames.COOKIE).allValues()) {
            for (String cookie : field.split(";", -1)) {
                int equals = cookie.indexOf('=');
                if (equals > 0) {
                    members.putIfAbsent(
                            cookie.substring(0, equals).strip(),
                            JsonString.of(cookie.substring(equals + 1).strip()));
                }
            }
        }
        return JsonObject.of(members);
    }

    private @Nullable Payload payload(ServerRequest sent, ServerRequestHeaders headers, Priority priority)
            throws Refused {
        if (headers.contains(HeaderNames.CONTENT_LENGTH)
                && headers.contentLength().orElse(0) > maxBody) {
            throw new Refused(Problem.tooLarge(maxBody));
        }
        if (!sent.content().hasEntity()) {
            return null;
        }
        String type = mediaType(
                headers.contains(HeaderNames.CONTENT_TYPE)
                        ? headers.get(HeaderNames.CONTENT_TYPE).get()
                        : "");
        if (headers.contains(HeaderNames.CONTENT_ENCODING)
                && !headers.get(HeaderNames.CONTENT_ENCODING).get().equalsIgnoreCase("identity")) {
            throw new Refused(Problem.unsupportedMediaType("bodies are taken without content coding only"));
        }
        int announced = (int) headers.contentLength().orElse(0);
        try (InputStream in = new RoomyBody(sent.content().inputStream(), room, priority, announced)) {
            byte[] body = in.readNBytes(maxBody + 1);
            if (body.length > maxBody) {
                throw new Refused(Problem.tooLarge(maxBody));
            }
            return body.length == 0 ? null : new Payload(Bytes.of(body), type);
        } catch (RoomyBody.NoRoom e) {
            throw new Refused(Problem.overloaded());
        } catch (CloseConnectionException e) {
            // The connection has been given up, and the client has been told why where it could be.
            throw e;
        } catch (RequestException e) {
            throw unread(e.status());
        } catch (HttpException e) {
            throw unread(e.status());
        } catch (IOException | RuntimeException e) {
            // The server throws what it happens to meet: a chunk's size that is no number, a client that is gone.
            throw new Refused(Problem.badRequest("the body broke off or is not framed as HTTP demands"));
        }
    }

    private Refused unread(Status status) {
        boolean tooLarge = status.code() == Status.REQUEST_ENTITY_TOO_LARGE_413.code();
        return new Refused(tooLarge ? Problem.tooLarge(maxBody) : Problem.badRequest("the body does not keep to HTTP"));
    }

    /**
     * The type under which a body is sent on: the client's own, since a service tells a JSON patch from a merge patch by it.
     * A body without a type is taken for JSON: what else it is will show.
     */
    private static String mediaType(String type) throws Refused {
        String[] parts = type.toLowerCase(Locale.ROOT).split(";", -1);
        String media = parts[0].strip();
        if (!media.isEmpty() && !JSON.matcher(media).matches()) {
            throw new Refused(Problem.unsupportedMediaType("bodies are taken as application/json"));
        }
        for (int i = 1; i < parts.length; i++) {
            String parameter = parts[i].strip().replace("\"", "");
            if (parameter.startsWith("charset=") && !parameter.equals("charset=utf-8")) {
                throw new Refused(Problem.unsupportedMediaType("JSON is UTF-8, and no other charset is taken"));
            }
        }
        return media.isEmpty() ? "application/json" : media;
    }

    private static JsonValue json(Bytes body) throws Refused {
        try {
            return JsonParser.parse(body.array(), body.offset(), body.length());
        } catch (JsonException e) {
            throw new Refused(Problem.badRequest("the body is not JSON: " + e.getMessage()));
        }
    }
}
