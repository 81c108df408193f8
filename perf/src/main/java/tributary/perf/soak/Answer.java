package tributary.perf.soak;

import java.util.Locale;
import java.util.Map;

/**
 * An answer of the gateway's.
 *
 * @param headers names in lower case; of several with one name, the values joined by {@code ", "}
 */
record Answer(int status, Map<String, String> headers, String body) {
    Answer {
        headers = Map.copyOf(headers);
    }

    String header(String name) {
        return headers.getOrDefault(name, "");
    }

    /** Whether the gateway has said that the connection ends here. */
    boolean isLast() {
        return header("connection").toLowerCase(Locale.ROOT).contains("close");
    }

    /** Enough of it to see what is wrong. */
    @Override
    public String toString() {
        return status + " " + headers + " " + (body.length() > 300 ? body.substring(0, 300) + "…" : body);
    }
}
