package tributary.resilience;

import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Points in time at which something that still goes on is ended: deadlines of exchanges and requests. Almost every alarm is
 * cleared before it rings, so setting and clearing are what must be cheap: an entry in a list, under a lock that hardly anybody
 * else wants. The JDK's timers wake their thread for each; that alone was 30 % of a request's CPU.
 *
 * <p>A wheel of {@value #SLOTS} lists. One thread goes from list to list every {@value #TICK_MILLIS} ms and rings what is due,
 * so an alarm rings up to two ticks late and never early. When nothing has been set for a second the thread sleeps until something is.
 *
 * <p>Thread-safe. An alarm is set by one thread at a time.
 */
public final class Alarms implements AutoCloseable {
    private static final int SLOTS = 512;
    private static final int TICK_MILLIS = 2;
    private static final long TICK = TICK_MILLIS * 1_000_000L;

    /** Turns of the wheel's thread without an alarm after which it sleeps. */
    private static final int IDLE_TICKS = 500;

    private final Slot[] slots = new Slot[SLOTS];
    private final Ticker ticker;
    private final long start;
    private final Thread thread;
    private volatile long turned;
    private volatile boolean asleep;
    private volatile boolean closed;

    private Alarms(Ticker ticker) {
        this.ticker = ticker;
        this.start = ticker.nanos();
        for (int i = 0; i < SLOTS; i++) {
            slots[i] = new Slot();
        }
        thread = Thread.ofPlatform().daemon().name("alarms").unstarted(this::run);
    }

    /** Its thread runs until {@link #close}. */
    public static Alarms start(Ticker ticker) {
        Alarms alarms = new Alarms(ticker);
        alarms.thread.start();
        return alarms;
    }

    /** One point in time, and what happens then. It may be set again once it has been cleared or has rung. */
    public abstract static class Alarm {
        private @Nullable Alarm next;
        private @Nullable Alarm previous;
        private @Nullable Slot slot;
        private boolean set;
        private long atNanos;

        /**
         * Ends what has gone on for too long. Called at most once for each setting, by the wheel's thread, while whoever
         * clears the alarm waits: so it does not block, does not throw, and neither sets nor clears an alarm.
         */
        protected abstract void ring();
    }

    private static final class Slot {
        private @Nullable Alarm first;

        void add(Alarm alarm) {
            alarm.previous = null;
            alarm.next = first;
            if (first != null) {
                first.previous = alarm;
            }
            first = alarm;
            alarm.set = true;
            alarm.slot = this;
        }

        void remove(Alarm alarm) {
            if (alarm.previous == null) {
                first = alarm.next;
            } else {
                alarm.previous.next = alarm.next;
            }
            if (alarm.next != null) {
                alarm.next.previous = alarm.previous;
            }
            alarm.next = null;
            alarm.previous = null;
            alarm.set = false;
        }
    }

    /** Has {@code alarm}, which is not set, ring at {@code deadline}; soon, where that has passed. */
    public void set(Alarm alarm, Deadline deadline) {
        alarm.atNanos = deadline.atNanos();
        // Rounded up: when the wheel gets there, the time has come. Differences, since the ticker's scale may wrap.
        long due = Math.floorDiv(alarm.atNanos - start + TICK - 1, TICK);
        while (!added(alarm, Math.max(due, turned + 1))) {
            Thread.onSpinWait();
        }
        if (asleep) {
            asleep = false;
            LockSupport.unpark(thread);
        }
    }

    /** Adds it to the slot of {@code tick}, unless the wheel has got there meanwhile. */
    private boolean added(Alarm alarm, long tick) {
        Slot slot = slots[(int) (tick & (SLOTS - 1))];
        synchronized (slot) {
            // The wheel says where it is before it takes the slot's lock: so either it finds the alarm there, or we
            // see that it has been.
            if (turned >= tick) {
                return false;
            }
            slot.add(alarm);
            return true;
        }
    }

    /**
     * Has {@code alarm} not ring any more. False where it has rung; when this returns it is not ringing either.
     */
    public boolean clear(Alarm alarm) {
        Slot slot = alarm.slot;
        if (slot == null) {
            return true;
        }
        synchronized (slot) {
            if (!alarm.set) {
                return false;
            }
            slot.remove(alarm);
            return true;
        }
    }

    private void run() {
        int idle = 0;
        while (!closed) {
            LockSupport.parkNanos(this, TICK);
            idle = turn() ? 0 : idle + 1;
            if (idle > IDLE_TICKS) {
                sleep();
                idle = 0;
            }
        }
    }

    /** Goes on to the present; whether there was an alarm on the way. */
    private boolean turn() {
        long now = ticker.nanos();
        long present = Math.floorDiv(now - start, TICK);
        // After a long sleep once around is enough.
        long tick = Math.max(turned, present - SLOTS);
        boolean found = false;
        while (tick < present) {
            tick++;
            turned = tick;
            found |= ring(slots[(int) (tick & (SLOTS - 1))], now);
        }
        return found;
    }

    private static boolean ring(Slot slot, long now) {
        synchronized (slot) {
            Alarm alarm = slot.first;
            boolean found = alarm != null;
            while (alarm != null) {
                Alarm next = alarm.next;
                if (alarm.atNanos - now <= 0) {
                    slot.remove(alarm);
                    alarm.ring();
                }
                alarm = next;
            }
            return found;
        }
    }

    private void sleep() {
        asleep = true;
        // Whoever sets an alarm looks at this after the entry: so either we see the entry or we are woken.
        while (asleep && !closed && isEmpty()) {
            LockSupport.park(this);
        }
        asleep = false;
    }

    private boolean isEmpty() {
        for (Slot slot : slots) {
            synchronized (slot) {
                if (slot.first != null) {
                    return false;
                }
            }
        }
        return true;
    }

    /** Ends the thread; what is set then does not ring. */
    @Override
    public void close() {
        closed = true;
        LockSupport.unpark(thread);
    }
}
