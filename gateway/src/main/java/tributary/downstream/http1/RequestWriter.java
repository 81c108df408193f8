package tributary.downstream.http1;

import java.io.IOException;
import tributary.downstream.Bytes;
import tributary.downstream.WireRequest;

/**
 * Writes requests. A write to a socket has no timeout; a service that does not read is met by the exchange's alarm, which
 * closes the socket.
 */
final class RequestWriter {
    private static final int TOGETHER = 16 * 1024;

    private final RequestBytes.Common common;

    RequestWriter(Origin origin) {
        common = new RequestBytes.Common(origin);
    }

    void write(Connection connection, WireRequest request) throws IOException {
        RequestBytes bytes = new RequestBytes(connection.scratch()).head(common, request);
        Bytes body = request.body() == null ? Bytes.NONE : request.body().bytes();
        if (bytes.length() + (long) body.length() <= TOGETHER) {
            // Head and body in one write, or the service would wake up twice.
            bytes.append(body.array(), body.offset(), body.length());
            connection.write(bytes.array(), 0, bytes.length());
            return;
        }
        connection.write(bytes.array(), 0, bytes.length());
        connection.write(body.array(), body.offset(), body.length());
    }
}
