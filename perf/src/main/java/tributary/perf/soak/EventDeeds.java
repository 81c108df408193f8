package tributary.perf.soak;

import java.io.IOException;
import tributary.perf.soak.Deed.Outcome;

/** Requests that leave events behind, one after the other for the same key, and requests that need a token. */
final class EventDeeds {
    /** The key of those whose clients have left: nobody knows in which order they come, or whether they do. */
    static final String GONE = "gone";

    private EventDeeds() {}

    /** Once it is answered its events are accepted, and must come. */
    static Outcome emitting(Visitor visitor) throws IOException, Mismatch {
        Sequence sequence = visitor.sequence();
        String path = "/event/" + sequence.key() + "/" + sequence.next() + "/" + visitor.id();
        return Check.whole(200, value(visitor), visitor.ask(visitor.get(path)));
    }

    /** Of a service that answers only whoever shows a token, and that soon is good no longer. */
    static Outcome guarded(Visitor visitor) throws IOException, Mismatch {
        return Check.whole(200, value(visitor), visitor.ask(visitor.get("/guarded/" + visitor.id())));
    }

    private static String value(Visitor visitor) {
        return "{\"value\":" + Documents.item(visitor.id()) + "}";
    }
}
