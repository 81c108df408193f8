package tributary.edge;

import io.helidon.http.Header;
import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.http.ServerRequestHeaders;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tributary.json.JsonObject;
import tributary.json.JsonOutput;
import tributary.json.JsonString;
import tributary.json.JsonValue;

/**
 * A request's header fields as an object: lower-case names, a repeated field's values joined by commas (RFC 9110, 5.3),
 * cookies by semicolons. A view: a request whose templates read no header pays nothing. Hop-by-hop fields, those named in
 * {@code Connection} too, are not there (RFC 9110, 7.6.1), so they can neither be forwarded nor read.
 */
final class HeaderFields implements JsonObject {
    private static final Set<String> HOP_BY_HOP = Set.of(
            "connection",
            "keep-alive",
            "proxy-authenticate",
            "proxy-authorization",
            "proxy-connection",
            "te",
            "trailer",
            "transfer-encoding",
            "upgrade",
            "http2-settings");

    private final ServerRequestHeaders headers;
    private @Nullable Set<String> connectionNames;

    HeaderFields(ServerRequestHeaders headers) {
        this.headers = headers;
    }

    @Override
    public @Nullable JsonValue get(String name) {
        if (hopByHop(name) || !name.equals(name.toLowerCase(Locale.ROOT))) {
            return null;
        }
        HeaderName headerName = HeaderNames.create(name);
        return headers.contains(headerName) ? JsonString.of(text(headers.get(headerName))) : null;
    }

    private static String text(Header header) {
        if (header.valueCount() == 1) {
            return header.get();
        }
        // HTTP/2 may cut the cookies into several fields, and they are put together in their own way (RFC 9113, 8.2.3).
        boolean cookie = header.headerName().equals(HeaderNames.COOKIE);
        return String.join(cookie ? "; " : ", ", header.allValues());
    }

    private boolean hopByHop(String name) {
        return HOP_BY_HOP.contains(name) || namedInConnection().contains(name);
    }

    /** Computed by whichever thread asks first; a second one would compute the same. */
    private Set<String> namedInConnection() {
        Set<String> names = connectionNames;
        if (names == null) {
            Set<String> found = new HashSet<>();
            for (String value : headers.contains(HeaderNames.CONNECTION)
                    ? headers.get(HeaderNames.CONNECTION).allValues(true)
                    : List.<String>of()) {
                found.add(value.strip().toLowerCase(Locale.ROOT));
            }
            // Calls' threads read it at once without a lock: only what is immutable may be handed over so.
            names = Set.copyOf(found);
            connectionNames = names;
        }
        return names;
    }

    private JsonObject all() {
        Map<String, JsonValue> members = new LinkedHashMap<>();
        for (Header header : headers) {
            String name = header.headerName().lowerCase();
            if (!hopByHop(name) && !name.startsWith(":")) {
                members.put(name, JsonString.of(text(header)));
            }
        }
        return JsonObject.of(members);
    }

    @Override
    public Set<String> names() {
        return all().names();
    }

    @Override
    public void writeTo(JsonOutput out) {
        all().writeTo(out);
    }

    @Override
    public int roughSize() {
        return 512;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other != null && JsonObject.equal(this, other);
    }

    @Override
    public int hashCode() {
        return JsonObject.hash(this);
    }

    @Override
    public String toString() {
        return JsonOutput.text(this);
    }
}
