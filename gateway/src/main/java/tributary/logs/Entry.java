package tributary.logs;

import org.jspecify.annotations.Nullable;
import tributary.observe.RequestRecord;

/** What a line will tell. It is made into one by the thread that writes. Immutable. */
sealed interface Entry {
    /** About what the line takes, and what is held until it is written, in bytes. */
    int weight();

    /** A request that has ended. */
    record Request(RequestRecord request) implements Entry {
        @Override
        public int weight() {
            return 512 + 2 * request.path().length() + 192 * request.calls().size();
        }
    }

    /**
     * Something happened.
     *
     * @param lines how many lines it stands for that are not there; 0 where it stands for itself
     */
    record Event(
            long epochMillis,
            String level,
            String logger,
            String message,
            long lines,
            @Nullable Throwable thrown) implements Entry {
        private static final String REQUEST = "request ";
        private static final int LONGEST_ID = 128;

        @Override
        public int weight() {
            return 256 + message.length() + (thrown == null ? 0 : 4096);
        }

        /** The id of the request it is about, which is what such messages begin with; empty where it is about none. */
        String requestId() {
            int end = message.startsWith(REQUEST) ? message.indexOf(' ', REQUEST.length()) : -1;
            return end < 0 || end > REQUEST.length() + LONGEST_ID ? "" : message.substring(REQUEST.length(), end);
        }
    }
}
