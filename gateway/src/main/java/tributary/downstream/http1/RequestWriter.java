package tributary.downstream.http1;

import java.io.IOException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.concurrent.StructuredTaskScope;
import java.util.concurrent.StructuredTaskScope.FailedException;
import java.util.concurrent.StructuredTaskScope.Joiner;
import tributary.downstream.Bytes;
import tributary.downstream.WireRequest;
import tributary.resilience.Deadline;

/**
 * Writes requests so that a service that does not read cannot hold us.
 *
 * <p>A write to a socket has no timeout. Up to {@value #SURE} bytes it needs none: when a request is written, what came
 * before it on this connection has been answered, so the socket's send buffer, larger than this on any system, takes it
 * without waiting. (A service that answers without ever reading breaks this after some hundred requests on one
 * connection; then the write ends only by interruption, as the request that made it ends.) A larger body is written by a
 * thread of its own in a scope with a timeout: at the deadline that thread is interrupted, which closes the socket. Such
 * a connection is never trusted again, since a service may have answered without reading all of it.
 */
final class RequestWriter {
    private static final int SURE = 16 * 1024;

    private final RequestBytes.Common common;

    RequestWriter(Origin origin) {
        common = new RequestBytes.Common(origin);
    }

    void write(Connection connection, WireRequest request, Deadline deadline) throws IOException, InterruptedException {
        RequestBytes bytes = new RequestBytes(connection.scratch()).head(common, request);
        Bytes body = request.body() == null ? Bytes.NONE : request.body().bytes();
        if (bytes.length() + (long) body.length() <= SURE && !connection.sentMuch()) {
            // Head and body in one write, or the service would wake up twice.
            bytes.append(body.array(), body.offset(), body.length());
            connection.write(bytes.array(), 0, bytes.length());
            return;
        }
        connection.markSentMuch();
        writeInTime(connection, bytes, body, deadline);
    }

    private static void writeInTime(Connection connection, RequestBytes head, Bytes body, Deadline deadline)
            throws IOException, InterruptedException {
        Duration left = Duration.ofNanos(Math.max(1, deadline.remainingNanos()));
        try (var scope =
                StructuredTaskScope.open(Joiner.<Void>awaitAllSuccessfulOrThrow(), setup -> setup.withTimeout(left))) {
            scope.fork(() -> {
                connection.write(head.array(), 0, head.length());
                connection.write(body.array(), body.offset(), body.length());
                return null;
            });
            scope.join();
        } catch (StructuredTaskScope.TimeoutException e) {
            throw new SocketTimeoutException("deadline");
        } catch (FailedException e) {
            switch (e.getCause()) {
                case IOException io -> throw io;
                case null, default -> throw e;
            }
        }
    }
}
