package tributary.downstream.http2;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import tributary.downstream.Exchanged;
import tributary.downstream.Failure;
import tributary.downstream.http1.WireException;
import tributary.downstream.http2.Exchange.Outcome;

/**
 * Reads what a service sends on one connection, and does what each frame asks for (RFC 9113, 6). What is wrong with one
 * stream ends that stream; what is wrong with the connection is a {@link BrokenConnection}. Used by the connection's thread.
 */
final class Incoming {
    private final Connection connection;
    private final Connections all;
    private final FrameReader frame;
    private final HpackDecoder hpack = new HpackDecoder();
    private final FrameBudget budget;

    private byte[] block = new byte[512];
    private int blockLength;
    /** The stream whose header block is not complete; 0 where there is none. */
    private int blockOf;

    private boolean blockEndsStream;
    private int receiveWindow = Connection.CONNECTION_WINDOW;

    Incoming(Connection connection, Connections all, InputStream in) {
        this.connection = connection;
        this.all = all;
        frame = new FrameReader(in);
        budget = new FrameBudget(all.ticker().nanos());
    }

    /** Reads the first frame, which must be the service's settings. */
    void readFirst() throws IOException {
        frame.next();
        if (frame.type() != Frame.SETTINGS || frame.has(Frame.ACK)) {
            throw broken("something else than its settings first");
        }
        all.locked(this::settings);
    }

    /** Reads until the connection ends, which is an exception in any case. */
    void readAll() throws IOException {
        while (true) {
            frame.next();
            all.locked(this::take);
        }
    }

    private void take() throws BrokenConnection {
        connection.heard();
        int type = frame.type();
        if ((blockOf != 0) != (type == Frame.CONTINUATION) || (blockOf != 0 && frame.stream() != blockOf)) {
            throw broken("a header block that is broken off, or goes on out of place");
        }
        switch (type) {
            case Frame.DATA -> data();
            case Frame.HEADERS -> headers();
            case Frame.CONTINUATION -> continuation();
            case Frame.RST_STREAM -> reset();
            case Frame.SETTINGS -> {
                spend();
                settings();
            }
            case Frame.PING -> ping();
            case Frame.GOAWAY -> goAway();
            case Frame.WINDOW_UPDATE -> windowUpdate();
            case Frame.PUSH_PROMISE -> throw broken("a promise, which we had ruled out");
            // PRIORITY, and types that are unknown, are to be ignored.
            default -> spend();
        }
        if (connection.outgoing().overflowing()) {
            throw new BrokenConnection(Frame.ENHANCE_YOUR_CALM, "more than it reads answers to");
        }
    }

    private void data() throws BrokenConnection {
        Exchange exchange = begunStream();
        int length = frame.length();
        receiveWindow -= length;
        if (receiveWindow < 0) {
            throw new BrokenConnection(Frame.FLOW_CONTROL_ERROR, "more data than it may");
        }
        if (receiveWindow < Connection.CONNECTION_WINDOW / 2) {
            connection.outgoing().control().windowUpdate(0, Connection.CONNECTION_WINDOW - receiveWindow);
            connection.outgoing().wake();
            receiveWindow = Connection.CONNECTION_WINDOW;
        }
        int padding = padding();
        int from = frame.start() + (frame.has(Frame.PADDED) ? 1 : 0);
        int count = frame.start() + length - padding - from;
        boolean last = frame.has(Frame.END_STREAM);
        if (exchange == null || (count == 0 && !last)) {
            spend();
        } else {
            budget.data();
        }
        if (exchange == null) {
            return;
        }
        if (!exchange.received(length)) {
            failStream(exchange, new Failure.Reset("the service sent more data than it may"), Frame.FLOW_CONTROL_ERROR);
            return;
        }
        try {
            if (exchange.answer().data(frame.buffer(), from, count)) {
                stand(exchange, last);
            } else if (last) {
                finish(exchange);
            } else if (exchange.receiveWindow() < Connection.STREAM_WINDOW / 2) {
                int by = Connection.STREAM_WINDOW - exchange.receiveWindow();
                exchange.growReceiveWindow(by);
                connection.outgoing().control().windowUpdate(exchange.id(), by);
                connection.outgoing().wake();
            }
        } catch (WireException e) {
            malformed(exchange, e, last);
        }
    }

    private void headers() throws BrokenConnection {
        begunStream();
        int from = frame.start();
        int end = frame.start() + frame.length() - padding();
        from += frame.has(Frame.PADDED) ? 1 : 0;
        from += frame.has(Frame.WITH_PRIORITY) ? 5 : 0;
        if (from > end) {
            throw broken("a frame with more padding than it has room for");
        }
        blockOf = frame.stream();
        blockEndsStream = frame.has(Frame.END_STREAM);
        blockLength = 0;
        append(from, end - from);
    }

    private void continuation() throws BrokenConnection {
        spend();
        append(frame.start(), frame.length());
    }

    private void append(int from, int count) throws BrokenConnection {
        if (blockLength + count > HpackDecoder.MOST_BYTES) {
            Exchange exchange = connection.stream(blockOf);
            // Whoever asks next must not come upon what is about to end.
            connection.retire();
            if (exchange != null) {
                exchange.fail(new Failure.TooLarge("the head is larger than " + HpackDecoder.MOST_BYTES + " bytes"));
            }
            // Without the whole block its table is lost, and with that all heads to come.
            throw new BrokenConnection(Frame.ENHANCE_YOUR_CALM, "a head without end");
        }
        if (blockLength + count > block.length) {
            block = Arrays.copyOf(block, Math.max(2 * block.length, blockLength + count));
        }
        System.arraycopy(frame.buffer(), from, block, blockLength, count);
        blockLength += count;
        if (frame.has(Frame.END_HEADERS)) {
            complete();
        }
    }

    private void complete() throws BrokenConnection {
        // Also for a stream that has ended: the table must stay what the service thinks it is.
        HeaderBlock head = hpack.decode(block, 0, blockLength);
        Exchange exchange = connection.stream(blockOf);
        blockOf = 0;
        if (exchange == null) {
            spend();
            return;
        }
        try {
            if (exchange.answer().head(head, blockEndsStream)) {
                stand(exchange, blockEndsStream);
            } else if (blockEndsStream) {
                finish(exchange);
            }
        } catch (WireException e) {
            malformed(exchange, e, blockEndsStream);
        }
    }

    private void finish(Exchange exchange) throws WireException {
        exchange.end(new Outcome.Ended(exchange.answer().ended()));
        done(exchange, true);
    }

    /** The answer stands, and the rest of it is not wanted. */
    private void stand(Exchange exchange, boolean last) {
        exchange.end(new Outcome.Ended(exchange.answer().alone()));
        done(exchange, last);
    }

    private void malformed(Exchange exchange, WireException e, boolean last) {
        exchange.fail(e.failure());
        done(exchange, last);
    }

    private void done(Exchange exchange, boolean serviceEnded) {
        budget.answer();
        if (serviceEnded && exchange.sentAll()) {
            connection.ended(exchange);
        } else {
            connection.reset(exchange, Frame.CANCEL);
        }
    }

    private void failStream(Exchange exchange, Failure failure, int error) {
        exchange.fail(failure);
        connection.reset(exchange, error);
    }

    private void reset() throws BrokenConnection {
        Exchange exchange = begunStream();
        length(4);
        spend();
        if (exchange == null) {
            return;
        }
        boolean began = exchange.answer().began();
        if (frame.number(0) == Frame.REFUSED_STREAM && !began) {
            exchange.end(new Outcome.Unprocessed(new Failure.Reset("the service refused the request")));
        } else {
            exchange.end(new Outcome.Ended(new Exchanged.None(
                    new Failure.Reset(began ? "reset in the middle of the answer" : "reset before the answer"))));
        }
        connection.ended(exchange);
    }

    private void settings() throws BrokenConnection {
        ofConnection();
        if (frame.has(Frame.ACK)) {
            length(0);
            return;
        }
        if (frame.length() % 6 != 0) {
            throw new BrokenConnection(Frame.FRAME_SIZE_ERROR, "settings of a wrong size");
        }
        for (int at = 0; at < frame.length(); at += 6) {
            int name = frame.number(at) >>> 16;
            long value = frame.number(at + 2) & 0xffff_ffffL;
            switch (name) {
                case Frame.ENABLE_PUSH -> require(value == 0, Frame.PROTOCOL_ERROR);
                case Frame.MAX_CONCURRENT_STREAMS -> connection.maxStreams((int) Math.min(value, Integer.MAX_VALUE));
                case Frame.INITIAL_WINDOW_SIZE -> {
                    require(value <= Integer.MAX_VALUE, Frame.FLOW_CONTROL_ERROR);
                    connection.sendWindow(value);
                }
                case Frame.MAX_FRAME_SIZE -> {
                    require(value >= FrameReader.MOST_PAYLOAD && value < 1 << 24, Frame.PROTOCOL_ERROR);
                    connection.outgoing().mostPayload((int) value);
                }
                // The table's size does not matter, since we put nothing into it; others are to be ignored.
                default -> {}
            }
        }
        connection.outgoing().control().frame(Frame.SETTINGS, Frame.ACK, 0, 0);
        connection.outgoing().wake();
        all.serve();
    }

    private static void require(boolean good, int error) throws BrokenConnection {
        if (!good) {
            throw new BrokenConnection(error, "a setting out of its range");
        }
    }

    private void ping() throws BrokenConnection {
        ofConnection();
        length(8);
        spend();
        if (!frame.has(Frame.ACK)) {
            connection.outgoing().control().frame(Frame.PING, Frame.ACK, 0, 8).bytes(frame.buffer(), frame.start(), 8);
            connection.outgoing().wake();
        }
    }

    private void goAway() throws BrokenConnection {
        ofConnection();
        if (frame.length() < 8) {
            throw new BrokenConnection(Frame.FRAME_SIZE_ERROR, "a frame of a wrong size");
        }
        spend();
        connection.leave(frame.number(0) & 0x7fff_ffff);
    }

    private void windowUpdate() throws BrokenConnection {
        length(4);
        int by = frame.number(0) & 0x7fff_ffff;
        if (by == 0) {
            throw broken("a window that grows by nothing");
        }
        Outgoing outgoing = connection.outgoing();
        if (!outgoing.uploading()) {
            spend();
        }
        if (frame.stream() == 0) {
            if (outgoing.window() + by > Integer.MAX_VALUE) {
                throw new BrokenConnection(Frame.FLOW_CONTROL_ERROR, "a window beyond all bounds");
            }
            outgoing.growWindow(by);
            return;
        }
        Exchange exchange = begunStream();
        if (exchange != null) {
            Connection.grow(exchange, by);
            outgoing.wake();
        }
    }

    /** The stream the frame is of; null where it has ended. */
    private @Nullable Exchange begunStream() throws BrokenConnection {
        if (!connection.begun(frame.stream())) {
            throw broken("a frame of a stream that was never begun");
        }
        return connection.stream(frame.stream());
    }

    private void ofConnection() throws BrokenConnection {
        if (frame.stream() != 0) {
            throw broken("a frame of the connection on a stream");
        }
    }

    private void length(int length) throws BrokenConnection {
        if (frame.length() != length) {
            throw new BrokenConnection(Frame.FRAME_SIZE_ERROR, "a frame of a wrong size");
        }
    }

    private int padding() throws BrokenConnection {
        if (!frame.has(Frame.PADDED)) {
            return 0;
        }
        int padding = frame.length() == 0 ? 0 : frame.buffer()[frame.start()] & 0xff;
        if (padding >= frame.length()) {
            throw broken("a frame with more padding than it has room for");
        }
        return padding;
    }

    private void spend() throws BrokenConnection {
        if (!budget.take(all.ticker().nanos())) {
            throw new BrokenConnection(Frame.ENHANCE_YOUR_CALM, "too many frames that say nothing");
        }
    }

    private static BrokenConnection broken(String how) {
        return new BrokenConnection(Frame.PROTOCOL_ERROR, how);
    }
}
