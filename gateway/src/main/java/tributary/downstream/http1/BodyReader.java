package tributary.downstream.http1;

import java.io.IOException;
import java.util.Arrays;
import tributary.downstream.BodyRoom;
import tributary.downstream.Bytes;
import tributary.downstream.Failure;

/**
 * Reads one answer's body, at most {@code most} bytes of it. Memory grows with what has come, not with what was
 * announced; one byte too many ends it, and an announcement of too many ends it at once.
 */
final class BodyReader {
    private static final int FIRST = 64 * 1024;
    private static final int FIRST_UNKNOWN = 4 * 1024;

    /** A chunk's size and its extensions, which are skipped. */
    private static final int LONGEST_CHUNK_LINE = 1024;

    private final Connection connection;
    private final int most;
    private byte[] body = Bytes.NONE.array();
    private int length;

    BodyReader(Connection connection, int most) {
        this.connection = connection;
        this.most = most;
    }

    Bytes read(AnswerHead.Framing framing, HeadReader trailers) throws IOException {
        switch (framing) {
            case AnswerHead.Framing.Length fixed -> readExactly(fixed.bytes(), fixed.bytes());
            case AnswerHead.Framing.Chunked _ -> {
                for (long size = chunkSize(); size > 0; size = chunkSize()) {
                    readExactly(size, most);
                    if (connection.line(0) != 0) {
                        throw WireException.malformed("a chunk longer than it says");
                    }
                }
                trailers.trailers();
            }
            case AnswerHead.Framing.ToClose _ -> readToEnd();
        }
        return new Bytes(body, 0, length);
    }

    /**
     * Reads {@code count} bytes.
     *
     * @param whole what the body may come to with those behind them
     */
    private void readExactly(long count, long whole) throws IOException {
        if (count > most - length) {
            throw tooLarge();
        }
        int end = length + (int) count;
        while (length < end) {
            if (length == body.length) {
                grow((int) whole, Math.min(end, FIRST));
            }
            length += connection.read(body, length, Math.min(body.length, end) - length);
        }
    }

    private void readToEnd() throws IOException {
        while (true) {
            if (length == body.length) {
                if (length == most) {
                    if (connection.readOrEnd(new byte[1], 0, 1) >= 0) {
                        throw tooLarge();
                    }
                    return;
                }
                grow(most, FIRST_UNKNOWN);
            }
            int count = connection.readOrEnd(body, length, body.length - length);
            if (count < 0) {
                return;
            }
            length += count;
        }
    }

    /**
     * Doubles the room, but to no more than {@code whole}. Doubles, even where a chunk's end is nearer: a body of many small
     * chunks would be copied for each of them.
     */
    private void grow(int whole, int first) throws WireException {
        int size = (int) Math.min(whole, Math.max(first, 2L * body.length));
        reserve(body.length, size);
        body = Arrays.copyOf(body, size);
    }

    /** Has a body grow in memory, or ends the exchange. */
    static void reserve(int from, int to) throws WireException {
        if (!BodyRoom.grows(from, to)) {
            throw new WireException(new Failure.Overloaded());
        }
    }

    private long chunkSize() throws IOException {
        int lineLength = connection.line(LONGEST_CHUNK_LINE);
        byte[] buffer = connection.buffer();
        int at = connection.lineStart();
        int end = at + lineLength;
        long size = 0;
        int digits = 0;
        while (at < end && Character.digit(buffer[at], 16) >= 0) {
            size = 16 * size + Character.digit(buffer[at], 16);
            digits++;
            at++;
        }
        if (digits == 0 || digits > 15 || !extensions(buffer, at, end)) {
            throw WireException.malformed("a malformed chunk");
        }
        return size;
    }

    private static boolean extensions(byte[] buffer, int from, int end) {
        int at = from;
        while (at < end && (buffer[at] == ' ' || buffer[at] == '\t')) {
            at++;
        }
        if (at == end) {
            return at == from;
        }
        boolean good = buffer[at] == ';';
        for (; good && at < end; at++) {
            good = HttpText.inValue(buffer[at]);
        }
        return good;
    }

    private WireException tooLarge() {
        return new WireException(new Failure.TooLarge("the body is larger than " + most + " bytes"));
    }
}
