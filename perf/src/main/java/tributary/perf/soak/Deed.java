package tributary.perf.soak;

import java.io.IOException;

/** Something that a client does, once. */
@FunctionalInterface
interface Deed {
    /** What came of it. Anything else is an exception: an answer that is wrong, or none. */
    enum Outcome {
        /** What the request asks for. */
        WHOLE,
        /** The same, without what failed. */
        PARTIAL,
        /** The problem that was provoked. */
        PROBLEM,
        /** The client did not wait for the answer. */
        LEFT
    }

    Outcome done(Visitor visitor) throws IOException, Mismatch, InterruptedException;
}
