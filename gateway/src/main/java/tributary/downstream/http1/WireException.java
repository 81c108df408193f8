package tributary.downstream.http1;

import java.io.IOException;
import tributary.downstream.Failure;

/**
 * Ends an exchange with a failure, from wherever in this package it is seen. A checked exception although failures are
 * values here: the sockets below throw too, so that there is one way out, and {@link Http1Transport} turns both into a
 * value in one place. It never leaves this package, and has no stack trace because it is expected.
 */
final class WireException extends IOException {
    private final transient Failure failure;

    WireException(Failure failure) {
        super(failure.reason());
        this.failure = failure;
    }

    /** The answer broke the protocol; {@code how} completes the sentence "the answer has …". */
    static WireException malformed(String how) {
        return new WireException(new Failure.Reset("the answer has " + how));
    }

    Failure failure() {
        return failure;
    }

    @Override
    public Throwable fillInStackTrace() {
        return this;
    }
}
