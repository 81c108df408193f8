package tributary.downstream;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is sent to a service.
 *
 * @param method upper case, such as {@code GET}
 * @param target path and query in origin form, already percent-encoded; it starts with {@code /} and does not hold the
 *     path of the service's base URL
 * @param headers beside those of the connection itself ({@code host}, {@code content-length}, {@code accept-encoding},
 *     {@code connection}), which the transport writes; names lower case, values without CR, LF and NUL
 * @param body null where none is sent; not copied, so whoever makes the request leaves it alone afterwards
 */
public record WireRequest(
        String method,
        String target,
        List<Field> headers,
        @Nullable Payload body) {
    public WireRequest {
        headers = List.copyOf(headers);
    }

    /** One header field. */
    public record Field(String name, String value) {}

    /** A request body and its media type. */
    public record Payload(Bytes bytes, String contentType) {}

    /** The same with {@code field}, in the place of any that has its name. */
    public WireRequest with(Field field) {
        List<Field> fields = new ArrayList<>(headers.size() + 1);
        for (Field known : headers) {
            if (!known.name().equals(field.name())) {
                fields.add(known);
            }
        }
        fields.add(field);
        return new WireRequest(method, target, fields, body);
    }

    /** Whether the method may be sent twice without harm (RFC 9110, 9.2.1). */
    public boolean safe() {
        return method.equals("GET") || method.equals("HEAD");
    }
}
