package tributary.edge;

import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.webserver.CloseConnectionException;
import io.helidon.webserver.http.ServerResponse;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tributary.downstream.Bytes;
import tributary.downstream.Failure;
import tributary.downstream.WireRequest.Field;
import tributary.edge.coding.GzipParts;
import tributary.edge.connection.Presence;
import tributary.edge.connection.Unsized;
import tributary.engine.Answer;
import tributary.engine.Answer.Ended;
import tributary.engine.Audience;
import tributary.engine.Part;
import tributary.json.JsonObject;
import tributary.json.JsonOutput;
import tributary.json.JsonString;
import tributary.json.JsonValue;

/**
 * Writes a document's parts as they come, each in one piece. Used by the request's own thread alone, so that no two parts ever
 * mix; it is never interrupted while it writes, since that would close the client's socket, which over HTTP/2 is others' too.
 *
 * <p>Sources: HTML, 9.2 (server-sent events); the NDJSON specification.
 */
final class StreamAnswer implements Audience {
    /** After so long without a part there is a sign of life: shorter than what proxies commonly take for dead. */
    static final Duration QUIET = Duration.ofSeconds(15);

    /** All of them, behind that of the document. */
    static final String FORMS = ", " + Form.EVENTS.type() + " or " + Form.LINES.type();

    /** Of the last part; no call and no member may be named so. */
    private static final String END = "end";

    /** Some proxies would keep a stream until it is whole. */
    private static final String UNBUFFERED = "X-Accel-Buffering";

    private static final String OUTCOME = "outcome";
    private static final String FAILED = "failed";

    /** More than what stands around a value. */
    private static final int FRAME = 256;

    private static final byte[] HEARTBEAT = {':', '\n', '\n'};
    private static final Pattern LINE_ENDS = Pattern.compile("[\\r\\n]");

    /** How parts are framed. */
    enum Form {
        /** An event a part. */
        EVENTS("text/event-stream"),
        /** A line a part. */
        LINES("application/x-ndjson");

        private final String type;

        Form(String type) {
            this.type = type;
        }

        String type() {
            return type;
        }
    }

    private final Form form;
    private final Presence client;
    private final Ends ends;
    private final OutputStream out;
    private final @Nullable GzipParts packed;
    private final boolean problems;
    private int number;
    private long bytes;

    /**
     * @param packed null where the client gets it as it is
     * @param problems whether it is told why optional calls are missing
     */
    private StreamAnswer(
            Form form, Presence client, Ends ends, OutputStream out, @Nullable GzipParts packed, boolean problems) {
        this.form = form;
        this.packed = packed;
        this.problems = problems;
        this.client = client;
        this.ends = ends;
        this.out = out;
    }

    /**
     * Begins an answer whose head has been made, with status 200: what goes wrong later is told in its parts.
     *
     * @param problems whether these tell why optional calls are missing
     */
    static StreamAnswer begin(Form form, Presence client, Ends ends, Visit visit, boolean problems) {
        ServerResponse response = visit.response();
        response.header(HeaderValues.create(HeaderNames.CONTENT_TYPE, form.type()));
        response.header(HeaderValues.create(HeaderNames.create(UNBUFFERED), "no"));
        Packing.say(visit.streamCoding(), response.headers());
        StreamAnswer answer = new StreamAnswer(form, client, ends, response.outputStream(), visit.parts(), problems);
        if (form == Form.EVENTS) {
            // So that the client hears at once that there will be something.
            answer.write(HEARTBEAT, HEARTBEAT.length);
        }
        return answer;
    }

    /** For HEAD: what {@link #begin} would say. */
    static HttpAnswer head(Form form, Visit visit) {
        Unsized.mark(visit.response(), AggregateHandler.speaksHttp1(visit.sent()));
        return HttpAnswer.empty(200, List.of(new Field("Content-Type", form.type()), new Field(UNBUFFERED, "no")))
                .as(Bytes.NONE, visit.streamCoding());
    }

    @Override
    public <T> T waiting(Wait<T> wait) throws InterruptedException {
        return ends.during(wait);
    }

    @Override
    public boolean leavesWithin(long nanos) throws InterruptedException {
        return client.leavesWithin(nanos);
    }

    @Override
    public void part(Part part) {
        Ended missing = part.missing();
        Failure failure = missing == null ? null : missing.outcome().missing();
        if (missing != null && failure != null && (problems || !missing.call().optional())) {
            send(part.name(), "problem", Problem.missing(missing, failure));
        } else if (part.unresolved() != null) {
            send(part.name(), "problem", Problem.of(part.unresolved()).json("", List.of()));
        } else {
            send(part.name(), "value", part.value());
        }
    }

    private void send(String name, String kind, JsonValue value) {
        write(
                switch (form) {
                    case EVENTS -> event(name, value);
                    case LINES -> line(Map.of("call", JsonString.of(name)), kind, value);
                });
    }

    private JsonOutput event(String name, JsonValue value) {
        number++;
        JsonOutput event = new JsonOutput(value.roughSize() + FRAME);
        raw(event, "event: " + LINE_ENDS.matcher(name).replaceAll(" ") + "\nid: " + number + "\ndata: ");
        write(value, event);
        raw(event, "\n\n");
        return event;
    }

    private static JsonOutput line(Map<String, JsonString> first, String kind, JsonValue value) {
        Map<String, JsonValue> members = new LinkedHashMap<>(first);
        members.put(kind, value);
        JsonOutput line = new JsonOutput(value.roughSize() + FRAME);
        write(JsonObject.of(members), line);
        raw(line, "\n");
        return line;
    }

    /** On one line: a line end in JSON stands between tokens, never inside a text, so that a blank does as well. */
    private static void write(JsonValue value, JsonOutput out) {
        int from = out.size();
        value.writeTo(out);
        byte[] bytes = out.array();
        for (int at = from; at < out.size(); at++) {
            if (bytes[at] == '\n' || bytes[at] == '\r') {
                bytes[at] = ' ';
            }
        }
    }

    private static void raw(JsonOutput out, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        out.raw(bytes, 0, bytes.length);
    }

    private void write(JsonOutput piece) {
        write(piece.array(), piece.size());
    }

    private void write(byte[] piece, int length) {
        Bytes plain = new Bytes(piece, 0, length);
        // Packed whole before any of it is written, so that nothing is half packed while a slow reader is waited for.
        Bytes sent = packed == null ? plain : packed.part(plain);
        client.writing(() -> {
            try {
                write(sent);
                out.flush();
            } catch (IOException | UncheckedIOException e) {
                throw new CloseConnectionException("the client is gone", e);
            }
        });
    }

    private void write(Bytes sent) throws IOException {
        out.write(sent.array(), sent.offset(), sent.length());
        bytes += sent.length();
    }

    /** The last part: how the whole ended; {@code explanation} is null where nobody asked for one. */
    void end(Answer answer, @Nullable JsonObject explanation, String requestId) {
        Map<String, JsonValue> end = new LinkedHashMap<>();
        switch (answer) {
            case Answer.Refusal refusal -> {
                end.put(OUTCOME, JsonString.of(FAILED));
                end.put("problem", Problem.of(refusal.cause()).json(requestId, refusal.failures()));
            }
            case Answer.Document document -> {
                boolean whole = document.missing().isEmpty();
                end.put(OUTCOME, JsonString.of(whole ? HttpAnswer.OK : HttpAnswer.PARTIAL));
                if (!whole && problems) {
                    end.put("problems", HttpAnswer.problems(document.missing()));
                }
            }
        }
        if (explanation != null) {
            end.put("explain", explanation);
        }
        end(JsonObject.of(end));
    }

    /** The last part, where the gateway itself broke the work off. */
    void end(Problem problem, String requestId) {
        end(JsonObject.of(Map.of(OUTCOME, JsonString.of(FAILED), "problem", problem.json(requestId, List.of()))));
    }

    /** An event that is no part. */
    void tell(String name, JsonObject data) {
        write(event(name, data));
    }

    /** The last part. */
    void end(JsonObject end) {
        write(
                switch (form) {
                    case EVENTS -> event(END, end);
                    case LINES -> line(Map.of(), END, end);
                });
        client.writing(() -> {
            try {
                if (packed != null) {
                    write(packed.end());
                }
                out.close();
            } catch (IOException | UncheckedIOException e) {
                throw new CloseConnectionException("the client is gone", e);
            }
        });
    }

    /** Written so far, of the body. */
    long bytes() {
        return bytes;
    }

    @Override
    public void silence() {
        // A line of LINES is always a part.
        if (form == Form.EVENTS) {
            write(HEARTBEAT, HEARTBEAT.length);
        }
    }
}
