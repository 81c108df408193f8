package tributary.edge.connection;

import io.helidon.http.HeaderValues;
import io.helidon.http.Headers;
import io.helidon.http.ServerResponseHeaders;
import io.helidon.webserver.ConnectionContext;
import io.helidon.webserver.http1.Http1ConnectionListener;

/**
 * Sees each HTTP/1.1 answer's head before it is written. The server does not end a connection because its own answer says
 * {@code Connection: close}: it would read what is left of a refused body as the next request. So the connection is told
 * here.
 */
final class AnswerListener implements Http1ConnectionListener {
    @Override
    public void headers(ConnectionContext connection, Headers headers) {
        Unsized.strip(headers);
        if (connection instanceof GuardedConnection guarded) {
            if (guarded.isLastAnswer() && headers instanceof ServerResponseHeaders written) {
                written.set(HeaderValues.CONNECTION_CLOSE);
            }
            if (headers.containsToken(HeaderValues.CONNECTION_CLOSE)) {
                guarded.closeAfterAnswer();
            }
        }
    }
}
