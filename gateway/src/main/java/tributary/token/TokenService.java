package tributary.token;

/** Whoever hands out tokens. */
@FunctionalInterface
interface TokenService {

    /** Asks for one, in bounded time. */
    Granted ask() throws InterruptedException;
}
