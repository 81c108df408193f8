package tributary.stubs;

import static tributary.stubs.Answers.BODY;
import static tributary.stubs.Answers.OK;

import java.io.IOException;

/** Faults of where an answer ends and the next begins, and rare but right framing. */
final class FramingFaults {
    private static final String CHUNKED = "Transfer-Encoding: chunked\r\n";
    private static final String CHUNKS = "6\r\n{\"ok\":\r\n5\r\ntrue}\r\n0\r\n\r\n";

    private FramingFaults() {}

    /** An answer written out whole, its framing right or wrong; the connection stays. */
    static FaultAction written(String answer) {
        return (request, peer) -> {
            peer.text(answer);
            return After.KEEP;
        };
    }

    /** The same, but the connection closes behind it. */
    static FaultAction writtenThenClosed(String answer) {
        return (request, peer) -> {
            peer.text(answer);
            return After.CLOSE;
        };
    }

    /** An answer whose length is declared as these header lines, one {@code %d} in each for the true length. */
    static FaultAction length(String headers) {
        return written(OK + headers.replace("%d", String.valueOf(BODY.length())) + "\r\n" + BODY);
    }

    static FaultAction chunked() {
        return written(OK + CHUNKED + "\r\n" + CHUNKS);
    }

    static FaultAction lengthAndChunked() {
        return written(OK + "Content-Length: 4\r\n" + CHUNKED + "\r\n" + CHUNKS);
    }

    static FaultAction chunkExtension() {
        return written(OK + CHUNKED + "\r\nb;name=value;other=\"a;b\"\r\n" + BODY + "\r\n0;last\r\n\r\n");
    }

    static FaultAction trailers() {
        return written(OK + CHUNKED + "Trailer: X-Sum\r\n\r\nb\r\n" + BODY + "\r\n0\r\nX-Sum: 1\r\n\r\n");
    }

    static FaultAction badChunk() {
        return written(OK + CHUNKED + "\r\nzz\r\n" + BODY + "\r\n0\r\n\r\n");
    }

    static FaultAction badChunkEnd() {
        return written(OK + CHUNKED + "\r\nb\r\n" + BODY + "XX0\r\n\r\n");
    }

    static FaultAction chunkedCut() {
        return writtenThenClosed(OK + CHUNKED + "\r\n6\r\n{\"ok\":\r\n5\r\ntr");
    }

    /** The second answer names itself, so that a client which takes it for the next request's is found out. */
    static FaultAction extraAnswer() {
        var unasked = "{\"unasked\":true}";
        return (request, peer) -> {
            Answers.json(request, peer, "{\"ok\":true,\"target\":\"" + request.path() + "\"}");
            Answers.json(request, peer, unasked);
            return After.KEEP;
        };
    }

    static After interim(FaultRequest request, FaultPeer peer) throws IOException {
        peer.text("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: </a.css>; rel=preload\r\n\r\n");
        return Answers.ok(request, peer);
    }

    static After interimFlood(FaultRequest request, FaultPeer peer) throws IOException {
        for (int i = 0; i < request.number("count", 20_000); i++) {
            peer.text("HTTP/1.1 100 Continue\r\n\r\n");
        }
        return Answers.ok(request, peer);
    }

    static After statusLine(FaultRequest request, FaultPeer peer) throws IOException {
        peer.text(request.query("line", "HTTP/1.1 abc What") + "\r\nContent-Type: application/json\r\nContent-Length: "
                + BODY.length() + "\r\n\r\n" + BODY);
        return After.KEEP;
    }

    /** A body where none may be: a HEAD, a 204 or a 304 has none, so a client reads these bytes as the next answer. */
    static FaultAction bodyOn(String status) {
        var stray = "HTTP/1.1 200 OK\r\nContent-Length: 16\r\n\r\n{\"unasked\":true}";
        return written("HTTP/1.1 " + status + "\r\nContent-Length: " + stray.length() + "\r\n\r\n" + stray);
    }
}
