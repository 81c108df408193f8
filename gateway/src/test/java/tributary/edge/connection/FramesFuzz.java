package tributary.edge.connection;

import io.helidon.common.buffers.BufferData;
import io.helidon.http.Header;
import io.helidon.http.http2.Http2Exception;
import io.helidon.http.http2.Http2Flag;
import io.helidon.http.http2.Http2FrameData;
import io.helidon.http.http2.Http2FrameHeader;
import io.helidon.http.http2.Http2FrameTypes;
import io.helidon.http.http2.Http2Headers;
import io.helidon.http.http2.Http2HuffmanDecoder;
import java.util.Arrays;
import tributary.plan.ClientLimits;

/**
 * Any bytes as HTTP/2 frames: each passes or ends the connection in HTTP/2's own way. And as header blocks: one that is said
 * to fit is, when the server has unpacked it, no larger than that.
 */
public final class FramesFuzz {
    private static final ClientLimits LIMITS = ClientLimits.of(1024, 4096);
    private static final int MAX_SIZE = 600;
    private static final int MAX_FIELDS = 12;
    private static final int FIELD_OVERHEAD = 32;
    private static final int TABLE = 4096;

    private FramesFuzz() {}

    public static void fuzzerTestOneInput(byte[] data) {
        try {
            frames(data);
        } catch (Http2Exception e) {
            check(e.getMessage() != null, "nothing said");
        }
        blocks(data);
    }

    private static void frames(byte[] data) {
        // Longer than what is looked at, as the buffer of a connection may be.
        byte[] in = Arrays.copyOf(data, data.length + 3);
        FrameCheck frames = new FrameCheck(LIMITS, () -> 0, new Nobody());
        int at = 0;
        for (long now = 0; data.length - at >= FrameCheck.HEAD; now++) {
            int length = FrameCheck.length(in, at);
            if (data.length - at < FrameCheck.HEAD + length) {
                return;
            }
            frames.check(in, at, length, now);
            at += FrameCheck.HEAD + length;
            check(frames.bodies().size() <= 2 * LIMITS.maxStreams(), "too many bodies");
        }
    }

    /** The first byte says how long the first block is; what follows is another on the same connection. */
    private static void blocks(byte[] data) {
        if (data.length == 0) {
            return;
        }
        int first = Math.min(data[0] & 0xff, data.length - 1);
        HeaderBlockCheck check = new HeaderBlockCheck(MAX_SIZE, MAX_FIELDS);
        var table = Http2Headers.DynamicTable.create(TABLE);
        var huffman = Http2HuffmanDecoder.create();
        if (block(Arrays.copyOfRange(data, 1, 1 + first), check, table, huffman)) {
            block(Arrays.copyOfRange(data, 1 + first, data.length), check, table, huffman);
        }
    }

    /** Returns whether the connection goes on. */
    private static boolean block(
            byte[] block, HeaderBlockCheck check, Http2Headers.DynamicTable table, Http2HuffmanDecoder huffman) {
        if (!check.fits(block, block.length)) {
            return false;
        }
        Http2Headers headers;
        try {
            var flags = Http2Flag.HeaderFlags.create(Http2Flag.END_OF_HEADERS);
            var head = Http2FrameHeader.create(block.length, Http2FrameTypes.HEADERS, flags, 1);
            headers = Http2Headers.create(
                    null, table, huffman, new Http2FrameData(head, BufferData.create(block.clone())));
        } catch (RuntimeException e) {
            // The server refuses it; the connection ends.
            return false;
        }
        int size = 0;
        int fields = 0;
        for (Header header : headers.httpHeaders()) {
            for (String value : header.allValues()) {
                size += header.name().length() + value.length() + FIELD_OVERHEAD;
                fields++;
            }
        }
        check(size <= MAX_SIZE && fields <= MAX_FIELDS, "said to fit, but has " + fields + " fields of " + size);
        return true;
    }

    private static final class Nobody implements FrameCheck.Events {
        @Override
        public void request(int stream) {
            check(stream >= 0, "a stream below 0");
        }

        @Override
        public void reset(int stream) {
            check(stream >= 0, "a stream below 0");
        }

        @Override
        public boolean hasEnded(int stream) {
            return stream % 7 == 4;
        }

        @Override
        public boolean isCutOff(int stream) {
            return stream % 7 == 3;
        }
    }

    private static void check(boolean holds, String what) {
        if (!holds) {
            throw new AssertionError(what);
        }
    }
}
