package tributary.downstream;

import org.jspecify.annotations.Nullable;
import tributary.plan.RetryRule.Cause;

/** What the end of an attempt or of a call says about the service. */
enum Verdict {
    WELL,
    /** The service, or the way to it, is to blame. */
    ILL,
    /** It says nothing: something of ours ended it. */
    NOTHING;

    /** @param fair whether the service was given the time that it may take */
    static Verdict of(Reply reply, boolean fair) {
        return switch (reply) {
            case Reply.Answered _ -> WELL;
            case Reply.Failed(Failure failure) -> of(failure, fair);
        };
    }

    private static Verdict of(Failure failure, boolean fair) {
        return switch (failure) {
            // A client that asks for a deadline of a millisecond must not make a service look dead.
            case Failure.Timeout _ -> fair ? ILL : NOTHING;
            case Failure.ConnectFailed _, Failure.TlsFailed _, Failure.Reset _, Failure.InvalidJson _ -> ILL;
            case Failure.BadStatus(int status) -> status >= 500 ? ILL : WELL;
            // Refusing a request, or having much to say, is no illness.
            case Failure.ClientError _, Failure.TooLarge _ -> WELL;
            case Failure.TemplateUnresolved _,
                    Failure.BadInput _,
                    Failure.BulkheadFull _,
                    Failure.CircuitOpen _,
                    Failure.AuthFailed _,
                    Failure.Overloaded _ -> NOTHING;
        };
    }

    /** The service's last word: another attempt would hear the same. */
    static boolean isFinal(Reply reply) {
        return switch (reply) {
            case Reply.Answered _ -> true;
            case Reply.Failed(Failure.ClientError(int status)) -> status != 429;
            case Reply.Failed _ -> false;
        };
    }

    /** What a retry would have to be allowed for; null where no retry can help. */
    static @Nullable Cause cause(Failure failure) {
        return switch (failure) {
            case Failure.Timeout _ -> Cause.TIMEOUT;
            case Failure.ConnectFailed _ -> Cause.CONNECT;
            case Failure.Reset _ -> Cause.RESET;
            case Failure.BadStatus(int status) -> cause(status);
            case Failure.ClientError(int status) -> cause(status);
            // A certificate does not get better by asking again.
            case Failure.TlsFailed _,
                    Failure.InvalidJson _,
                    Failure.TooLarge _,
                    Failure.TemplateUnresolved _,
                    Failure.BadInput _,
                    Failure.BulkheadFull _,
                    Failure.CircuitOpen _,
                    Failure.AuthFailed _,
                    Failure.Overloaded _ -> null;
        };
    }

    private static @Nullable Cause cause(int status) {
        return switch (status) {
            case 429 -> Cause.STATUS_429;
            case 500 -> Cause.STATUS_500;
            case 502 -> Cause.STATUS_502;
            case 503 -> Cause.STATUS_503;
            case 504 -> Cause.STATUS_504;
            default -> null;
        };
    }
}
