package tributary.stubs;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.GZIPOutputStream;

/** Faults of what an answer says: encodings, depth, size, and packing. */
final class BodyFaults {
    private static final String JSON = "Content-Type: application/json\r\n";
    private static final String GZIP = JSON + "Content-Encoding: gzip\r\n";
    private static final byte[] BODY = Answers.BODY.getBytes(StandardCharsets.UTF_8);

    private BodyFaults() {}

    /** A JSON answer with these bytes, whatever they are: a character each, for a text cannot be changed. */
    static FaultAction octets(String octets) {
        return (request, peer) -> Answers.body(request, peer, JSON, octets.getBytes(StandardCharsets.ISO_8859_1));
    }

    static FaultAction text(String body) {
        return (request, peer) -> Answers.json(request, peer, body);
    }

    static After html(FaultRequest request, FaultPeer peer) throws IOException {
        var page = "<!doctype html><title>Sign in</title><p>Please sign in.".getBytes(StandardCharsets.UTF_8);
        return Answers.body(request, peer, "Content-Type: text/html\r\n", page);
    }

    static After utf16(FaultRequest request, FaultPeer peer) throws IOException {
        return Answers.body(request, peer, JSON, Answers.BODY.getBytes(StandardCharsets.UTF_16));
    }

    /** Arrays within arrays, {@code depth} of them. */
    static After deep(FaultRequest request, FaultPeer peer) throws IOException {
        int depth = request.number("depth", 100_000);
        return Answers.json(request, peer, "[".repeat(depth) + "]".repeat(depth));
    }

    /** A JSON string so long that the body has {@code bytes} bytes, declared. */
    static After huge(FaultRequest request, FaultPeer peer) throws IOException {
        int bytes = Math.max(2, request.number("bytes", 100_000_000));
        peer.text(Answers.OK + "Content-Length: " + bytes + "\r\n\r\n\"");
        letters(bytes - 2, peer::bytes);
        peer.text("\"");
        return After.KEEP;
    }

    /** The same, in chunks. */
    static After hugeChunked(FaultRequest request, FaultPeer peer) throws IOException {
        peer.text(Answers.OK + "Transfer-Encoding: chunked\r\n\r\n1\r\n\"\r\n");
        letters(Math.max(2, request.number("bytes", 100_000_000)) - 2, piece -> peer.text(
                        Integer.toHexString(piece.length) + "\r\n")
                .bytes(piece)
                .text("\r\n"));
        peer.text("1\r\n\"\r\n0\r\n\r\n");
        return After.KEEP;
    }

    static After gzip(FaultRequest request, FaultPeer peer) throws IOException {
        return Answers.body(request, peer, GZIP, packed(BODY.length, out -> out.write(BODY)));
    }

    /** {@code bytes} bytes of JSON, packed about a thousand to one. */
    static After gzipBomb(FaultRequest request, FaultPeer peer) throws IOException {
        int bytes = Math.max(2, request.number("bytes", 100_000_000));
        return Answers.body(request, peer, GZIP, packed(bytes / 500 + 1000, out -> {
            out.write('"');
            letters(bytes - 2, out::write);
            out.write('"');
        }));
    }

    static After gzipTruncated(FaultRequest request, FaultPeer peer) throws IOException {
        var whole = packed(BODY.length, out -> out.write(BODY));
        return Answers.body(request, peer, GZIP, Arrays.copyOf(whole, whole.length - 10));
    }

    static After gzipTail(FaultRequest request, FaultPeer peer) throws IOException {
        var whole = packed(BODY.length, out -> out.write(BODY));
        return Answers.body(request, peer, GZIP, Arrays.copyOf(whole, whole.length + 10));
    }

    static After gzipLie(FaultRequest request, FaultPeer peer) throws IOException {
        return Answers.body(request, peer, GZIP, BODY);
    }

    /** A plain body that says it is packed as {@code name}. */
    static After coding(FaultRequest request, FaultPeer peer) throws IOException {
        return Answers.body(request, peer, JSON + "Content-Encoding: " + request.query("name", "br") + "\r\n", BODY);
    }

    private interface Sink {
        void write(byte[] bytes) throws IOException;
    }

    private interface Source {
        void writeTo(OutputStream out) throws IOException;
    }

    private static void letters(int count, Sink sink) throws IOException {
        var piece = new byte[64 * 1024];
        Arrays.fill(piece, (byte) 'y');
        for (int left = count; left > 0; left -= piece.length) {
            sink.write(left < piece.length ? Arrays.copyOf(piece, left) : piece);
        }
    }

    private static byte[] packed(int size, Source source) throws IOException {
        var packed = new ByteArrayOutputStream(size);
        try (var out = new GZIPOutputStream(packed)) {
            source.writeTo(out);
        }
        return packed.toByteArray();
    }
}
