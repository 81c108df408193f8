package tributary.edge;

import io.helidon.http.Header;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.http.ServerRequestHeaders;
import io.helidon.http.ServerResponseHeaders;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import tributary.downstream.Bytes;
import tributary.edge.HttpAnswer.Coding;
import tributary.edge.coding.Codings;
import tributary.edge.coding.Gzip;
import tributary.edge.coding.GzipParts;
import tributary.edge.coding.PackingCounts;
import tributary.plan.CompressionSpec;

/**
 * Which answers are packed, and how that is said. A document is packed where it is long enough, a stream always; both only for
 * clients that take them so. Who takes nothing else gets short documents packed too, but not problems: saying no stays cheap.
 *
 * <p>Thread-safe. Sources: RFC 9110, 8.4 and 12.5; RFC 9111, 5.2.1.6.
 */
final class Packing {
    private static final Header GZIP = HeaderValues.createCached(HeaderNames.CONTENT_ENCODING, "gzip");
    private static final String ACCEPT_ENCODING = "Accept-Encoding";
    private static final Header VARY = HeaderValues.createCached(HeaderNames.VARY, ACCEPT_ENCODING);

    private final CompressionSpec spec;
    private final PackingCounts counts;

    Packing(CompressionSpec spec, PackingCounts counts) {
        this.spec = spec;
        this.counts = counts;
    }

    /** In which codings a client takes its answer; null where nobody asks. */
    @Nullable
    Codings admitted(ServerRequestHeaders headers) {
        if (!spec.on()) {
            return null;
        }
        if (!headers.contains(HeaderNames.ACCEPT_ENCODING)) {
            return Codings.PLAIN;
        }
        Codings admitted = Codings.of(
                String.join(",", headers.get(HeaderNames.ACCEPT_ENCODING).allValues()));
        return admitted == Codings.EITHER && forbidsTransforming(headers) ? Codings.PLAIN : admitted;
    }

    private static boolean forbidsTransforming(ServerRequestHeaders headers) {
        return headers.contains(HeaderNames.CACHE_CONTROL)
                && String.join(",", headers.get(HeaderNames.CACHE_CONTROL).allValues())
                        .toLowerCase(Locale.ROOT)
                        .contains("no-transform");
    }

    /** The same as it goes over the wire. What has been here is left alone. */
    HttpAnswer packed(HttpAnswer answer, Codings admitted) {
        if (answer.coding() != Coding.NONE || answer.contentType().isEmpty()) {
            return answer;
        }
        Bytes plain = answer.body();
        if (plain.length() < spec.minSize()) {
            return admitted == Codings.GZIP && answer.contentType().equals(HttpAnswer.JSON) ? packed(answer) : answer;
        }
        return coding(admitted) == Coding.GZIP ? packed(answer) : answer.as(plain, Coding.VARIES);
    }

    private HttpAnswer packed(HttpAnswer answer) {
        Bytes packed = Gzip.pack(answer.body(), spec.level());
        counts.count(answer.body().length(), packed.length());
        return answer.as(packed, Coding.GZIP);
    }

    /** How a body goes whose length does not matter. */
    static Coding coding(Codings admitted) {
        return switch (admitted) {
            case PLAIN, NONE -> Coding.VARIES;
            case EITHER, GZIP -> Coding.GZIP;
        };
    }

    GzipParts parts() {
        return new GzipParts(spec.level(), counts);
    }

    /** Says so, beside what else the answer depends on. */
    static void say(Coding coding, ServerResponseHeaders headers) {
        if (coding == Coding.NONE) {
            return;
        }
        if (coding == Coding.GZIP) {
            headers.set(GZIP);
        }
        headers.set(
                headers.contains(HeaderNames.VARY)
                        ? HeaderValues.create(
                                HeaderNames.VARY, headers.get(HeaderNames.VARY).get() + ", " + ACCEPT_ENCODING)
                        : VARY);
    }
}
