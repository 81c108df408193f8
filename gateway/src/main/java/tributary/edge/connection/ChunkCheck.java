package tributary.edge.connection;

import java.io.ByteArrayOutputStream;
import tributary.edge.connection.Refusal.Refused;

/**
 * Takes the chunks off a chunked body (RFC 9112, 7.1) while it arrives. Sizes are hexadecimal digits and nothing else, each
 * chunk's bytes are followed by CR LF, extensions and trailers are checked, bounded and dropped: nothing here needs them.
 *
 * <p>Its connection's thread's own.
 */
final class ChunkCheck {
    private static final int MAX_SIZE_DIGITS = 8;
    private static final int MAX_LINE = 1024;
    /** Of extensions, in all chunks together: a body must not be a pretext for sending something else. */
    private static final int MAX_EXTENSIONS = 4096;

    private static final int MAX_TRAILERS = 100;

    private enum At {
        SIZE,
        BYTES,
        AFTER_BYTES,
        TRAILER,
        END
    }

    private final byte[] line = new byte[MAX_LINE];
    private int lineLength;
    private At at = At.SIZE;
    private long left;
    private int extensions;
    private int trailers;

    /** Begins another body. */
    void reset() {
        lineLength = 0;
        at = At.SIZE;
        left = 0;
        extensions = 0;
        trailers = 0;
    }

    boolean atEnd() {
        return at == At.END;
    }

    /** Moves the body's bytes from {@code in[from, to)} to {@code out}; returns where it stopped, which is at the end. */
    int take(byte[] in, int from, int to, ByteArrayOutputStream out) throws Refused {
        int i = from;
        while (i < to && at != At.END) {
            if (at == At.BYTES) {
                int n = (int) Math.min(left, to - i);
                out.write(in, i, n);
                i += n;
                left -= n;
                if (left == 0) {
                    at = At.AFTER_BYTES;
                }
            } else {
                byte c = in[i++];
                if (lineLength == MAX_LINE) {
                    throw Refusal.malformed("a line of the chunked body is too long");
                }
                line[lineLength++] = c;
                if (at == At.AFTER_BYTES && c != "\r\n".charAt(lineLength - 1)) {
                    throw Refusal.malformed("a chunk is longer than its size");
                }
                if (c == '\n') {
                    endOfLine();
                    lineLength = 0;
                }
            }
        }
        return i;
    }

    private void endOfLine() throws Refused {
        if (lineLength < 2 || line[lineLength - 2] != '\r') {
            throw Refusal.malformed("a line of the chunked body does not end in CR LF");
        }
        int end = lineLength - 2;
        switch (at) {
            case SIZE -> {
                left = size(end);
                at = left == 0 ? At.TRAILER : At.BYTES;
            }
            case AFTER_BYTES -> at = At.SIZE;
            case TRAILER -> {
                if (end == 0) {
                    at = At.END;
                } else if (++trailers > MAX_TRAILERS) {
                    throw Refusal.headTooLarge("at most " + MAX_TRAILERS + " trailers are taken");
                } else {
                    HeadCheck.checkField(line, 0, end);
                }
            }
            case BYTES, END -> throw new IllegalStateException("no line is read here");
        }
    }

    private long size(int end) throws Refused {
        long size = 0;
        int i = 0;
        for (; i < end && hex(line[i]) >= 0; i++) {
            if (i == MAX_SIZE_DIGITS) {
                throw Refusal.malformed("a chunk's size has too many digits");
            }
            size = size * 16 + hex(line[i]);
        }
        if (i == 0) {
            throw Refusal.malformed("a chunk's size is not a hexadecimal number");
        }
        extension(i, end);
        return size;
    }

    /** Blanks are only taken where they lead to a semicolon, and after that a name. */
    private void extension(int from, int end) throws Refused {
        int i = from;
        while (i < end && Characters.isBlank(line[i])) {
            i++;
        }
        if (from == end) {
            return;
        }
        extensions += end - from;
        boolean semicolon = i < end && line[i] == ';';
        i++;
        while (i < end && Characters.isBlank(line[i])) {
            i++;
        }
        boolean legal = semicolon && i < end && Characters.isToken(line[i]) && extensions <= MAX_EXTENSIONS;
        for (; legal && i < end; i++) {
            legal = Characters.isValue(line[i]);
        }
        if (!legal) {
            throw Refusal.malformed("a chunk's size is followed by something that is no extension");
        }
    }

    private static int hex(byte c) {
        return Character.digit((char) (c & 0xff), 16);
    }
}
