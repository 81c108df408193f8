package tributary.stubs;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import org.jspecify.annotations.Nullable;

/**
 * One connection to a {@link LoadService}. Requests that come in one piece are answered in their order; while an answer is
 * held back, those behind it wait.
 *
 * <p>For the service's one thread.
 */
final class LoadConnection {
    private final SocketChannel channel;
    private final SelectionKey key;
    private final LoadAnswers answers;
    private final LoadDelays delays;

    /** What came and is not answered yet; null nearly always. */
    private @Nullable ByteBuffer rest;

    private @Nullable LoadAnswer heldBack;
    private @Nullable ByteBuffer unsent;
    private boolean closed;

    /** When {@link LoadDelays} gives it back. */
    long dueTick;

    /** The next in its slot of {@link LoadDelays}. */
    @Nullable
    LoadConnection nextHeld;

    LoadConnection(SocketChannel channel, SelectionKey key, LoadAnswers answers, LoadDelays delays) {
        this.channel = channel;
        this.key = key;
        this.answers = answers;
        this.delays = delays;
    }

    /** Called when it can be read from or written to. {@code in} is for all connections and holds nothing after. */
    void ready(ByteBuffer in) {
        try {
            if (unsent != null) {
                write(unsent);
            }
            if (unsent == null && !closed) {
                read(in);
            }
        } catch (IOException gone) {
            close();
        }
    }

    /** Its delay is over. */
    void release(ByteBuffer in) {
        LoadAnswer answer = heldBack;
        heldBack = null;
        if (closed || answer == null) {
            return;
        }
        try {
            send(answer);
            in.clear();
            takeRest(in);
            answerAll(in.flip());
        } catch (IOException gone) {
            close();
        }
    }

    private void read(ByteBuffer in) throws IOException {
        in.clear();
        takeRest(in);
        // A full buffer is a client that sends on and on without reading.
        if (!in.hasRemaining() || channel.read(in) < 0) {
            close();
            return;
        }
        answerAll(in.flip());
    }

    private void takeRest(ByteBuffer in) {
        if (rest != null) {
            in.put(rest);
            rest = null;
        }
    }

    private void answerAll(ByteBuffer in) throws IOException {
        while (heldBack == null && unsent == null && !closed) {
            int end = endOfHead(in);
            if (end < 0) {
                break;
            }
            LoadAnswer answer = answers.to(in, in.position(), end);
            in.position(end);
            if (answer.delayNanos() > 0) {
                heldBack = answer;
                delays.add(this, System.nanoTime(), answer.delayNanos());
            } else {
                send(answer);
            }
        }
        if (in.hasRemaining() && !closed) {
            rest = ByteBuffer.allocate(in.remaining()).put(in).flip();
        }
    }

    /** Where the head that begins at the position ends; -1 where it does not yet. */
    private static int endOfHead(ByteBuffer in) {
        for (int i = in.position() + 3; i < in.limit(); i++) {
            if (in.get(i) == '\n' && in.getInt(i - 3) == 0x0d0a0d0a) {
                return i + 1;
            }
        }
        return -1;
    }

    private void send(LoadAnswer answer) throws IOException {
        ByteBuffer bytes = answer.bytes().rewind();
        channel.write(bytes);
        if (bytes.hasRemaining()) {
            // The answer is everybody's; what is left of it here needs a position of its own.
            unsent = bytes.slice();
            key.interestOps(SelectionKey.OP_WRITE);
        } else if (answer.closes()) {
            close();
        }
    }

    private void write(ByteBuffer left) throws IOException {
        channel.write(left);
        if (!left.hasRemaining()) {
            unsent = null;
            key.interestOps(SelectionKey.OP_READ);
        }
    }

    void close() {
        closed = true;
        try {
            channel.close();
        } catch (IOException nothingToDo) {
            // It is gone either way.
        }
    }
}
