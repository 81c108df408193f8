package tributary.perf.soak;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.zip.GZIPInputStream;

/**
 * An answer of the gateway's.
 *
 * @param headers names in lower case; of several with one name, the values joined by {@code ", "}
 */
record Answer(int status, Map<String, String> headers, String body) {
    Answer {
        headers = Map.copyOf(headers);
    }

    /** One whose body is as {@code content-encoding} says. */
    static Answer of(int status, Map<String, String> headers, byte[] body) throws IOException {
        byte[] plain = body;
        if (headers.getOrDefault("content-encoding", "").equals("gzip")) {
            try (GZIPInputStream unpacked = new GZIPInputStream(new ByteArrayInputStream(body))) {
                plain = unpacked.readAllBytes();
            }
        }
        return new Answer(status, headers, new String(plain, StandardCharsets.UTF_8));
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
