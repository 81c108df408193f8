package tributary.edge.connection;

import io.helidon.common.buffers.BufferData;
import io.helidon.http.http2.Http2ErrorCode;
import io.helidon.http.http2.Http2Exception;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import tributary.edge.connection.ConnectionCounts.Timeout;
import tributary.plan.ClientLimits;

/**
 * A client's HTTP/2 bytes: hands out whole frames only, each of them checked ({@link FrameCheck}). Because the server never
 * waits in the middle of a frame, a frame of our own can stand between any two of the client's. It is always the same: a
 * RST_STREAM, for a body that is late or whose client has vanished. The server leaves a handler that waits for such a body
 * waiting for ever; a reset it knows how to pass on.
 *
 * <p>While bodies are under way the connection's thread waits for a read ahead instead of reading, so that it can wake for
 * the first of their deadlines. Otherwise the deadlines are the {@link Watch}'s: the header timeout while anything is
 * unfinished, the idle timeout while no stream is served.
 *
 * <p>Its connection's thread's own.
 */
final class Http2Input implements Supplier<byte @Nullable []>, FrameCheck.Events {
    static final byte[] PREFACE = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

    private static final int MAX_FRAME = 16 * 1024;
    private static final int CANCEL = 8;
    private static final int MAX_CUT_OFF = 1000;
    private static final byte[] NONE = {};

    private final ByteSource source;
    private final Watch watch;
    private final ClientLimits limits;
    private final ConnectionCounts counts;
    private final GuardedWriter writer;
    private final Http2Streams streams;
    private final FrameCheck frames;
    /** Streams we have reset, the oldest first. */
    private final Set<Integer> cutOff = new LinkedHashSet<>();

    private byte[] in;
    private int from;
    private int to;
    private boolean prefaceSeen;
    private boolean frameSeen;
    /** Frames that the server refuses whole, so that it does not matter how they go on. */
    private boolean unreadable;

    /** Since when the part of a frame has been waiting that comes next; as long as there is none, when the last came. */
    private long partSince;

    private long lastRequest;
    private boolean ended;
    /** What the server does not know of must not be reset: it takes that for an error of its own. */
    private int lastHandedOut;

    private @Nullable Http2Exception failure;

    Http2Input(ByteSource source, Guard guard, GuardedWriter writer, Http2Streams streams, byte[] begun) {
        this.source = source;
        this.watch = guard.watch();
        this.limits = guard.limits();
        this.counts = guard.counts();
        this.writer = writer;
        this.streams = streams;
        this.frames = new FrameCheck(limits, writer::written, this);
        this.in = begun;
        this.to = begun.length;
        this.partSince = watch.now();
        this.lastRequest = watch.now();
    }

    /** The next whole frames, or null where there are no more. */
    @Override
    public byte @Nullable [] get() {
        while (!ended) {
            int end;
            try {
                end = wholeFrames();
            } catch (Http2Exception e) {
                counts.countFlooding();
                failure = e;
                break;
            }
            if (end > from) {
                return cut(end);
            }
            byte[] late = lateBodies();
            if (late.length > 0) {
                return late;
            }
            if (!frames.bodies().isEmpty() && headUnfinished() && watch.now() - headDeadline() > 0) {
                counts.countTimeout(Timeout.HEADER);
                failure = new Http2Exception(Http2ErrorCode.PROTOCOL, "a head must come in time");
                break;
            }
            byte[] read = read();
            if (read == null) {
                break;
            }
            if (from == to && frameSeen) {
                partSince = watch.now();
            }
            append(read);
        }
        return end();
    }

    /** First every body that waits is woken, then the end is told. */
    private byte @Nullable [] end() {
        if (!ended) {
            ended = true;
            streams.leave();
            // In the middle of a header block the server would take no other frame.
            List<Integer> known = frames.bodies().keySet().stream()
                    .filter(stream -> stream <= lastHandedOut)
                    .toList();
            if (!known.isEmpty() && !frames.inBlock()) {
                return resets(known);
            }
        }
        if (failure != null) {
            throw failure;
        }
        return null;
    }

    private int wholeFrames() {
        int at = from;
        if (!prefaceSeen) {
            if (to - at < PREFACE.length) {
                return at;
            }
            if (!Arrays.equals(in, at, at + PREFACE.length, PREFACE, 0, PREFACE.length)) {
                throw new Http2Exception(Http2ErrorCode.PROTOCOL, "the connection does not begin as HTTP/2 does");
            }
            prefaceSeen = true;
            at += PREFACE.length;
        }
        while (!unreadable && to - at >= FrameCheck.HEAD) {
            int length = FrameCheck.length(in, at);
            if (length > MAX_FRAME) {
                unreadable = true;
                break;
            }
            if (to - at < FrameCheck.HEAD + length) {
                break;
            }
            if (at > from && FrameCheck.isReset(in, at)) {
                // Only when the server has done what stands before it is it known which streams have ended.
                break;
            }
            frames.check(in, at, length, watch.now());
            frameSeen = true;
            at += FrameCheck.HEAD + length;
        }
        return unreadable ? to : at;
    }

    private boolean unfinished() {
        return from < to || frames.inBlock() || !frameSeen;
    }

    private long unfinishedSince() {
        return frames.inBlock() ? frames.blockSince() : partSince;
    }

    /** Some bytes or, when it is time to look at the bodies, none. */
    private byte @Nullable [] read() {
        if (!frames.bodies().isEmpty()) {
            long left = nextDeadline() - watch.now();
            return source.readWithin(headUnfinished() ? Math.min(left, headDeadline() - watch.now() + 1) : left);
        }
        return source.read(
                unfinished()
                        ? new Wait(Wait.For.HEAD, unfinishedSince())
                        : new Wait(Wait.For.NEXT_REQUEST, lastRequest));
    }

    /** A body's frame may take as long as its body; anything else is small. */
    private boolean headUnfinished() {
        boolean data = to - from > FrameCheck.TYPE && in[from + FrameCheck.TYPE] == FrameCheck.DATA;
        return unfinished() && !(data && frameSeen && !frames.inBlock());
    }

    private long headDeadline() {
        return unfinishedSince() + limits.headerTimeout().toNanos();
    }

    private long nextDeadline() {
        long oldest = frames.bodies().values().iterator().next();
        return oldest + limits.bodyTimeout().toNanos();
    }

    private byte[] lateBodies() {
        if (frames.bodies().isEmpty() || watch.now() - nextDeadline() < 0 || frames.inBlock()) {
            return NONE;
        }
        long limit = limits.bodyTimeout().toNanos();
        List<Integer> late = frames.bodies().entrySet().stream()
                .filter(body -> watch.now() - body.getValue() >= limit)
                .map(java.util.Map.Entry::getKey)
                .toList();
        for (int stream : late) {
            counts.countTimeout(Timeout.BODY);
            streams.late(stream);
            cutOff.add(stream);
            writer.write(BufferData.create(FrameCheck.reset(stream, CANCEL)));
        }
        while (cutOff.size() > MAX_CUT_OFF) {
            cutOff.remove(Collections.min(cutOff));
        }
        late.forEach(frames.bodies()::remove);
        return resets(late);
    }

    private static byte[] resets(List<Integer> streams) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (int stream : streams) {
            out.writeBytes(FrameCheck.reset(stream, CANCEL));
        }
        return out.toByteArray();
    }

    private void append(byte[] read) {
        if (from == to) {
            in = read;
            from = 0;
            to = read.length;
            return;
        }
        int kept = to - from;
        byte[] joined = new byte[kept + read.length];
        System.arraycopy(in, from, joined, 0, kept);
        System.arraycopy(read, 0, joined, kept, read.length);
        in = joined;
        from = 0;
        to = joined.length;
    }

    private byte[] cut(int end) {
        byte[] bytes = from == 0 && end == in.length ? in : Arrays.copyOfRange(in, from, end);
        from = end;
        lastHandedOut = frames.lastStream();
        partSince = watch.now();
        if (from == to) {
            in = NONE;
            from = 0;
            to = 0;
        }
        return bytes;
    }

    @Override
    public void request(int stream) {
        lastRequest = watch.now();
    }

    @Override
    public void reset(int stream) {
        streams.reset(stream);
    }

    @Override
    public boolean hasEnded(int stream) {
        return streams.hasEnded(stream);
    }

    @Override
    public boolean isCutOff(int stream) {
        return cutOff.contains(stream);
    }
}
