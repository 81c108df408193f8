package tributary;

import static tributary.stubs.Fault.*;

import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tributary.stubs.Fault;

/**
 * What a required call makes of one thing a service does: the reasons are those of the contract's table.
 *
 * @param query what is asked of the fault
 * @param json the call's value, byte for byte; null where it fails, empty for any
 * @param reason why it fails; empty where it does not
 * @param timed whether only a timeout ends it
 */
record FaultRow(
        Fault fault, String query, int status, @Nullable String json, String reason, boolean timed) {
    private static final String RIGHT = "{\"ok\":true}";

    private static FaultRow answers(Fault fault, String query, String json) {
        return new FaultRow(fault, query, 200, json, "", false);
    }

    private static FaultRow right(Fault fault) {
        return answers(fault, "", RIGHT);
    }

    private static FaultRow fails(Fault fault, String query, int status, String reason) {
        return new FaultRow(fault, query, status, null, reason, reason.equals("timeout"));
    }

    private static FaultRow reset(Fault fault) {
        return fails(fault, "", 502, "reset");
    }

    private static FaultRow notJson(Fault fault) {
        return fails(fault, "", 502, "invalid-json");
    }

    private static FaultRow tooLarge(Fault fault) {
        return fails(fault, "", 502, "too-large");
    }

    private static FaultRow late(Fault fault, String query) {
        return fails(fault, query, 504, "timeout");
    }

    boolean failing() {
        return json == null;
    }

    @Override
    public String toString() {
        return fault + (query.isEmpty() ? "" : " " + query) + " -> " + status + " " + reason;
    }

    static List<FaultRow> all() {
        return Stream.of(rightAnswers(), statuses(), connection(), framing(), heads(), bodies())
                .flatMap(List::stream)
                .toList();
    }

    private static List<FaultRow> rightAnswers() {
        return List.of(
                right(OK),
                answers(JSON, "text=%5B%2019.90,1e999999999%20%5D", "[ 19.90,1e999999999 ]"),
                answers(JSON, "text=%7B%22__proto__%22:%22%5Cud800%22%7D", "{\"__proto__\":\"\\ud800\"}"),
                answers(ECHO, "", ""),
                answers(SLOW, "ms=20", RIGHT),
                answers(SLOW_BODY, "ms=20", RIGHT),
                right(CLOSE_IDLE),
                right(HTTP_10),
                right(INTERIM),
                // What they say stays between the service and us.
                right(STRANGE_FIELDS),
                right(CHUNKED),
                right(CHUNK_EXTENSION),
                right(TRAILERS),
                right(CLOSE_DELIMITED),
                right(GZIP),
                // The mark is no part of the JSON: it is taken off.
                right(BOM),
                answers(CODING, "name=identity", RIGHT),
                answers(TWICE, "", "{\"a\":1,\"a\":2}"),
                // One answer too many: the first is right, the second nobody's.
                answers(EXTRA_ANSWER, "", "{\"ok\":true,\"target\":\"/extra-answer\"}"),
                answers(NO_CONTENT, "", "null"),
                answers(BODY_ON_204, "", "null"),
                answers(NOT_MODIFIED, "", "null"),
                answers(BODY_ON_304, "", "null"));
    }

    private static List<FaultRow> statuses() {
        return Stream.of(
                        Stream.of(500, 501, 502, 503, 504, 599, 300, 301, 307)
                                .map(code -> fails(STATUS, "code=" + code, 502, "bad-status")),
                        Stream.of(400, 401, 403, 404, 409, 410, 422)
                                .map(code -> fails(STATUS, "code=" + code, code, "client-error")),
                        Stream.of(fails(STATUS, "code=429", 503, "client-error"), answers(STATUS, "code=204", "null")),
                        Stream.of(answers(STATUS, "code=205", "null")),
                        Stream.of(200, 201, 202).map(code -> answers(STATUS, "code=" + code, RIGHT)),
                        // Not followed: no request leaves for where it points.
                        Stream.of(fails(REDIRECT, "", 502, "bad-status")))
                .flatMap(rows -> rows)
                .toList();
    }

    private static List<FaultRow> connection() {
        return List.of(
                late(SLOW, "ms=30000"),
                late(SLOW_BODY, "ms=30000"),
                reset(RESET),
                reset(HANG_UP),
                reset(HALF),
                reset(HALF_RESET),
                late(HALF_SILENT, ""),
                late(NEVER, ""),
                late(DRIP, "every=20"),
                late(DRIP_HEAD, "every=20"));
    }

    private static List<FaultRow> framing() {
        return Stream.concat(
                        Stream.of(
                                reset(GARBAGE),
                                reset(SWITCHING),
                                reset(INTERIM_FLOOD),
                                // The half that it declares is no JSON; the other half is nobody's answer.
                                notJson(SHORT_LENGTH),
                                late(LONG_LENGTH, ""),
                                reset(TWO_LENGTHS),
                                reset(SAME_LENGTH_TWICE),
                                reset(SIGNED_LENGTH),
                                reset(NEGATIVE_LENGTH),
                                reset(OVERFLOWING_LENGTH),
                                reset(LENGTH_AND_CHUNKED),
                                reset(UNKNOWN_TRANSFER),
                                reset(BAD_CHUNK),
                                reset(BAD_CHUNK_END),
                                reset(CHUNKED_CUT)),
                        Stream.of(
                                        "HTTP/1.1%20000%20No",
                                        "HTTP/1.1%20200",
                                        "HTTP/1.1%20abc%20What",
                                        "ICY%20200%20OK",
                                        "HTTP/0.9%20200%20OK",
                                        "HTTP/1.1%20999%20Far")
                                .map(line -> fails(STATUS_LINE, "line=" + line, 502, "reset")))
                .toList();
    }

    private static List<FaultRow> heads() {
        return List.of(
                tooLarge(HUGE_HEAD),
                tooLarge(MANY_HEADERS),
                tooLarge(ENDLESS_HEAD),
                reset(NUL_HEADER),
                reset(FOLD),
                reset(NO_COLON),
                reset(BARE_CR));
    }

    private static List<FaultRow> bodies() {
        return List.of(
                notJson(HTML),
                answers(EMPTY, "", "null"),
                notJson(NOT_JSON),
                notJson(TRAILING),
                notJson(BAD_UTF8),
                notJson(UTF_16),
                notJson(DEEP),
                fails(JSON, "text=NaN", 502, "invalid-json"),
                tooLarge(HUGE),
                tooLarge(HUGE_CHUNKED),
                fails(GZIP_BOMB, "bytes=20000000", 502, "too-large"),
                notJson(GZIP_TRUNCATED),
                notJson(GZIP_TAIL),
                notJson(GZIP_LIE),
                notJson(CODING));
    }
}
