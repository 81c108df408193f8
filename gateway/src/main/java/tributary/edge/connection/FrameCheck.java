package tributary.edge.connection;

import io.helidon.http.http2.Http2ErrorCode;
import io.helidon.http.http2.Http2Exception;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;
import tributary.plan.ClientLimits;

/**
 * Looks at each whole frame of a client's before the server does: keeps account of what costs the client little and the
 * server much, and of the bodies that are under way. What is merely wrong is left to the server, which knows HTTP/2.
 *
 * <p>The bounds, each for one connection: a header block of {@code maxHeaderSize} bytes, of twice that when unpacked, of 200
 * fields, and of 8 continuations none of which is empty; 2,000 control frames a second, with as many window updates beside
 * them as answers of four kilobytes have been written; bodies in frames of 16 bytes on average once there have been a
 * thousand. (Early resets the server counts itself.)
 *
 * <p>Its connection's thread's own.
 */
final class FrameCheck {
    static final int HEAD = 9;
    /** Where in its head a frame's type stands. */
    static final int TYPE = 3;

    static final int DATA = 0;
    private static final int HEADERS = 1;
    private static final int RST_STREAM = 3;
    private static final int GOAWAY = 7;
    private static final int WINDOW_UPDATE = 8;
    private static final int CONTINUATION = 9;
    /** A type that no specification knows: such frames are ignored. */
    private static final byte UNKNOWN = (byte) 0xfa;

    private static final int END_STREAM = 1;
    private static final int END_HEADERS = 4;
    private static final int PADDED = 8;
    private static final int PRIORITY = 32;

    private static final int MAX_CONTINUATIONS = 8;
    private static final int MAX_FIELDS = 200;
    private static final int MAX_CONTROL_FRAMES = 2000;
    private static final long SECOND = Duration.ofSeconds(1).toNanos();
    private static final int ANSWER_PER_UPDATE = 4096;
    private static final int FREE_DATA_FRAMES = 1000;
    private static final int MIN_DATA_FRAME = 16;

    private final ClientLimits limits;
    private final LongSupplier written;
    private final Events events;
    private final HeaderBlockCheck headers;

    /** Bodies that have not ended: since when, by stream, the oldest first. */
    private final Map<Integer, Long> bodies = new LinkedHashMap<>();

    private boolean inBlock;
    private long blockSince;
    private byte[] block = {};
    private int blockLength;
    private int continuations;
    private long controlSince;
    private int controlFrames;
    private long windowUpdates;
    private long dataFrames;
    private long dataBytes;
    private int lastStream;

    /** What the rest of the connection wants to know. */
    interface Events {
        void request(int stream);

        void reset(int stream);

        boolean hasEnded(int stream);

        boolean isCutOff(int stream);
    }

    /** @param written bytes that have been written to the client so far */
    FrameCheck(ClientLimits limits, LongSupplier written, Events events) {
        this.limits = limits;
        this.written = written;
        this.events = events;
        this.headers = new HeaderBlockCheck(2 * limits.maxHeaderSize(), MAX_FIELDS);
    }

    Map<Integer, Long> bodies() {
        return bodies;
    }

    /** The last stream that the client has begun. */
    int lastStream() {
        return lastStream;
    }

    /** Whether a header block has begun and not ended. */
    boolean inBlock() {
        return inBlock;
    }

    /** When the last header block began. */
    long blockSince() {
        return blockSince;
    }

    /** Checks the frame at {@code at}, of which all is there. */
    void check(byte[] in, int at, int length, long now) {
        int type = in[at + TYPE] & 0xff;
        int flags = in[at + 4] & 0xff;
        int stream = number(in, at + 5) & Integer.MAX_VALUE;
        switch (type) {
            case DATA -> data(in, at, length, flags, stream, now);
            case HEADERS -> headers(in, at + HEAD, length, flags, stream, now);
            case CONTINUATION -> continuation(in, at + HEAD, length, flags);
            case RST_STREAM -> {
                control(now);
                if (events.hasEnded(stream) && !bodies.containsKey(stream)) {
                    // It has crossed the end of the answer. The server may have forgotten the stream, and would
                    // take this for an error of the whole connection.
                    in[at + TYPE] = UNKNOWN;
                } else {
                    bodies.remove(stream);
                    events.reset(stream);
                }
            }
            case WINDOW_UPDATE -> {
                if (++windowUpdates > written.getAsLong() / ANSWER_PER_UPDATE) {
                    control(now);
                }
            }
            case GOAWAY -> {
                control(now);
                if (stream == 0 && length >= 8 && number(in, at + HEAD + 4) == 0) {
                    // The client begins no more streams, but waits for those that it has. The server would end them.
                    in[at + TYPE] = UNKNOWN;
                }
            }
            default -> control(now);
        }
    }

    static boolean isReset(byte[] in, int at) {
        return in[at + TYPE] == RST_STREAM;
    }

    static int number(byte[] in, int at) {
        return (in[at] & 0xff) << 24 | (in[at + 1] & 0xff) << 16 | (in[at + 2] & 0xff) << 8 | (in[at + 3] & 0xff);
    }

    static int length(byte[] in, int at) {
        return (in[at] & 0xff) << 16 | (in[at + 1] & 0xff) << 8 | (in[at + 2] & 0xff);
    }

    private void control(long now) {
        if (now - controlSince > SECOND) {
            controlSince = now;
            controlFrames = 0;
        }
        if (++controlFrames > MAX_CONTROL_FRAMES) {
            throw calm("too many control frames");
        }
    }

    private void data(byte[] in, int at, int length, int flags, int stream, long now) {
        if (events.isCutOff(stream)) {
            // Still under way when we reset the stream. The server would take it for an error of the whole connection.
            in[at + TYPE] = UNKNOWN;
            control(now);
            return;
        }
        if ((flags & END_STREAM) != 0) {
            bodies.remove(stream);
            return;
        }
        if (length == 0) {
            control(now);
        }
        dataFrames++;
        dataBytes += length;
        if ((dataFrames - FREE_DATA_FRAMES) * MIN_DATA_FRAME > dataBytes) {
            throw calm("a body in too small frames");
        }
    }

    private void headers(byte[] in, int from, int length, int flags, int stream, long now) {
        int begin = from;
        int end = from + length;
        if ((flags & PADDED) != 0 && length > 0) {
            end -= in[begin++] & 0xff;
        }
        if ((flags & PRIORITY) != 0) {
            begin += 5;
        }
        if (stream > lastStream) {
            lastStream = stream;
            if ((flags & END_STREAM) == 0) {
                bodies.put(stream, now);
            }
            events.request(stream);
        } else if ((flags & END_STREAM) != 0) {
            bodies.remove(stream);
        }
        if (bodies.size() > 2 * limits.maxStreams()) {
            throw calm("too many bodies at a time");
        }
        inBlock = true;
        blockSince = now;
        blockLength = 0;
        continuations = 0;
        fragment(in, begin, end, flags);
    }

    private void continuation(byte[] in, int from, int length, int flags) {
        if (++continuations > MAX_CONTINUATIONS || length == 0) {
            throw calm("too many continuations, or an empty one");
        }
        fragment(in, from, from + length, flags);
    }

    private void fragment(byte[] in, int begin, int end, int flags) {
        int length = Math.max(0, end - begin);
        if (blockLength + length > limits.maxHeaderSize()) {
            throw calm("a header block is too large");
        }
        if (block.length < blockLength + length) {
            block = Arrays.copyOf(block, Math.max(2 * block.length, blockLength + length));
        }
        System.arraycopy(in, Math.min(begin, in.length), block, blockLength, length);
        blockLength += length;
        if ((flags & END_HEADERS) != 0) {
            inBlock = false;
            if (!headers.fits(block, blockLength)) {
                throw calm("a header block is too large when it is unpacked");
            }
        }
    }

    static Http2Exception calm(String what) {
        return new Http2Exception(Http2ErrorCode.ENHANCE_YOUR_CALM, what);
    }

    /** A frame that says: begin no more streams; all that you have begun are served. */
    static byte[] goAway() {
        return new byte[] {0, 0, 8, GOAWAY, 0, 0, 0, 0, 0, 0x7f, -1, -1, -1, 0, 0, 0, 0};
    }

    /** A frame that ends a stream. */
    static byte[] reset(int stream, int error) {
        return new byte[] {
            0,
            0,
            4,
            RST_STREAM,
            0,
            (byte) (stream >>> 24),
            (byte) (stream >>> 16),
            (byte) (stream >>> 8),
            (byte) stream,
            (byte) (error >>> 24),
            (byte) (error >>> 16),
            (byte) (error >>> 8),
            (byte) error
        };
    }
}
