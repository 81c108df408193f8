package tributary.events;

import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import tributary.events.Outlet.Delivery;
import tributary.events.SinkCounts.Drop;
import tributary.events.Target.ToFile;
import tributary.events.Target.ToWebhook;
import tributary.json.JsonOutput;
import tributary.json.JsonValue;
import tributary.resilience.Backoff;
import tributary.resilience.WhenFull;
import tributary.schedule.Timing;

/**
 * Takes events and delivers them behind the back of who made them: a bounded queue, and a fixed number of workers. What it has
 * accepted is delivered once at least, and in order where the key is the same.
 *
 * <p>Its settings may change while it runs; what waits goes to the new target then. Its {@link Target#kind} stays.
 *
 * <p>Thread-safe. {@link Sinks} owns it and ends its threads.
 */
public final class Sink {
    private static final System.Logger LOG = System.getLogger("tributary.events");

    /** Beyond which no wait between two attempts grows, unless it began above. */
    private static final Duration LONGEST_BACKOFF = Duration.ofSeconds(5);

    private static final Backoff FILE_BACKOFF = new Backoff(Duration.ofMillis(50), Duration.ofSeconds(1));

    /** A tenth of the room is for lanes with little in them. */
    private static final int SPARE = 10;

    /** Events that become dead letters together. */
    private static final int GIVEN_UP_AT_ONCE = 1000;

    private final String name;
    private final Timing timing;
    private final EventQueue queue;
    private final SinkCounts counts;
    private final Seldom unmade;
    private final Seldom dropped;
    private volatile Settings settings;

    /** Replaced only when all of them have ended. */
    private volatile List<Worker> workers = List.of();

    /** Guarded by this, as the next ones are. */
    private int running;

    private boolean stopped;
    private boolean failing;

    /** So that each event is counted once, whoever has it in hand at the end. */
    private final Object counting = new Object();

    private boolean lost;

    /** All that may change. {@code outlets} is compared by identity. */
    private record Settings(Limits limits, Target target, Supplier<Outlet> outlets, Backoff backoff) {}

    /** @param counts of another sink of that name, on which it counts on; or new ones */
    Sink(String name, Limits limits, Target target, Timing timing, SinkCounts counts) {
        this.name = name;
        this.timing = timing;
        this.counts = counts;
        this.unmade = new Seldom(timing.ticker());
        this.dropped = new Seldom(timing.ticker());
        this.settings = settings(limits, target);
        this.queue = new EventQueue(target.lanes(), limits.entries(), limits.bytes(), spare(limits));
    }

    /** None where it must be known before the calls, and so before the key, whether there is room. */
    private static int spare(Limits limits) {
        return limits.whenFull() == WhenFull.REJECT ? 0 : SPARE;
    }

    private Settings settings(Limits limits, Target target) {
        return switch (target) {
            case ToFile file -> new Settings(limits, file, () -> new FileOutlet(file, timing.ticker()), FILE_BACKOFF);
            case ToWebhook webhook -> {
                DeadLetters deadLetters = webhook.deadLetter() == null
                        ? null
                        : new DeadLetters(name, webhook.deadLetter(), timing.ticker());
                Duration first = webhook.backoff();
                yield new Settings(
                        limits,
                        webhook,
                        () -> new WebhookOutlet(webhook, deadLetters, timing.wall(), timing.ticker()),
                        new Backoff(first, first.compareTo(LONGEST_BACKOFF) < 0 ? LONGEST_BACKOFF : first));
            }
        };
    }

    synchronized void begin() {
        List<Worker> begun = new ArrayList<>();
        for (int lane = 0; lane < queue.lanes(); lane++) {
            begun.add(new Worker(this, lane, settings.target instanceof ToFile));
        }
        workers = List.copyOf(begun);
        running = begun.size();
        failing = false;
        begun.forEach(Worker::begin);
    }

    /** A worker has ended. Where the lanes are others now, the last one has those begin that empty them. */
    synchronized void ended() {
        running--;
        if (running == 0 && !stopped && queue.relaid()) {
            begin();
        }
    }

    /** From now on it has these settings; the kind of the target is the one it has. */
    void change(Limits limits, Target target) {
        settings = settings(limits, target);
        queue.bound(limits.entries(), limits.bytes(), spare(limits));
        if (queue.lanes() != target.lanes()) {
            queue.relay(target.lanes());
        }
        queue.wake();
    }

    public String name() {
        return name;
    }

    /** What came of being offered an event. */
    public enum Offered {
        ACCEPTED,
        /** It is left out, as the configuration wants it. */
        DROPPED,
        /** There was no room, and the request must not go well without it. */
        REFUSED
    }

    /** An event that says {@code body}; null, and it is counted, where it would be too large. */
    public @Nullable Event event(String key, JsonValue body) {
        int largest = settings.limits.largest();
        JsonOutput out = new JsonOutput(Math.clamp(body.roughSize(), 64, largest));
        body.writeTo(out);
        if (out.size() > largest) {
            counts.offered();
            counts.dropped(Drop.TOO_LARGE, 1);
            if (unmade.now()) {
                LOG.log(
                        Level.WARNING,
                        "events." + name + ": an event of " + out.size() + " bytes was dropped; max-size is "
                                + largest);
            }
            return null;
        }
        return Event.of(key, out, timing.wall().instant(), timing.ticker().nanos());
    }

    /** An event could not be made; {@code why} holds no value. */
    public void unmade(String why) {
        counts.offered();
        counts.dropped(Drop.UNMADE, 1);
        if (unmade.now()) {
            LOG.log(Level.WARNING, "events." + name + ": an event could not be made: " + why);
        }
    }

    /** Whether who asks for something that makes an event had better be refused at once. */
    public boolean refusesNow() {
        return settings.limits.whenFull() == WhenFull.REJECT && queue.full();
    }

    /**
     * Takes {@code event}, or not.
     *
     * @param waitNanos how long there may be waited for room, where the configuration wants that
     * @throws InterruptedException while waiting; the event counts as refused
     */
    public Offered offer(Event event, long waitNanos) throws InterruptedException {
        counts.offered();
        WhenFull policy = settings.limits.whenFull();
        boolean accepted = false;
        try {
            accepted =
                    queue.offer(event) || (policy == WhenFull.BLOCK && waitNanos > 0 && queue.offer(event, waitNanos));
            return result(accepted, policy);
        } finally {
            if (!accepted) {
                countFull(policy == WhenFull.DROP ? Drop.FULL : Drop.REJECTED);
            }
        }
    }

    /** As the other, without waiting. */
    public Offered offer(Event event) {
        counts.offered();
        WhenFull policy = settings.limits.whenFull();
        boolean accepted = queue.offer(event);
        if (!accepted) {
            countFull(policy == WhenFull.DROP ? Drop.FULL : Drop.REJECTED);
        }
        return result(accepted, policy);
    }

    private static Offered result(boolean accepted, WhenFull policy) {
        return accepted ? Offered.ACCEPTED : policy == WhenFull.DROP ? Offered.DROPPED : Offered.REFUSED;
    }

    private void countFull(Drop why) {
        counts.dropped(why, 1);
        if (dropped.now()) {
            LOG.log(
                    Level.WARNING,
                    "events." + name + " is full: events are "
                            + (why == Drop.FULL ? "dropped" : "refused, and their requests with them") + "; queued: "
                            + queue.size());
        }
    }

    /** How it is. */
    public SinkState state() {
        Event oldest = queue.oldest();
        return new SinkState(
                name,
                settings.target.kind(),
                queue.size(),
                settings.limits.entries(),
                queue.bytes(),
                settings.limits.bytes(),
                oldest == null
                        ? Duration.ZERO
                        : Duration.ofNanos(timing.ticker().nanos() - oldest.nanos()),
                failure(),
                counts);
    }

    private @Nullable String failure() {
        for (Worker worker : workers) {
            String failure = worker.failure(settings.target.patience());
            if (failure != null) {
                return failure;
            }
        }
        return null;
    }

    /** A worker tells how its last attempt went. */
    synchronized void changed(@Nullable String why) {
        boolean fails = failure() != null;
        if (fails != failing) {
            failing = fails;
            LOG.log(
                    fails ? Level.WARNING : Level.INFO,
                    "events." + name + (fails ? " cannot be delivered: " + why : " is delivered again") + "; queued: "
                            + queue.size());
        }
    }

    /** What came of the first events of a lane. */
    void done(int lane, Delivery delivery) {
        synchronized (counting) {
            if (lost) {
                return;
            }
            counts.written(delivery.written());
            counts.deadLettered(delivery.deadLettered());
            counts.dropped(Drop.REFUSED, delivery.refused());
            queue.done(lane, delivery.done());
        }
    }

    /** Has its workers end, whatever they do. */
    synchronized void interrupt() {
        stopped = true;
        workers.forEach(Worker::interrupt);
    }

    /** For the very end, when no worker should run any more: what is left is given up. */
    void giveUpRest() {
        String why = "no-answer";
        boolean relaid = alive() == null && queue.relaid();
        int lanes = relaid ? queue.lanes() : workers.size();
        try (Outlet outlet = settings.outlets.get()) {
            for (int lane = 0; lane < lanes; lane++) {
                // What holds a worker, which is a disk, would hold us too.
                if (relaid || !workers.get(lane).running()) {
                    String failure = giveUp(outlet, lane);
                    why = failure == null ? why : failure;
                }
            }
        } catch (InterruptedException e) {
            // Then there is no time for that either.
        }
        loseRest(why);
    }

    private @Nullable String giveUp(Outlet outlet, int lane) throws InterruptedException {
        while (true) {
            List<Event> rest = queue.first(lane, GIVEN_UP_AT_ONCE, 0);
            if (rest.isEmpty()) {
                return null;
            }
            Delivery delivery = outlet.giveUp(rest);
            done(lane, delivery);
            if (delivery.failure() != null) {
                return delivery.failure();
            }
        }
    }

    /** What is left now is not even tried. */
    void loseRest(String why) {
        synchronized (counting) {
            int events = queue.clear();
            lost = true;
            if (events > 0) {
                counts.dropped(Drop.LOST, events);
                LOG.log(
                        Level.ERROR,
                        "events." + name + ": " + events + " events are lost, as the gateway ends: " + why);
            }
        }
    }

    EventQueue queue() {
        return queue;
    }

    SinkCounts counts() {
        return counts;
    }

    Timing timing() {
        return timing;
    }

    Supplier<Outlet> outlets() {
        return settings.outlets;
    }

    Backoff backoff() {
        return settings.backoff;
    }

    List<Worker> workers() {
        return workers;
    }

    /** One that has not ended; null where all have. */
    @Nullable
    Worker alive() {
        return workers.stream().filter(Worker::running).findFirst().orElse(null);
    }

    /** Whether it could become one with these settings. */
    boolean fits(Target target) {
        return settings.target.kind().equals(target.kind());
    }

    boolean has(Limits limits, Target target) {
        Settings now = settings;
        return now.limits.equals(limits) && now.target.equals(target);
    }
}
