package tributary.edge.connection;

import io.helidon.common.socket.SocketWriterException;
import java.io.UncheckedIOException;
import java.net.SocketAddress;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import tributary.edge.connection.ConnectionCounts.Handshake;
import tributary.edge.connection.TlsLayer.Shaken;

/**
 * One client's handshake under its deadline, that of a head; what came of it is counted, and told where TLS did not come about.
 *
 * @param below what the client sends, as it comes
 */
record Handshaking(TlsLayer tls, Supplier<byte @Nullable []> below, GuardedSocket socket, Guard guard) {
    /** Whether TLS came about. Runs on the connection's own thread. */
    boolean succeeds(Securing securing, SocketAddress client) {
        Wait first = new Wait(Wait.For.FIRST_BYTE, socket.acceptedAt());
        if (!socket.begin(first)) {
            return false;
        }
        byte[] begun = firstBytes();
        Shaken shaken;
        if (!socket.end(first)) {
            if (guard.isEndAnnounced()) {
                // It was idle, and the listener ends.
                return false;
            }
            shaken = new Shaken(Handshake.LATE);
        } else if (begun == null) {
            // Whoever only looks whether somebody listens has not failed at anything.
            return false;
        } else {
            shaken = shake(begun);
        }
        guard.counts().countHandshake(shaken.how());
        if (shaken.how() != Handshake.DONE) {
            securing.tellFailure(client, shaken.how(), shaken.why());
            return false;
        }
        return true;
    }

    private byte @Nullable [] firstBytes() {
        try {
            return below.get();
        } catch (UncheckedIOException e) {
            return null;
        }
    }

    private Shaken shake(byte[] begun) {
        Wait wait = new Wait(Wait.For.HANDSHAKE, socket.acceptedAt());
        if (!socket.begin(wait)) {
            return new Shaken(Handshake.LATE);
        }
        Shaken shaken;
        try {
            shaken = tls.handshake(begun);
        } catch (UncheckedIOException | SocketWriterException e) {
            shaken = new Shaken(Handshake.BROKEN_OFF);
        }
        return socket.end(wait) ? shaken : new Shaken(Handshake.LATE);
    }
}
