package tributary.perf.soak;

import java.util.List;

/** What clients do, and how often of a thousand times. */
final class Mix {
    record Kind(String name, int weight, Deed deed) {}

    private static final List<Kind> KINDS = List.of(
            new Kind("three calls side by side", 230, GoodDeeds::three),
            new Kind("three calls in a chain", 130, GoodDeeds::chain),
            new Kind("a call for each of twenty", 50, GoodDeeds::each),
            new Kind("a large answer", 10, GoodDeeds::large),
            new Kind("a write", 70, GoodDeeds::write),
            new Kind("HEAD", 10, GoodDeeds::head),
            new Kind("one request a connection", 20, GoodDeeds::once),
            new Kind("two requests pipelined", 10, GoodDeeds::pipelined),
            new Kind("a bulkhead that is full", 20, GoodDeeds::narrow),
            new Kind("a client's short deadline", 15, GoodDeeds::hurried),
            new Kind("a required call that hangs", 10, GoodDeeds::hang),
            new Kind("an optional call that hangs", 5, GoodDeeds::late),
            new Kind("a fault in a required call", 100, FaultDeeds::required),
            new Kind("a fault in an optional call", 100, FaultDeeds::optional),
            new Kind("a fault that only a timeout ends", 15, FaultDeeds::timed),
            new Kind("a fault in a write", 15, FaultDeeds::write),
            new Kind("leaves while calls run", 40, Departures::waiting),
            new Kind("leaves in its head", 15, Departures::inHead),
            new Kind("leaves in its body", 15, Departures::inBody),
            new Kind("leaves in the answer", 10, Departures::inAnswer),
            new Kind("malformed", 20, BadManners::malformed),
            new Kind("not to be served", 25, BadManners::unfit),
            new Kind("HTTP/2 by upgrade", 45, Http2Clients::asked),
            new Kind("HTTP/2 by prior knowledge", 15, Http2Wire::asked),
            new Kind("resets its HTTP/2 stream", 5, Http2Clients::takenBack),
            new Kind("leaves its HTTP/2 connection", 10, Http2Wire::left),
            new Kind("a stream", 40, StreamDeeds::read),
            new Kind("a stream over HTTP/2", 15, Http2Clients::streamed),
            new Kind("a stream that lacks a part", 5, StreamDeeds::lacking),
            new Kind("reads a stream slowly", 4, StreamDeeds::slowly),
            new Kind("reads it slowly over HTTP/2", 4, Http2Wire::slowly),
            new Kind("leaves its stream", 10, StreamDeeds::left),
            new Kind("a job", 12, JobDeeds::followed),
            new Kind("a job that fails", 4, JobDeeds::failing),
            new Kind("a job that is waited for", 8, JobDeeds::waited),
            new Kind("a job that is cancelled", 6, JobDeeds::cancelled),
            new Kind("a job that is asked for twice", 8, JobDeeds::repeated),
            new Kind("a job of somebody else's", 4, JobDeeds::foreign),
            new Kind("leaves its job", 4, JobDeeds::left),
            new Kind("leaves an event", 30, EventDeeds::emitting),
            new Kind("a service that wants a token", 15, EventDeeds::guarded));

    private static final int TOTAL = KINDS.stream().mapToInt(Kind::weight).sum();

    private Mix() {}

    static List<Kind> kinds() {
        return KINDS;
    }

    static Kind next(Visitor visitor) {
        int left = visitor.random().nextInt(TOTAL);
        for (Kind kind : KINDS) {
            left -= kind.weight();
            if (left < 0) {
                return kind;
            }
        }
        throw new AssertionError("the weights do not add up");
    }
}
