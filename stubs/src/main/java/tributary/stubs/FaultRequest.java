package tributary.stubs;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * A request as it came over the socket of a {@link FaultService}.
 *
 * @param head the request line and the headers, character for character, without the empty line
 * @param method the first word of the request line
 * @param target the second word, exactly as it stood there
 * @param headers names in lower case; of several with one name, the values joined by {@code ", "}
 * @param body as text, chunks joined; empty for none
 */
public record FaultRequest(String head, String method, String target, Map<String, String> headers, String body) {
    public FaultRequest {
        headers = Map.copyOf(headers);
    }

    static FaultRequest of(String head, String body) {
        List<String> lines = head.lines().toList();
        var words = (lines.isEmpty() ? "" : lines.getFirst()).split(" ", 3);
        return new FaultRequest(head, words[0], words.length > 1 ? words[1] : "/", headers(lines), body);
    }

    static Map<String, String> headers(List<String> lines) {
        var headers = new TreeMap<String, String>();
        for (var line : lines.stream().skip(1).toList()) {
            int colon = line.indexOf(':');
            if (colon > 0) {
                headers.merge(
                        line.substring(0, colon).toLowerCase(Locale.ROOT),
                        line.substring(colon + 1).strip(),
                        (first, next) -> first + ", " + next);
            }
        }
        return headers;
    }

    /** Returns the target without its query. */
    public String path() {
        int question = target.indexOf('?');
        return question < 0 ? target : target.substring(0, question);
    }

    /** Returns a query parameter, decoded, or {@code otherwise} where it is absent. */
    String query(String name, String otherwise) {
        int question = target.indexOf('?');
        var parameters = new LinkedHashMap<String, String>();
        for (var part :
                question < 0 ? new String[0] : target.substring(question + 1).split("&", -1)) {
            var pair = part.split("=", 2);
            parameters.put(pair[0], pair.length > 1 ? URLDecoder.decode(pair[1], StandardCharsets.UTF_8) : "");
        }
        return parameters.getOrDefault(name, otherwise);
    }

    /** Returns a query parameter that is a whole number, or {@code otherwise} where it is absent or none. */
    int number(String name, int otherwise) {
        var text = query(name, "");
        return text.matches("\\d{1,9}") ? Integer.parseInt(text) : otherwise;
    }
}
