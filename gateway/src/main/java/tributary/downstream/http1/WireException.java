package tributary.downstream.http1;

import java.io.IOException;
import tributary.downstream.Failure;

/**
 * Ends an exchange with a failure, from wherever on the wire it is seen. A checked exception although failures are
 * values here: the sockets below throw too, so that there is one way out, and the transport turns both into a
 * value in one place. It never leaves the wire's packages, and has no stack trace because it is expected.
 */
public final class WireException extends IOException {
    private final transient Failure failure;

    public WireException(Failure failure) {
        super(failure.reason());
        this.failure = failure;
    }

    /** The answer broke the protocol; {@code how} completes the sentence "the answer has …". */
    public static WireException malformed(String how) {
        return new WireException(new Failure.Reset("the answer has " + how));
    }

    public Failure failure() {
        return failure;
    }

    @Override
    public Throwable fillInStackTrace() {
        return this;
    }
}
