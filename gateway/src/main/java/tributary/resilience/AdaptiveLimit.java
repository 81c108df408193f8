package tributary.resilience;

import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.SequencedSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import tributary.resilience.LimitRule.Window;

/**
 * How many requests the gateway works on at the same time: a limit that finds its height by itself ({@link LimitRule}),
 * shared by priority ({@link Pressure}) and, within a class, evenly among clients once nine tenths are in use
 * ({@link EvenShares}).
 *
 * <p>Whoever finds no place is refused at once: a queue would only make those answers late that are given at all. Where
 * bursts are short, a {@link WaitingRoom} can be had. A critical request that comes when the load is at {@link
 * Pressure#BULK_GIVES_WAY} takes over the place of the bulk request that began last, and that one is cancelled; for the
 * moment which its end takes, more requests run than there are places. A gateway that does nothing admits anybody, however
 * low the limit.
 *
 * <p>Thread-safe: one lock, held for well under a microsecond; the limit is stepped by whoever gives a place back when the
 * window is over. One object is made for each admitted request.
 */
public final class AdaptiveLimit {
    /** Instead of what cancels a request: of one that has begun to change something, and so never gives way. */
    public static final Runnable STAYS = () -> {};

    private static final long WINDOW_NANOS = Duration.ofMillis(100).toNanos();
    private static final long LONGEST_WINDOW_NANOS = Duration.ofSeconds(1).toNanos();
    private static final int FEWEST_SAMPLES = 50;
    private static final long LATE_NANOS = Duration.ofMillis(5).toNanos();

    /** What is answered to whoever asks for a place. */
    public sealed interface Admission permits Place, Refused {}

    /**
     * No place.
     *
     * @param retryAfterSeconds for {@code Retry-After}: 1 to 3 at random, so that those refused together do not return
     * together
     */
    public record Refused(Pressure pressure, int retryAfterSeconds) implements Admission {}

    private record Waiter(Priority priority, int client, Runnable cancel, Called called) {}

    /** How a waiter hears of its place. */
    private static final class Called {
        final CountDownLatch latch = new CountDownLatch(1);
        /** Guarded by the lock. */
        @Nullable
        Place place;
    }

    private final Ticker ticker;
    private final RandomGenerator random;
    private final WaitingRoom<Waiter> room = new WaitingRoom<>();
    private final Object lock = new Object();
    private final EvenShares shares;
    /** Running bulk requests, the newest last. */
    private final SequencedSet<Place> bulk = new LinkedHashSet<>();

    private volatile boolean waitingRoom;
    private LimitRule rule;
    private LimitRule.State state;
    private int inFlight;
    private int mostInFlight;
    private int samples;
    private double ownNanos;
    private double wholeNanos;
    private int wakeUps;
    private int lateWakeUps;
    private long windowStart;

    /**
     * @param waitingRoom whether whoever finds no place may wait for one, see {@link #enter}
     * @param random is used under the lock, so it need not be thread-safe
     */
    public AdaptiveLimit(LimitRule rule, boolean waitingRoom, Ticker ticker, RandomGenerator random) {
        this.rule = rule;
        this.ticker = ticker;
        this.random = random;
        this.waitingRoom = waitingRoom;
        this.shares = new EvenShares(random.nextInt());
        this.state = rule.first();
        this.windowStart = ticker.nanos();
    }

    /**
     * Works by another rule from now on, beginning with the limit that it has found, where the new rule allows it. Who is in
     * flight keeps its place, who waits may wait on.
     */
    public void follow(LimitRule next, boolean nextWaitingRoom) {
        synchronized (lock) {
            state = next.equals(rule) ? state : next.first(rule, state);
            rule = next;
            waitingRoom = nextWaitingRoom;
            callWaiting();
        }
    }

    /**
     * Asks for a place; whoever gets one closes it.
     *
     * @param client a hash of who asks
     * @param cancel ends this request from another thread, at once and without waiting; used if it is bulk and must give way
     */
    public Admission admit(Priority priority, int client, Runnable cancel) {
        Admission admission;
        synchronized (lock) {
            admission = find(priority, client, cancel);
        }
        return begun(admission);
    }

    /**
     * The same, but where there is a waiting room and it is not full, waits in it for as long as its rule says, and no longer
     * than until {@code deadline}.
     */
    public Admission enter(Priority priority, int client, Runnable cancel, Deadline deadline)
            throws InterruptedException {
        if (!waitingRoom) {
            return admit(priority, client, cancel);
        }
        Waiter waiter = new Waiter(priority, client, cancel, new Called());
        Admission admission;
        long patience = 0;
        synchronized (lock) {
            admission = find(priority, client, cancel);
            if (admission instanceof Refused && room.size() < state.places()) {
                patience = room.enter(priority, waiter, ticker.nanos());
            }
        }
        if (patience == 0) {
            return begun(admission);
        }
        Place place = await(waiter, Math.min(patience, deadline.remainingNanos()));
        return place == null ? admission : place;
    }

    private @Nullable Place await(Waiter waiter, long patience) throws InterruptedException {
        try {
            boolean _ = waiter.called.latch.await(patience, TimeUnit.NANOSECONDS);
            // Asked either way: a place may have come in the very moment in which patience ended.
            return leaveRoom(waiter);
        } catch (InterruptedException e) {
            Place place = leaveRoom(waiter);
            if (place != null) {
                place.close();
            }
            throw e;
        }
    }

    private @Nullable Place leaveRoom(Waiter waiter) {
        synchronized (lock) {
            if (waiter.called.place == null) {
                room.leave(waiter);
            }
            return waiter.called.place;
        }
    }

    private Admission find(Priority priority, int client, Runnable cancel) {
        Pressure pressure = Pressure.of((inFlight + 1.0) / state.places());
        if (priority == Priority.CRITICAL && pressure.reached(Pressure.BULK_GIVES_WAY) && !bulk.isEmpty()) {
            Place victim = bulk.getLast();
            victim.takenOver = true;
            vacate(victim);
            return occupy(priority, client, cancel, victim);
        }
        return fits(priority, client)
                ? occupy(priority, client, cancel, null)
                : new Refused(pressure, 1 + random.nextInt(3));
    }

    private boolean fits(Priority priority, int client) {
        int places = Pressure.places(priority, state.places());
        return inFlight == 0 || (inFlight < places && shares.admits(client, inFlight, places));
    }

    /** Outside the lock: what must give way is told so. */
    private static Admission begun(Admission admission) {
        if (admission instanceof Place place && place.victim != null) {
            place.victim.cancel.run();
        }
        return admission;
    }

    private Place occupy(Priority priority, int client, Runnable cancel, @Nullable Place victim) {
        Place place = new Place(client, cancel, victim);
        inFlight++;
        mostInFlight = Math.max(mostInFlight, inFlight);
        shares.take(client);
        if (priority == Priority.BULK && cancel != STAYS) {
            bulk.addLast(place);
        }
        return place;
    }

    private void vacate(Place place) {
        place.held = false;
        inFlight--;
        shares.giveBack(place.client);
        bulk.remove(place);
    }

    private void callWaiting() {
        while (room.size() > 0) {
            Waiter next = room.next(waiter -> fits(waiter.priority, waiter.client));
            if (next == null) {
                return;
            }
            next.called.place = occupy(next.priority, next.client, next.cancel, null);
            next.called.latch.countDown();
        }
    }

    /**
     * Tells how late a thread woke up that wanted to sleep for a few milliseconds: the other sign of a gateway that has too
     * much to do, and the only one that shows while nothing ends. To be told every 10 ms or so.
     */
    public void wokeUp(long lateNanos) {
        synchronized (lock) {
            wakeUps++;
            lateWakeUps += lateNanos > LATE_NANOS ? 1 : 0;
            step();
        }
    }

    private void step() {
        long elapsed = ticker.nanos() - windowStart;
        if (elapsed < 0) {
            // The clock went back: the window begins again there, or the
            // limit would stand still until it has caught up.
            windowStart += elapsed;
            return;
        }
        boolean late = lateWakeUps * 2 > wakeUps;
        if (elapsed < WINDOW_NANOS || (samples < FEWEST_SAMPLES && elapsed < LONGEST_WINDOW_NANOS && !late)) {
            return;
        }
        int some = Math.max(samples, 1);
        state = rule.after(state, new Window(samples, ownNanos / some, wholeNanos / some, mostInFlight, late));
        samples = 0;
        ownNanos = 0;
        wholeNanos = 0;
        wakeUps = 0;
        lateWakeUps = 0;
        mostInFlight = inFlight;
        windowStart += elapsed;
    }

    /** What is given up at the moment. */
    public Pressure pressure() {
        synchronized (lock) {
            return Pressure.of((double) inFlight / state.places());
        }
    }

    public int limit() {
        synchronized (lock) {
            return state.places();
        }
    }

    public int inFlight() {
        synchronized (lock) {
            return inFlight;
        }
    }

    /** How many are in the waiting room. */
    public int waiting() {
        synchronized (lock) {
            return room.size();
        }
    }

    /**
     * A place among the requests in flight. Closing it twice, or after it was taken over, changes nothing, so no place is
     * ever given back more often than taken.
     */
    public final class Place implements Admission, AutoCloseable {
        private final int client;
        private final Runnable cancel;
        private final @Nullable Place victim;
        private boolean held = true;
        private boolean takenOver;

        private Place(int client, Runnable cancel, @Nullable Place victim) {
            this.client = client;
            this.cancel = cancel;
            this.victim = victim;
        }

        /** Whether a critical request took it over, which is why this one was cancelled. */
        public boolean gaveWay() {
            synchronized (lock) {
                return takenOver;
            }
        }

        /**
         * Tells what this request took: of the gateway itself, that is without waiting for services, and as
         * a whole. Cancelled ones do not tell.
         */
        public void served(long own, long whole) {
            synchronized (lock) {
                samples++;
                ownNanos += own;
                wholeNanos += whole;
            }
        }

        @Override
        public void close() {
            synchronized (lock) {
                if (held) {
                    vacate(this);
                }
                step();
                callWaiting();
            }
        }
    }
}
