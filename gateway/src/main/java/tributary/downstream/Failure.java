package tributary.downstream;

/**
 * Why a call has no usable answer. Each is expected and therefore a value; exceptions are bugs. What a failure means
 * (status, retried?, counted by the breaker?) is answered by switches without {@code default}, so that a new one does not
 * compile until everybody has answered.
 *
 * <p>{@code why} is for people and may reach a client: it never holds an address, a body or an exception's text.
 */
public sealed interface Failure {

    /** The attempt's timeout or the request's deadline passed first. */
    record Timeout() implements Failure {}

    /** No connection: refused, unreachable or unresolved. */
    record ConnectFailed(String why) implements Failure {}

    /** No connection, because TLS did not come about; another one to the same service would fare no better. */
    record TlsFailed(String why) implements Failure {}

    /** The connection ended, or broke the protocol, before the whole answer was there. */
    record Reset(String why) implements Failure {}

    /** A status that is no answer: 5xx, or a redirect, which is not followed. */
    record BadStatus(int status) implements Failure {}

    /** The service's own 4xx. */
    record ClientError(int status) implements Failure {}

    /** The body is not one well-formed JSON text in UTF-8, or not in a coding that was asked for. */
    record InvalidJson(String why) implements Failure {}

    /** More bytes (or elements) than the configuration allows. */
    record TooLarge(String why) implements Failure {}

    /** A template of the call could not be made from the values at hand. */
    record TemplateUnresolved(String why) implements Failure {}

    /** As {@link TemplateUnresolved}, where the value that does not fit came from the client. */
    record BadInput(String why) implements Failure {}

    /** No permit or connection became free in time. */
    record BulkheadFull() implements Failure {}

    /**
     * The service was not asked: too many calls to it failed a moment ago.
     *
     * @param waitSeconds after which it is worth asking again, at least 1
     */
    record CircuitOpen(int waitSeconds) implements Failure {}

    /** The service was not asked: there is no token to show it, since the token service gave none. */
    record AuthFailed() implements Failure {}

    /** The gateway has too much to do: the call was left out, or there is no memory for its answer. */
    record Overloaded() implements Failure {}

    /** What the service itself answered; 0 where it did not. */
    default int status() {
        return switch (this) {
            case BadStatus(int status) -> status;
            case ClientError(int status) -> status;
            case Timeout _,
                    ConnectFailed _,
                    TlsFailed _,
                    Reset _,
                    InvalidJson _,
                    TooLarge _,
                    TemplateUnresolved _,
                    BadInput _,
                    BulkheadFull _,
                    CircuitOpen _,
                    AuthFailed _,
                    Overloaded _ -> 0;
        };
    }

    /** The name of the contract's reason table. */
    default String reason() {
        return switch (this) {
            case Timeout _ -> "timeout";
            case ConnectFailed _, TlsFailed _ -> "connect-failed";
            case Reset _ -> "reset";
            case BadStatus _ -> "bad-status";
            case ClientError _ -> "client-error";
            case InvalidJson _ -> "invalid-json";
            case TooLarge _ -> "too-large";
            case TemplateUnresolved _ -> "template-unresolved";
            case BadInput _ -> "bad-request";
            case BulkheadFull _ -> "bulkhead-full";
            case CircuitOpen _ -> "circuit-open";
            case AuthFailed _ -> "auth-failed";
            case Overloaded _ -> "overloaded";
        };
    }
}
