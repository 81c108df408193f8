package tributary.downstream;

import tributary.json.JsonValue;

/** What a service said to a call. */
public sealed interface Reply {

    /** A status that is an answer: 2xx, or 304. No body is JSON's null. */
    record Answered(int status, JsonValue value) implements Reply {}

    /** No usable answer. */
    record Failed(Failure failure) implements Reply {}

    /** The status the service answered with; 0 where it did not answer. */
    default int status() {
        return switch (this) {
            case Answered answered -> answered.status();
            case Failed(Failure.BadStatus(int status)) -> status;
            case Failed(Failure.ClientError(int status)) -> status;
            case Failed _ -> 0;
        };
    }
}
