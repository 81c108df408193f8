package tributary.stubs;

import static tributary.stubs.Answers.BODY;

import java.io.IOException;

/** Faults of the headers of an answer. */
final class HeadFaults {
    private HeadFaults() {}

    /** A right answer with these header lines added. */
    static FaultAction lines(String lines) {
        return (request, peer) -> with(peer, lines);
    }

    /** One header of {@code bytes} bytes. */
    static After huge(FaultRequest request, FaultPeer peer) throws IOException {
        return with(peer, "X-Huge: " + "h".repeat(request.number("bytes", 1 << 20)) + "\r\n");
    }

    /** {@code count} headers. */
    static After many(FaultRequest request, FaultPeer peer) throws IOException {
        var lines = new StringBuilder();
        for (int i = 0; i < request.number("count", 20_000); i++) {
            lines.append("X-Many-").append(i).append(": ").append(i).append("\r\n");
        }
        return with(peer, lines.toString());
    }

    /** Headers without end: ends only when the client goes. */
    static After endless(FaultRequest request, FaultPeer peer) throws IOException {
        peer.text(Answers.OK);
        while (!Thread.currentThread().isInterrupted()) {
            peer.text("X-Endless: " + "e".repeat(1000) + "\r\n");
        }
        return After.CLOSE;
    }

    private static After with(FaultPeer peer, String lines) throws IOException {
        peer.text(Answers.OK + lines + "Content-Length: " + BODY.length() + "\r\n\r\n" + BODY);
        return After.KEEP;
    }
}
