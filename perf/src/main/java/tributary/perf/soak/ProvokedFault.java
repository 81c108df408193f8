package tributary.perf.soak;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import tributary.stubs.Fault;

/**
 * A fault, and what the gateway makes of it.
 *
 * @param query what the fault is told, with its question mark; sizes are as small as the fault allows, for there are many
 * @param reason why a call fails; empty where it does not
 */
record ProvokedFault(Fault fault, String query, String reason, int status) {

    boolean fails() {
        return !reason.isEmpty();
    }

    /** Whether only a timeout ends it. */
    boolean timed() {
        return reason.equals("timeout");
    }

    @Override
    public String toString() {
        return fault + query;
    }

    /** Every fault there is. */
    static List<ProvokedFault> all() {
        List<ProvokedFault> all = new ArrayList<>();
        Arrays.stream(Fault.values()).map(ProvokedFault::of).forEach(all::add);
        all.add(client("?code=404", 404));
        all.add(client("?code=429", 503));
        return List.copyOf(all);
    }

    private static ProvokedFault client(String query, int status) {
        return new ProvokedFault(Fault.STATUS, query, "client-error", status);
    }

    /** Without a default, so that a new fault is given its place here. */
    private static ProvokedFault of(Fault fault) {
        return switch (fault) {
            case OK, ECHO, CLOSE_IDLE, HTTP_10, INTERIM, CHUNKED, CHUNK_EXTENSION, TRAILERS, CLOSE_DELIMITED ->
                answered(fault, "");
            case GZIP,
                    BOM,
                    TWICE,
                    EXTRA_ANSWER,
                    NO_CONTENT,
                    BODY_ON_204,
                    NOT_MODIFIED,
                    BODY_ON_304,
                    EMPTY,
                    STRANGE_FIELDS -> answered(fault, "");
            case JSON -> answered(fault, "?text=%5B19.90%5D");
            case SLOW, SLOW_BODY -> answered(fault, "?ms=5");
            case STATUS -> failed(fault, "?code=500", "bad-status");
            case REDIRECT -> failed(fault, "", "bad-status");
            case NEVER, HALF_SILENT, LONG_LENGTH -> new ProvokedFault(fault, "", "timeout", 504);
            case DRIP, DRIP_HEAD -> new ProvokedFault(fault, "?every=20", "timeout", 504);
            case RESET, HANG_UP, HALF, HALF_RESET, GARBAGE, SWITCHING, STATUS_LINE, INTERIM_FLOOD ->
                failed(fault, "", "reset");
            case TWO_LENGTHS, SAME_LENGTH_TWICE, SIGNED_LENGTH, NEGATIVE_LENGTH, OVERFLOWING_LENGTH ->
                failed(fault, "", "reset");
            case LENGTH_AND_CHUNKED, UNKNOWN_TRANSFER, BAD_CHUNK, BAD_CHUNK_END, CHUNKED_CUT ->
                failed(fault, "", "reset");
            case NUL_HEADER, FOLD, NO_COLON, BARE_CR -> failed(fault, "", "reset");
            case HUGE_HEAD -> failed(fault, "?bytes=100000", "too-large");
            case MANY_HEADERS -> failed(fault, "?count=6000", "too-large");
            case ENDLESS_HEAD -> failed(fault, "", "too-large");
            case HUGE, HUGE_CHUNKED, GZIP_BOMB -> failed(fault, "?bytes=200000", "too-large");
            case DEEP -> failed(fault, "?depth=1100", "invalid-json");
            case SHORT_LENGTH, HTML, NOT_JSON, TRAILING, BAD_UTF8, UTF_16 -> failed(fault, "", "invalid-json");
            case GZIP_TRUNCATED, GZIP_TAIL, GZIP_LIE, CODING -> failed(fault, "", "invalid-json");
        };
    }

    private static ProvokedFault answered(Fault fault, String query) {
        return new ProvokedFault(fault, query, "", 200);
    }

    private static ProvokedFault failed(Fault fault, String query, String reason) {
        return new ProvokedFault(fault, query, reason, 502);
    }
}
