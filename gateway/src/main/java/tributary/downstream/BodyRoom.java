package tributary.downstream;

import org.jspecify.annotations.Nullable;
import tributary.resilience.ByteBudget;
import tributary.resilience.ByteBudget.Reservation;
import tributary.resilience.Priority;

/**
 * The memory that the bodies of one request take of the budget for all of them. What was taken is given back when the
 * request ends, by closing this, and not before: a value of the answer may be a view of any body.
 *
 * <p>The first {@link #FREE} bytes of each body are not counted. That spares nearly all requests the shared counter, and the
 * limit on requests in flight bounds them. A body counts for the array that holds it, as that grows.
 *
 * <p>The room of the request that the current thread works for is inherited through a scoped value by every thread of the
 * request's scope: it is read where a large body is, five layers below who owns it, and none between has any use for it. Where
 * another thread reads the body, as over HTTP/2, it is taken along from the thread that asks ({@link #growth}).
 *
 * <p>Thread-safe: the calls of a request take from one room.
 */
public final class BodyRoom implements AutoCloseable {
    /** Bytes of each body that are not counted. */
    public static final int FREE = 64 * 1024;

    private static final ScopedValue<Claim> CURRENT = ScopedValue.newInstance();

    private static final Growth UNCOUNTED = (_, _) -> true;

    /** What the bodies of one request grow by, for whichever thread reads one. Thread-safe; not used after the request. */
    @FunctionalInterface
    public interface Growth {
        /**
         * Takes what a body needs that grows; false, and nothing is taken, where there is not so much.
         *
         * @param from bytes it had room for; 0 at first
         * @param to bytes it wants room for
         */
        boolean grows(int from, int to);
    }

    private record Claim(BodyRoom room, Priority priority) implements Growth {
        @Override
        public boolean grows(int from, int to) {
            return to <= FREE || room.take(priority, to - Math.max(from, FREE));
        }
    }

    private final ByteBudget budget;
    private @Nullable Reservation taken;

    /** Nothing is taken yet. */
    public BodyRoom(ByteBudget budget) {
        this.budget = budget;
    }

    /** Work for the request. */
    @FunctionalInterface
    public interface Work<T> {
        T run() throws InterruptedException;
    }

    /** What {@code work} returns, whose bodies take from this room. */
    public <T> T during(Priority priority, Work<T> work) throws InterruptedException {
        return ScopedValue.where(CURRENT, new Claim(this, priority)).<T, InterruptedException>call(work::run);
    }

    /** That of the current thread's request. Who works for no request, such as a test of a transport, gets all it wants. */
    public static Growth growth() {
        return CURRENT.isBound() ? CURRENT.get() : UNCOUNTED;
    }

    /** {@link Growth#grows} of the current thread's request. */
    public static boolean grows(int from, int to) {
        return to <= FREE || growth().grows(from, to);
    }

    /** Takes so many bytes; false, and none is taken, where there are not so many. A request has one priority. */
    public synchronized boolean take(Priority priority, long bytes) {
        if (taken == null) {
            taken = budget.open(priority);
        }
        return taken.grow(bytes);
    }

    @Override
    public synchronized void close() {
        if (taken != null) {
            taken.close();
        }
    }
}
