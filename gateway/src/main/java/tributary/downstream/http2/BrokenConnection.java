package tributary.downstream.http2;

import java.io.IOException;

/**
 * The service broke the protocol in a way that leaves nothing on this connection to rely on (RFC 9113, 5.4.1). Has no stack
 * trace because it is expected.
 */
final class BrokenConnection extends IOException {
    private final int error;

    /** @param how completes the sentence "the service sent …" */
    BrokenConnection(int error, String how) {
        super("the service sent " + how);
        this.error = error;
    }

    /** What the service is told. */
    int error() {
        return error;
    }

    String why() {
        return String.valueOf(getMessage());
    }

    @Override
    public Throwable fillInStackTrace() {
        return this;
    }
}
