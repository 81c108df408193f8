package tributary.logs;

import java.util.Locale;
import tributary.observe.CallRecord;
import tributary.observe.RequestRecord;

/** Writes entries, each as one line and with the line's end. For one thread. */
sealed interface Lines permits TextLines, JsonLines {
    /** What a request's line names as its logger. */
    String ACCESS = "tributary.access";

    /** Longer values are cut: none of ours is, but a client can send a path of kilobytes. */
    int LONGEST_VALUE = 512;

    int LONGEST_MESSAGE = 2048;

    void request(RequestRecord request, LineBuffer out);

    void event(Entry.Event event, LineBuffer out);

    /** How a call ended, in the word that the lines have for it. */
    static String end(CallRecord call) {
        return call.began() ? call.end().name().toLowerCase(Locale.ROOT) : "not-begun";
    }

    /** In milliseconds since 1970. */
    static long ended(RequestRecord request) {
        return (request.epochNanos() + request.elapsedNanos()) / 1_000_000;
    }
}
