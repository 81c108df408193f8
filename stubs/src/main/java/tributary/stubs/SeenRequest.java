package tributary.stubs;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A request as a stub service received it.
 *
 * @param target path and query as they stood on the request line
 * @param headers names in lower case, values in their order
 * @param body as text, empty for none
 */
public record SeenRequest(String method, String target, Map<String, List<String>> headers, String body) {
    public SeenRequest {
        headers = Map.copyOf(new TreeMap<>(headers));
    }

    /** Returns the first value of a header, its name in lower case; null where it is absent. */
    public @Nullable String header(String name) {
        return headers.getOrDefault(name, List.of()).stream().findFirst().orElse(null);
    }
}
