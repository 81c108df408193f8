package tributary.events;

import java.time.Duration;
import java.util.Map;

/** Sends HTTP POSTs to one URL and follows no redirect. Used by one thread. */
public interface Poster extends AutoCloseable {

    /**
     * What came of posting {@code json}, within {@code timeout}. Interrupted, it gives up at once.
     *
     * @param headers beside those of HTTP itself, names in lower case
     */
    Posted post(byte[] json, Map<String, String> headers, Duration timeout) throws InterruptedException;

    @Override
    void close();

    /** How a POST ended. */
    sealed interface Posted {
        /** @param retryAfter how long the server wants to be left alone, as far as it says so */
        record Answered(int status, Duration retryAfter) implements Posted {}

        /** @param why there is no answer, in a word */
        record Unanswered(String why) implements Posted {}
    }
}
