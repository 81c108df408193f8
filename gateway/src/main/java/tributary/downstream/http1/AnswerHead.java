package tributary.downstream.http1;

import java.util.List;
import tributary.downstream.WireRequest;

/**
 * The head of a final answer, checked.
 *
 * @param fields names in lower case, in the order in which they came
 * @param framing how the end of the body is known
 * @param reusable whether the service agreed to another exchange on this connection, and nothing in the head makes it
 *     doubtful where the answer ends
 */
record AnswerHead(int status, List<WireRequest.Field> fields, Framing framing, boolean reusable) {

    /** How the end of a body is known (RFC 9112, 6.3). */
    sealed interface Framing {
        /** So many bytes; none for answers that cannot have a body. */
        record Length(long bytes) implements Framing {}

        record Chunked() implements Framing {}

        /** All until the service closes. */
        record ToClose() implements Framing {}
    }
}
