package tributary.downstream;

import java.util.List;

/**
 * A service's whole answer: final status (never 1xx), those header fields that somebody reads, with lower-case names in the
 * order they came, and the body with transfer and content codings undone; empty where there is none.
 */
public record WireAnswer(int status, List<WireRequest.Field> headers, Bytes body) implements Exchanged {
    public WireAnswer {
        headers = List.copyOf(headers);
    }
}
