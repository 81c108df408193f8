package tributary.observe;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.IntSupplier;
import java.util.function.LongSupplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The last requests that somebody may want to look at: so many of each {@link Kind}, so that a flood of one does not wash away
 * the others. Thread-safe; a request that is none of these pays for the question only.
 */
public final class Recent implements Observer {
    /** Why a request is kept. Of several the first. */
    public enum Kind {
        /** Its client asked for an explanation. */
        EXPLAINED,
        /** It was answered with 5xx after it had been begun. */
        FAILED,
        /** Something optional was missing. */
        PARTIAL,
        /** It took longer than what counts as slow. */
        SLOW
    }

    /** Those were never begun, and there may be very many of them. */
    private static final Set<String> REFUSED = Set.of("overloaded", "stopping", "rate-limited");

    /** One that is kept. */
    public record Kept(Kind kind, RequestRecord request) {}

    private final LongSupplier slowNanos;
    private final IntSupplier keep;
    private final Map<Kind, Deque<Kept>> ofClients = new EnumMap<>(Kind.class);

    /** Of their own, since many of them are slow and nobody waits for them. */
    private final Map<Kind, Deque<Kept>> ofOurs = new EnumMap<>(Kind.class);

    /**
     * @param slowNanos requests that take longer are kept
     * @param keep how many of each kind
     */
    public Recent(LongSupplier slowNanos, IntSupplier keep) {
        this.slowNanos = slowNanos;
        this.keep = keep;
    }

    private @Nullable Kind kind(int status, String outcome, long elapsedNanos, boolean explained) {
        if (explained) {
            return Kind.EXPLAINED;
        }
        if (status >= 500) {
            return REFUSED.contains(outcome) ? null : Kind.FAILED;
        }
        if (outcome.equals("partial")) {
            return Kind.PARTIAL;
        }
        return elapsedNanos > slowNanos.getAsLong() ? Kind.SLOW : null;
    }

    @Override
    public boolean wants(Ended ended) {
        return kind(ended.status(), ended.outcome(), ended.elapsedNanos(), ended.explained()) != null;
    }

    @Override
    public synchronized void take(RequestRecord request) {
        Kind kind = kind(request.status(), request.outcome(), request.elapsedNanos(), request.explained());
        if (kind == null) {
            return;
        }
        Map<Kind, Deque<Kept>> rings = request.via().isConnection() ? ofClients : ofOurs;
        Deque<Kept> ring = rings.computeIfAbsent(kind, _ -> new ArrayDeque<>());
        ring.addFirst(new Kept(kind, request));
        while (ring.size() > keep.getAsInt()) {
            ring.removeLast();
        }
    }

    /** Those that are kept, of each kind the latest first. */
    public synchronized List<Kept> all() {
        return rings().flatMap(Deque::stream).toList();
    }

    /** The latest with this id; null where none is kept. */
    public synchronized @Nullable Kept find(String id) {
        return rings().flatMap(Deque::stream)
                .filter(each -> each.request().id().equals(id))
                .findFirst()
                .orElse(null);
    }

    private Stream<Deque<Kept>> rings() {
        return Stream.concat(ofClients.values().stream(), ofOurs.values().stream());
    }
}
