package tributary.engine;

import tributary.resilience.Ticker;

/**
 * How long a request has waited for services: the time in which at least one of its calls was under way. Calls side by side
 * count once, so that what is left of the whole time is the gateway's own.
 *
 * <p>It is own time that is missed rather than waiting: what the gateway does for one call while another waits delays nobody.
 * Checking an answer's JSON counts as waiting too; where that is much, threads wake up late, which is another sign.
 *
 * <p>Thread-safe: the calls of a request share it.
 */
final class Waiting {
    private final Ticker ticker;
    private int calls;
    private long since;
    private long nanos;

    Waiting(Ticker ticker) {
        this.ticker = ticker;
    }

    /** A call goes out; returns when. */
    synchronized long begins() {
        long now = ticker.nanos();
        if (calls++ == 0) {
            since = now;
        }
        return now;
    }

    /** A call is back; returns when. */
    synchronized long ends() {
        long now = ticker.nanos();
        if (--calls == 0) {
            nanos += now - since;
        }
        return now;
    }

    /** Until now. */
    synchronized long nanos() {
        return calls == 0 ? nanos : nanos + ticker.nanos() - since;
    }
}
