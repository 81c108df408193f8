package tributary.edge.connection;

import io.helidon.webserver.CloseConnectionException;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import tributary.edge.connection.Refusal.Refused;
import tributary.plan.ClientLimits;

/**
 * A client's HTTP/1.1 bytes, cut into messages: what it hands out is one checked head with as much of its body as has come,
 * then the rest of the body, and nothing of the next message before the server asks for one. So the server behind it never
 * sees an ambiguous byte, and which message a byte belongs to is decided here alone. Chunked bodies are handed out in chunks
 * of our own making.
 *
 * <p>Its connection's thread's own.
 */
final class Http1Input implements Supplier<byte @Nullable []> {
    private static final byte[] NONE = {};
    private static final byte[] LAST_CHUNK = "0\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

    private final ByteSource source;
    private final GuardedSocket socket;
    private final Watch watch;
    private final ClientLimits limits;
    private final RefusalWriter refusals;
    private final HeadCheck head;
    private final ChunkCheck chunks = new ChunkCheck();

    /** What has been read and not handed out: {@code in[from, to)}. */
    private byte[] in;

    private int from;
    private int to;

    private boolean first = true;
    private boolean closing;
    /** Set for good where reading did not end with bytes: whoever asks again must not begin it all anew. */
    private boolean ended;

    private boolean chunked;
    private long bodyLeft;
    private long bodyTaken;
    private long bodySince;

    /** Where refusals go, and departures in mid-body. */
    interface RefusalWriter {
        /** Writes it unless this request has been answered already; the connection ends in any case. */
        void refuse(Refusal refusal);

        void leftInBody();

        /** The body is late, of which the watch tells the client. */
        void late();
    }

    Http1Input(
            ByteSource source,
            GuardedSocket socket,
            Watch watch,
            ClientLimits limits,
            RefusalWriter refusals,
            byte[] begun) {
        this.source = source;
        this.socket = socket;
        this.watch = watch;
        this.limits = limits;
        this.refusals = refusals;
        this.head = new HeadCheck(limits);
        this.in = begun;
        this.to = begun.length;
    }

    /** The message that is now handed out, or was last, is the last one. */
    void closeAfterThis() {
        closing = true;
    }

    boolean isBetweenMessages() {
        return !chunked && bodyLeft == 0;
    }

    /** What the client has sent behind the last message, for whoever reads it from now on. */
    byte[] takeRest() {
        byte[] rest = Arrays.copyOfRange(in, from, to);
        from = to;
        return rest;
    }

    /** The next bytes, or null where there are no more. */
    @Override
    public byte @Nullable [] get() {
        if (ended) {
            // A server that has failed to read a body may try to read what is left of it.
            throw new CloseConnectionException("the connection is over");
        }
        ended = true;
        byte[] next;
        try {
            next = chunked ? chunk() : bodyLeft > 0 ? body() : message();
        } catch (Refused e) {
            refusals.refuse(e.refusal());
            throw new CloseConnectionException(e.getMessage());
        }
        ended = next == null;
        return next;
    }

    private byte @Nullable [] message() throws Refused {
        if (closing) {
            return null;
        }
        bodySince = 0;
        head.reset();
        boolean waiting = from == to;
        if (waiting && !more(firstByte())) {
            return null;
        }
        long since = first ? socket.acceptedAt() : watch.now();
        first = false;
        int length = head.check(in, from, to);
        if (length < 0) {
            Wait wait = new Wait(Wait.For.HEAD, since);
            do {
                if (!more(wait)) {
                    return null;
                }
                length = head.check(in, from, to);
                wait = new Wait(Wait.For.HEAD, since);
            } while (length < 0);
        }
        closing = head.close();
        return withBody(from + head.start(), from + length);
    }

    private Wait firstByte() {
        return first
                ? new Wait(Wait.For.FIRST_BYTE, socket.acceptedAt())
                : new Wait(Wait.For.NEXT_REQUEST, watch.now());
    }

    private byte[] withBody(int begin, int headEnd) throws Refused {
        long length = head.bodyLength();
        if (length > limits.maxRequestBody()) {
            throw Refusal.bodyTooLarge(limits.maxRequestBody());
        }
        chunked = length == HeadCheck.CHUNKED;
        bodyTaken = 0;
        if (chunked) {
            chunks.reset();
            bodyLeft = 0;
            return cut(begin, headEnd);
        }
        int end = (int) Math.min(to, headEnd + length);
        bodyLeft = length - (end - headEnd);
        return cut(begin, end);
    }

    private byte[] body() {
        if (from == to) {
            waitForBody();
        }
        int end = (int) Math.min(to, from + bodyLeft);
        bodyLeft -= end - from;
        return cut(from, end);
    }

    private byte[] chunk() throws Refused {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        while (true) {
            from = chunks.take(in, from, to, out);
            bodyTaken += out.size();
            if (bodyTaken > limits.maxRequestBody()) {
                throw Refusal.bodyTooLarge(limits.maxRequestBody());
            }
            if (out.size() > 0 || chunks.atEnd()) {
                chunked = !chunks.atEnd();
                return rechunked(out, chunks.atEnd());
            }
            waitForBody();
        }
    }

    private static byte[] rechunked(ByteArrayOutputStream taken, boolean last) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(taken.size() + 16);
        if (taken.size() > 0) {
            out.writeBytes((Integer.toHexString(taken.size()) + "\r\n").getBytes(StandardCharsets.US_ASCII));
            out.writeBytes(taken.toByteArray());
            out.write('\r');
            out.write('\n');
        }
        if (last) {
            out.writeBytes(LAST_CHUNK);
        }
        return out.toByteArray();
    }

    /** The deadline is one for the whole body, from when more of it was first asked for. */
    private void waitForBody() {
        bodySince = bodySince == 0 ? watch.now() : bodySince;
        boolean some;
        try {
            some = more(new Wait(Wait.For.BODY, bodySince));
        } catch (CloseConnectionException e) {
            if (socket.isOver()) {
                refusals.late();
            }
            throw e;
        }
        if (!some) {
            refusals.leftInBody();
            throw new CloseConnectionException("the client left in the middle of its request's body");
        }
    }

    private boolean more(Wait wait) {
        byte[] read = source.read(wait);
        if (read == null) {
            return false;
        }
        if (from == to) {
            in = read;
            from = 0;
            to = read.length;
            return true;
        }
        int kept = to - from;
        if (in.length - from < kept + read.length) {
            byte[] larger = new byte[Math.max(2 * kept, kept + read.length)];
            System.arraycopy(in, from, larger, 0, kept);
            in = larger;
            from = 0;
            to = kept;
        }
        System.arraycopy(read, 0, in, to, read.length);
        to += read.length;
        return true;
    }

    /** Hands out {@code in[begin, end)}; most messages come alone, and are not copied. */
    private byte[] cut(int begin, int end) {
        byte[] bytes = begin == 0 && end == in.length ? in : Arrays.copyOfRange(in, begin, end);
        from = end;
        if (from == to) {
            in = NONE;
            from = 0;
            to = 0;
        }
        return bytes;
    }
}
