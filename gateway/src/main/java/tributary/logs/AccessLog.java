package tributary.logs;

import java.util.Set;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import tributary.observe.Observer;
import tributary.observe.RequestRecord;

/**
 * A line for each request, or for those with problems. Of requests that were refused before any call, at most a hundred a
 * second get one, so that a flood fills no disk; another line says how many did not. Thread-safe; never blocks.
 */
public final class AccessLog implements Observer {
    /** Which requests get a line. */
    public enum Wanted {
        NONE,
        /** Those that failed, were refused, are partial, or slow. */
        PROBLEMS,
        ALL
    }

    private static final String REFUSED = "refused requests";

    /** How requests end that are refused without a call. They cost so little that there may be very many. */
    private static final Set<String> REFUSALS = Set.of(
            "overloaded",
            "stopping",
            "rate-limited",
            "unauthorized",
            "bad-request",
            "not-found",
            "method-not-allowed",
            "not-acceptable",
            "request-timeout",
            "content-too-large",
            "uri-too-long",
            "unsupported-media-type",
            "header-too-large",
            "version-not-supported");

    private final Logs logs;
    private final Supplier<Wanted> wanted;
    private final LongSupplier slowNanos;

    /**
     * @param wanted asked for each request
     * @param slowNanos requests that take longer are slow
     */
    public AccessLog(Logs logs, Supplier<Wanted> wanted, LongSupplier slowNanos) {
        this.logs = logs;
        this.wanted = wanted;
        this.slowNanos = slowNanos;
    }

    @Override
    public boolean wants(Ended ended) {
        Wanted now = wanted.get();
        if (now == Wanted.NONE) {
            return false;
        }
        if (REFUSALS.contains(ended.outcome())) {
            return logs.requestSink().passes(REFUSED);
        }
        return now == Wanted.ALL
                || !ended.outcome().equals("ok")
                || ended.status() >= 400
                || ended.elapsedNanos() > slowNanos.getAsLong();
    }

    @Override
    public void take(RequestRecord request) {
        logs.requestSink().add(new Entry.Request(request));
    }
}
