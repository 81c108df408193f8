package tributary.perf.soak;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import tributary.perf.soak.Deed.Outcome;
import tributary.perf.soak.Parts.Form;

/**
 * HTTP/2 by prior knowledge, frame by frame: as much of RFC 9113 as it takes to ask and to leave.
 *
 * <p>Streams are asked one after the other. What goes beyond the first window, 64 KiB, comes as slowly as it is let. Used by one
 * thread.
 */
final class Http2Wire {
    private static final int DATA = 0;
    private static final int HEADERS = 1;
    private static final int RESET = 3;
    private static final int SETTINGS = 4;
    private static final int PING = 6;
    private static final int GO_AWAY = 7;
    private static final int WINDOW = 8;
    private static final int END_STREAM = 1;
    private static final int ACKNOWLEDGED = 1;
    private static final int END_HEADERS = 4;

    private final Connection connection;
    private int stream = -1;

    private Http2Wire(Connection connection) throws IOException {
        this.connection = connection;
        connection.write("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n");
        frame(SETTINGS, 0, 0, new byte[0]);
    }

    /** A few requests on a connection of their own. */
    static Outcome asked(Visitor visitor) throws IOException, Mismatch, InterruptedException {
        String id = visitor.id();
        try (Connection connection = visitor.connect()) {
            Http2Wire wire = new Http2Wire(connection);
            for (int i = visitor.random().nextInt(3); i >= 0; i--) {
                wire.begin("GET", "/three/" + id, id, END_STREAM, "*/*");
                String body = wire.body(0);
                if (!body.equals(GoodDeeds.three(id))) {
                    throw new Mismatch(GoodDeeds.three(id), body);
                }
            }
            return Outcome.WHOLE;
        }
    }

    /** Lets a stream of parts come a frame at a time, so that the gateway waits for its reader. */
    static Outcome slowly(Visitor visitor) throws IOException, Mismatch, InterruptedException {
        String id = visitor.id();
        try (Connection connection = visitor.connect()) {
            Http2Wire wire = new Http2Wire(connection);
            wire.begin("GET", "/bulky/" + id, id, END_STREAM, Form.EVENTS.type());
            String body = wire.body(1 + visitor.random().nextInt(10));
            Answer answer = new Answer(200, Map.of("content-type", Form.EVENTS.type()), body);
            return StreamDeeds.whole(Form.EVENTS, false, StreamDeeds.bulky(id), answer);
        }
    }

    /** Leaves with streams open: in an upload, while calls run, or before there is any. */
    static Outcome left(Visitor visitor) throws IOException, InterruptedException {
        String id = visitor.id();
        try (Connection connection = visitor.connect()) {
            Http2Wire wire = new Http2Wire(connection);
            for (int i = visitor.random().nextInt(4); i > 0; i--) {
                switch (visitor.random().nextInt(3)) {
                    case 0 -> wire.begin("GET", "/wait/300/" + id, id, END_STREAM, "*/*");
                    // Three times as much as there is room for: it is left while it waits.
                    case 1 -> wire.begin("GET", "/bulky/" + id, id, END_STREAM, Form.LINES.type());
                    default -> {
                        wire.begin("POST", "/write/" + id, id, 0, "*/*");
                        wire.frame(DATA, 0, wire.stream, "{\"text\":\"half".getBytes(StandardCharsets.US_ASCII));
                    }
                }
            }
            return Departures.leave(connection, visitor.random());
        }
    }

    /** Opens the next stream. */
    private void begin(String method, String path, String id, int flags, String accept) throws IOException {
        stream += 2;
        ByteArrayOutputStream block = new ByteArrayOutputStream();
        // Of the static table: the method, the scheme http, and the names of path and authority (RFC 7541, appendix A).
        block.write(method.equals("GET") ? 0x82 : 0x83);
        block.write(0x86);
        block.write(0x04);
        text(block, path);
        block.write(0x01);
        text(block, "soak");
        block.write(0x00);
        text(block, "x-request-id");
        text(block, id);
        block.write(0x00);
        text(block, "accept");
        text(block, accept);
        if (flags != END_STREAM) {
            block.write(0x00);
            text(block, "content-type");
            text(block, "application/json");
        }
        frame(HEADERS, flags | END_HEADERS, stream, block.toByteArray());
    }

    private static void text(ByteArrayOutputStream block, String text) {
        // Below 127 the length is one byte; above its highest bit nothing says Huffman.
        block.write(text.length());
        block.writeBytes(text.getBytes(StandardCharsets.US_ASCII));
    }

    private void frame(int type, int flags, int onStream, byte[] payload) throws IOException {
        ByteArrayOutputStream frame = new ByteArrayOutputStream();
        number(frame, payload.length, 3);
        frame.write(type);
        frame.write(flags);
        number(frame, onStream, 4);
        frame.writeBytes(payload);
        connection.write(frame.toByteArray());
    }

    private static void number(ByteArrayOutputStream out, int value, int bytes) {
        for (int shift = 8 * (bytes - 1); shift >= 0; shift -= 8) {
            out.write(value >>> shift);
        }
    }

    private static int number(byte[] in, int from, int bytes) {
        int value = 0;
        for (int i = from; i < from + bytes; i++) {
            value = (value << 8) | (in[i] & 0xff);
        }
        return value;
    }

    /**
     * The body of the answer on the newest stream, whatever its status: what it says decides.
     *
     * @param pauseMillis before the gateway may send as much again as has come
     */
    private String body(int pauseMillis) throws IOException, InterruptedException {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        while (true) {
            byte[] head = connection.exactly(9);
            byte[] payload = connection.exactly(number(head, 0, 3));
            int type = head[3];
            int flags = head[4];
            boolean mine = number(head, 5, 4) == stream;
            switch (type) {
                case SETTINGS, PING -> {
                    if ((flags & ACKNOWLEDGED) == 0) {
                        frame(type, ACKNOWLEDGED, 0, type == PING ? payload : new byte[0]);
                    }
                }
                case RESET, GO_AWAY -> throw new IOException("an HTTP/2 frame of type " + type + " for an answer");
                case DATA -> {
                    body.writeBytes(mine ? payload : new byte[0]);
                    if (pauseMillis > 0 && payload.length > 0) {
                        Thread.sleep(pauseMillis);
                        giveRoom(payload.length);
                    }
                }
                default -> {
                    // Headers, windows: nothing here depends on them.
                }
            }
            if (mine && (type == DATA || type == HEADERS) && (flags & END_STREAM) != 0) {
                return body.toString(StandardCharsets.UTF_8);
            }
        }
    }

    private void giveRoom(int bytes) throws IOException {
        ByteArrayOutputStream room = new ByteArrayOutputStream();
        number(room, bytes, 4);
        frame(WINDOW, 0, 0, room.toByteArray());
        frame(WINDOW, 0, stream, room.toByteArray());
    }
}
