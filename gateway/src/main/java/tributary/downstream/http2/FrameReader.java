package tributary.downstream.http2;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;

/** Cuts what a service sends into frames (RFC 9113, 4.1). What it says of a frame holds until the next is read. */
final class FrameReader {
    /** As every receiver must take, and as we leave it. */
    static final int MOST_PAYLOAD = 16 * 1024;

    private final InputStream in;
    private final byte[] buffer = new byte[Frame.HEAD + MOST_PAYLOAD];
    private int position;
    private int limit;

    private int type;
    private int flags;
    private int stream;
    private int length;

    FrameReader(InputStream in) {
        this.in = in;
    }

    /** Reads one frame whole. The end of the stream is an exception, wherever it comes. */
    void next() throws IOException {
        need(Frame.HEAD);
        length = (byteAt(0) << 16) | (byteAt(1) << 8) | byteAt(2);
        type = byteAt(3);
        flags = byteAt(4);
        position += 5;
        stream = intAt(0) & 0x7fff_ffff;
        position += 4;
        if (length > MOST_PAYLOAD) {
            throw new BrokenConnection(Frame.FRAME_SIZE_ERROR, "a frame larger than was agreed");
        }
        need(length);
        position += length;
    }

    int type() {
        return type;
    }

    boolean has(int flag) {
        return (flags & flag) != 0;
    }

    int stream() {
        return stream;
    }

    int length() {
        return length;
    }

    byte[] buffer() {
        return buffer;
    }

    /** Where the payload begins in {@link #buffer()}. */
    int start() {
        return position - length;
    }

    /** The four bytes at {@code offset} of the payload, as a number. */
    int number(int offset) {
        return intAt(offset - length);
    }

    private int byteAt(int offset) {
        return buffer[position + offset] & 0xff;
    }

    private int intAt(int offset) {
        return (byteAt(offset) << 24) | (byteAt(offset + 1) << 16) | (byteAt(offset + 2) << 8) | byteAt(offset + 3);
    }

    private void need(int count) throws IOException {
        if (limit - position >= count) {
            return;
        }
        System.arraycopy(buffer, position, buffer, 0, limit - position);
        limit -= position;
        position = 0;
        while (limit < count) {
            int read = in.read(buffer, limit, buffer.length - limit);
            if (read < 0) {
                throw new EOFException();
            }
            limit += read;
        }
    }
}
