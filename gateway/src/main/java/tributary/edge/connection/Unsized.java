package tributary.edge.connection;

import io.helidon.http.Header;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.http.Headers;
import io.helidon.http.ServerResponseHeaders;
import io.helidon.webserver.http.ServerResponse;

/**
 * Answers to HEAD that say nothing of a length, as that of a stream is not known before its end. The server would say 0, which
 * a client may take for the length of what GET brings.
 *
 * <p>Stateless. Source: RFC 9110, 8.6 and 9.3.2.
 */
public final class Unsized {
    /** Known by its identity, so that a length of 0 that is meant stays. */
    private static final Header MARK = HeaderValues.createCached(HeaderNames.CONTENT_LENGTH, "0");

    private Unsized() {}

    /** Has {@code response}, which has no body, sent without a length. */
    public static void mark(ServerResponse response, boolean http1) {
        response.header(MARK);
        if (!http1) {
            // HTTP/2 puts its own length in before it asks here; HTTP/1.1
            // behind it, so there the listener strips the head.
            response.beforeSend(() -> strip(response.headers()));
        }
    }

    static void strip(Headers headers) {
        if (headers instanceof ServerResponseHeaders written
                && written.contains(HeaderNames.CONTENT_LENGTH)
                && written.get(HeaderNames.CONTENT_LENGTH) == MARK) {
            written.remove(HeaderNames.CONTENT_LENGTH);
        }
    }
}
