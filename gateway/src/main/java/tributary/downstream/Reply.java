package tributary.downstream;

import tributary.downstream.Failure.BadStatus;
import tributary.downstream.Failure.ClientError;
import tributary.downstream.Failure.InvalidJson;
import tributary.json.JsonException;
import tributary.json.JsonNull;
import tributary.json.JsonParser;
import tributary.json.JsonValue;

/** What a service said to a call. */
public sealed interface Reply {

    /** A status that is an answer: 2xx, or 304. No body is JSON's null. */
    record Answered(int status, JsonValue value) implements Reply {}

    /** No usable answer. */
    record Failed(Failure failure) implements Reply {}

    /** What an exchange means to the call it was made for. */
    static Reply of(Exchanged exchanged) {
        return switch (exchanged) {
            case Exchanged.None(Failure failure) -> new Failed(failure);
            case WireAnswer answer -> of(answer);
        };
    }

    private static Reply of(WireAnswer answer) {
        int status = answer.status();
        if (status >= 500 || (status >= 300 && status < 400 && status != 304)) {
            return new Failed(new BadStatus(status));
        }
        if (status >= 400) {
            return new Failed(new ClientError(status));
        }
        Bytes body = answer.body();
        // A 205 has no content (RFC 9110, 15.3.6); what a service puts there all the same is no value.
        if (body.length() == 0 || status == 205) {
            return new Answered(status, JsonNull.NULL);
        }
        try {
            return new Answered(status, JsonParser.parse(body.array(), body.offset(), body.length()));
        } catch (JsonException e) {
            return new Failed(new InvalidJson("not one well-formed JSON text, at byte " + e.offset()));
        }
    }

    /** The status the service answered with; 0 where it did not answer. */
    default int status() {
        return switch (this) {
            case Answered answered -> answered.status();
            case Failed(Failure failure) -> failure.status();
        };
    }
}
