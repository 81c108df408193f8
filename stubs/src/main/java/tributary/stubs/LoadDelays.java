package tributary.stubs;

import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Connections whose answers are held back: a hashed timing wheel of {@value #SLOTS} slots of a millisecond, so that adding
 * and firing cost the same however many are held. Never fires early, and up to two milliseconds late.
 *
 * <p>A connection has one place at most; it is its own node, so that holding back makes no garbage. For one thread. See
 * Varghese and Lauck, Hashed and Hierarchical Timing Wheels (1987).
 */
final class LoadDelays {
    private static final int SLOTS = 4096;
    private static final long TICK = TimeUnit.MILLISECONDS.toNanos(1);

    private final @Nullable LoadConnection[] slots = new @Nullable LoadConnection[SLOTS];
    private final long start;
    private long tick;
    private int held;

    LoadDelays(long now) {
        start = now;
    }

    void add(LoadConnection connection, long now, long delayNanos) {
        if (held == 0) {
            // Nobody waited meanwhile, so there is no slot to go through.
            tick = Math.max(tick, (now - start) / TICK);
        }
        // Rounded up: the slot's tick lies at or after the time it is due.
        long due = Math.max((now + delayNanos - start + TICK - 1) / TICK, tick + 1);
        connection.dueTick = due;
        int slot = (int) (due & SLOTS - 1);
        connection.nextHeld = slots[slot];
        slots[slot] = connection;
        held++;
    }

    /** How long a selector may wait: 0 for as long as it likes. */
    long millisToNext(long now) {
        return held == 0 ? 0 : Math.max(1, (start + (tick + 1) * TICK - now + TICK - 1) / TICK);
    }

    /** Hands on all that are due. */
    void due(long now, Consumer<LoadConnection> fire) {
        long reached = (now - start) / TICK;
        if (held == 0) {
            tick = Math.max(tick, reached);
            return;
        }
        while (tick < reached) {
            tick++;
            fire((int) (tick & SLOTS - 1), fire);
        }
    }

    private void fire(int slot, Consumer<LoadConnection> fire) {
        LoadConnection next = slots[slot];
        slots[slot] = null;
        while (next != null) {
            LoadConnection connection = next;
            next = connection.nextHeld;
            if (connection.dueTick <= tick) {
                connection.nextHeld = null;
                held--;
                fire.accept(connection);
            } else {
                connection.nextHeld = slots[slot];
                slots[slot] = connection;
            }
        }
    }
}
