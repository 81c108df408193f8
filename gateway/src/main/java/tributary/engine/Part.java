package tributary.engine;

import org.jspecify.annotations.Nullable;
import tributary.downstream.Failure;
import tributary.engine.Answer.Ended;
import tributary.json.JsonValue;

/**
 * A part of a document, sent as soon as it is there.
 *
 * @param name of the call, or of the response's member
 * @param value its default where it is missing
 * @param missing the call that failed; null where the part is whole, or is a member made of several calls
 * @param unresolved why a member could not be made; null where it could
 */
public record Part(
        String name,
        JsonValue value,
        @Nullable Ended missing,
        @Nullable Failure unresolved) {}
