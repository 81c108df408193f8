package tributary.engine;

import org.jspecify.annotations.Nullable;
import tributary.downstream.Failure;
import tributary.json.JsonNull;
import tributary.json.JsonValue;

/** How a call ended. Those that need it go on with its {@link #value()}. */
public sealed interface Outcome {

    /**
     * When a call was made, on the request's ticker: from the moment all it needs was there, or now, if it never began.
     *
     * @param requests sent for it; 0 where none was, more than 1 only with {@code for-each}
     */
    record Timing(long startNanos, long endNanos, int requests) {
        public long elapsedNanos() {
            return endNanos - startNanos;
        }
    }

    /** The service answered. With {@code for-each} the status is that of the last element. */
    record Answered(JsonValue value, int status, Timing timing) implements Outcome {}

    /** Its {@code when} said no: it was not made and nothing is missing. */
    record Skipped(JsonValue value, Timing timing) implements Outcome {}

    /**
     * An optional call failed, or some of its elements did, and its default stands in their place.
     *
     * @param failure the first one
     * @param failed elements that failed; 1 without {@code for-each}
     */
    record Defaulted(JsonValue value, Failure failure, int failed, Timing timing) implements Outcome {}

    /** A required call failed, and with it the request. */
    record Failed(Failure failure, Timing timing) implements Outcome {
        @Override
        public JsonValue value() {
            return JsonNull.NULL;
        }
    }

    JsonValue value();

    Timing timing();

    /** Why the call, or a part of it, is missing; null where nothing is. */
    default @Nullable Failure missing() {
        return switch (this) {
            case Answered _, Skipped _ -> null;
            case Defaulted defaulted -> defaulted.failure();
            case Failed failed -> failed.failure();
        };
    }
}
