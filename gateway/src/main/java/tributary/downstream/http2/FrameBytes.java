package tributary.downstream.http2;

import java.util.Arrays;

/** Frames on their way out, one behind the other. */
final class FrameBytes {
    private static final int FIRST = 1024;
    private static final int KEPT = 64 * 1024;

    private byte[] array = new byte[FIRST];
    private int length;

    byte[] array() {
        return array;
    }

    int length() {
        return length;
    }

    /** Empties it, and gives back the memory of a rare burst. */
    void clear() {
        length = 0;
        if (array.length > KEPT) {
            array = new byte[FIRST];
        }
    }

    /** A frame's head; its payload of {@code payload} bytes is appended next. */
    FrameBytes frame(int type, int flags, int stream, int payload) {
        room(Frame.HEAD + payload);
        array[length++] = (byte) (payload >> 16);
        array[length++] = (byte) (payload >> 8);
        array[length++] = (byte) payload;
        array[length++] = (byte) type;
        array[length++] = (byte) flags;
        return number(stream);
    }

    FrameBytes number(int number) {
        room(4);
        array[length++] = (byte) (number >> 24);
        array[length++] = (byte) (number >> 16);
        array[length++] = (byte) (number >> 8);
        array[length++] = (byte) number;
        return this;
    }

    FrameBytes setting(int name, int value) {
        room(2);
        array[length++] = (byte) (name >> 8);
        array[length++] = (byte) name;
        return number(value);
    }

    FrameBytes bytes(byte[] from, int offset, int count) {
        room(count);
        System.arraycopy(from, offset, array, length, count);
        length += count;
        return this;
    }

    /** A header block in as many frames as {@code mostPayload} asks for. */
    void headers(int stream, byte[] block, boolean endStream, int mostPayload) {
        int flags = endStream ? Frame.END_STREAM : 0;
        int at = 0;
        int type = Frame.HEADERS;
        do {
            int count = Math.min(mostPayload, block.length - at);
            int last = at + count == block.length ? Frame.END_HEADERS : 0;
            frame(type, flags | last, stream, count).bytes(block, at, count);
            at += count;
            type = Frame.CONTINUATION;
            flags = 0;
        } while (at < block.length);
    }

    void reset(int stream, int error) {
        frame(Frame.RST_STREAM, 0, stream, 4).number(error);
    }

    void windowUpdate(int stream, int by) {
        frame(Frame.WINDOW_UPDATE, 0, stream, 4).number(by);
    }

    void goAway(int error) {
        // No stream of the service's was ever processed: it may not begin any.
        frame(Frame.GOAWAY, 0, 0, 8).number(0).number(error);
    }

    private void room(int count) {
        if (array.length - length < count) {
            array = Arrays.copyOf(array, Math.max(2 * array.length, length + count));
        }
    }
}
