package tributary.stubs;

import java.io.IOException;
import java.time.Duration;

/** Faults of the connection and of time: resets, silence, drips. */
final class ConnectionFaults {
    private static final Duration FOR_EVER = Duration.ofDays(1);

    private ConnectionFaults() {}

    static After reset(FaultRequest request, FaultPeer peer) {
        return After.RESET;
    }

    static After hangUp(FaultRequest request, FaultPeer peer) {
        return After.CLOSE;
    }

    static After half(FaultRequest request, FaultPeer peer) throws IOException {
        return half(peer, After.CLOSE);
    }

    /** What was written is flushed first, so that the client has the half before the reset comes. */
    static After halfReset(FaultRequest request, FaultPeer peer) throws IOException {
        return half(peer, After.RESET);
    }

    static After halfSilent(FaultRequest request, FaultPeer peer) throws IOException, InterruptedException {
        half(peer, After.CLOSE);
        return never(request, peer);
    }

    static After never(FaultRequest request, FaultPeer peer) throws IOException, InterruptedException {
        while (peer.waited(FOR_EVER)) {
            // A client that waits longer than a day may go on waiting.
        }
        return After.CLOSE;
    }

    /** Endless: ends only when the client goes or the service is closed. */
    static After drip(FaultRequest request, FaultPeer peer) throws IOException, InterruptedException {
        peer.text(Answers.OK + "Transfer-Encoding: chunked\r\n\r\n1\r\n[\r\n");
        return drip(request, peer, "1\r\n1\r\n1\r\n,\r\n");
    }

    static After dripHead(FaultRequest request, FaultPeer peer) throws IOException, InterruptedException {
        peer.text(Answers.OK + "X-Drip: ");
        return drip(request, peer, "x");
    }

    private static After half(FaultPeer peer, After after) throws IOException {
        peer.text(Answers.OK + "Content-Length: 1000\r\n\r\n[\"" + "x".repeat(498))
                .flush();
        return after;
    }

    private static After drip(FaultRequest request, FaultPeer peer, String piece)
            throws IOException, InterruptedException {
        var every = Duration.ofMillis(Math.max(1, request.number("every", 50)));
        for (int i = 0; peer.waited(every); i++) {
            peer.text(piece.substring(i % piece.length(), i % piece.length() + 1));
        }
        return After.CLOSE;
    }
}
