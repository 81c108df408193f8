package tributary.perf.soak;

import java.io.IOException;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * A client that comes again and again, one request after the other, and keeps its connection as long as it is let.
 *
 * <p>Used by one thread.
 */
final class Visitor implements AutoCloseable {
    private final int port;
    private final Http2Clients http2;
    private final Ledger ledger;
    private @Nullable Sequence sequence;
    private @Nullable Connection kept;
    private String id = "";
    private String asked = "";
    private SplittableRandom random = new SplittableRandom();

    /** @param ledger where it writes down what it is owed */
    Visitor(int port, Http2Clients http2, Ledger ledger) {
        this.port = port;
        this.http2 = http2;
        this.ledger = ledger;
    }

    /** Begins the visit of this number: what chance decides in it follows from the seed and the number alone. */
    Visitor begin(long number, long seed) {
        id = Long.toString(number);
        asked = "";
        random = new SplittableRandom(seed * 1_000_003 + number);
        return this;
    }

    /** The number of this visit, which everything that is asked and answered in it carries. */
    String id() {
        return id;
    }

    /** Method and path of what was last asked in this visit. */
    String asked() {
        return asked;
    }

    SplittableRandom random() {
        return random;
    }

    Http2Clients http2() {
        return http2;
    }

    Ledger ledger() {
        return ledger;
    }

    /** The events of this visitor, which are in the order of its requests. */
    Sequence sequence() {
        if (sequence == null) {
            sequence = ledger.newSequence();
        }
        return sequence;
    }

    /** A request without a body, and with this visit's number in path and headers. */
    String get(String path, String... fields) {
        return request("GET", path, "", fields);
    }

    String request(String method, String path, String body, String... fields) {
        asked = method + " " + path;
        StringBuilder text = new StringBuilder(method).append(' ').append(path).append(" HTTP/1.1\r\n");
        text.append("Host: soak\r\nX-Request-Id: ").append(id).append("\r\n");
        for (String field : fields) {
            text.append(field).append("\r\n");
        }
        if (!body.isEmpty()) {
            text.append("Content-Type: application/json\r\nContent-Length: ").append(body.length());
            text.append("\r\n");
        }
        return text.append("\r\n").append(body).toString();
    }

    /** A connection of its own, for what a kept one does not survive. */
    Connection connect() throws IOException {
        return new Connection(port);
    }

    /** Sends a request over the kept connection and returns its answer, which must be this visit's. */
    Answer ask(String request) throws IOException, Mismatch {
        try {
            Connection connection = connection();
            connection.write(request);
            return after(mine(connection.read()));
        } catch (IOException | Mismatch e) {
            forget();
            throw e;
        }
    }

    /** The kept connection. */
    Connection connection() throws IOException {
        if (kept == null) {
            kept = connect();
        }
        return kept;
    }

    /** Gives up the kept connection where the gateway has said that {@code answer} is its last. */
    Answer after(Answer answer) throws IOException {
        if (answer.isLast()) {
            forget();
        }
        return answer;
    }

    /** Whose answer this is, its {@code X-Request-Id} says, whatever its status. */
    Answer mine(Answer answer) throws Mismatch {
        if (!answer.header("x-request-id").equals(id)) {
            throw new Mismatch("the answer to request " + id, answer);
        }
        return answer;
    }

    /** Begins anew with the next request. */
    void forget() throws IOException {
        if (kept != null) {
            kept.close();
            kept = null;
        }
    }

    @Override
    public void close() throws IOException {
        forget();
    }
}
