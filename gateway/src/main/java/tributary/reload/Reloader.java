package tributary.reload;

import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;
import tributary.plan.Plan;
import tributary.reload.Outcome.Cause;
import tributary.reload.Outcome.Result;
import tributary.reload.PlanSource.Reading;
import tributary.resilience.Ticker;
import tributary.schedule.Course;
import tributary.schedule.Periodic;
import tributary.schedule.RunState;

/**
 * Keeps what serves at what its configuration says: looks every second whether that has changed, and reads it again then, or
 * when it is told to. A configuration with errors changes nothing; it is tried again when it changes again.
 *
 * <p>Thread-safe: one reading at a time, all on the thread that this owns and that ends with {@link #close}.
 */
public final class Reloader implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger("tributary.reload");
    private static final Duration EVERY = Duration.ofSeconds(1);
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final int MOST_LOGGED = 20;

    /** What it does, among all that is done again and again. */
    private static final String LOOKS = "configuration files";

    /** What the plans are for. Only one thread at a time calls it. */
    public interface Taker {
        /** Serves from {@code next} from now on, but for what cannot change while it runs. */
        Taken take(Plan next);

        /** Called every now and then: lets go of what nobody uses any more. */
        void tidy();
    }

    /**
     * What stays as it was until a restart.
     *
     * @param key that wants it otherwise, named from the top
     * @param message a line that says so
     */
    public record Kept(String key, String message) {}

    /**
     * What came of a plan that was taken.
     *
     * @param kept what was not taken of it
     */
    public record Taken(int generation, List<Kept> kept) {
        public Taken {
            kept = List.copyOf(kept);
        }
    }

    /** That it be read again, and what comes of that for whoever waits. */
    private record Order(Cause cause, CompletableFuture<Outcome> outcome) {
        Order(Cause cause) {
            this(cause, new CompletableFuture<>());
        }
    }

    private final Watched watched;
    private final Taker taker;
    private final InstantSource clock;
    private final Duration patience;
    /** One that waits is enough: what is asked for once more would find the same files. */
    private final BlockingQueue<Order> asked = new ArrayBlockingQueue<>(1);

    private final Thread thread;
    private final Course looks;
    private final LongAdder taken = new LongAdder();
    private final LongAdder refused = new LongAdder();
    private volatile Outcome last;

    /** @param generation the number of the one that serves {@code watched}'s plan already */
    public Reloader(Watched watched, int generation, Taker taker, InstantSource clock) {
        this(watched, generation, taker, clock, PATIENCE);
    }

    /** @param patience how long who asked waits, for a reading or for one that a disk holds up */
    Reloader(Watched watched, int generation, Taker taker, InstantSource clock, Duration patience) {
        this.watched = watched;
        this.taker = taker;
        this.clock = clock;
        this.patience = patience;
        this.last = new Outcome(
                generation,
                clock.instant(),
                Cause.START,
                Result.TAKEN,
                watched.reading().findings());
        this.looks = new Course(LOOKS, Ticker.SYSTEM, clock);
        // No virtual one: a disk that hangs would keep a carrier.
        this.thread = Thread.ofPlatform().daemon().name("reload").unstarted(this::run);
    }

    public void start() {
        thread.start();
    }

    /** What came of the last reading. */
    public Outcome last() {
        return last;
    }

    /**
     * How its looks at the files go, the readings that come of them among these. One has failed where it ended with an exception,
     * or what was read was refused; while a disk hangs, one goes on.
     */
    public RunState looks() {
        return looks.state();
    }

    /** How often it was read again, and what came of it; reading it at the start does not count. */
    public long readings(Result result) {
        return counted(result).sum();
    }

    private LongAdder counted(Result result) {
        return switch (result) {
            case TAKEN -> taken;
            case REFUSED -> refused;
        };
    }

    /** Has it read again soon; returns at once. */
    public void ask(Cause cause) {
        boolean first = asked.offer(new Order(cause));
        LOG.log(Level.DEBUG, first ? "asked to read the configuration again" : "asked once more");
    }

    /**
     * Has it read again and waits for that; empty where that takes longer than five seconds, because of others or of the disk. What
     * was begun by then goes on.
     */
    public Optional<Outcome> reload(Cause cause) throws InterruptedException {
        Order order = new Order(cause);
        long until = System.nanoTime() + patience.toNanos();
        if (!asked.offer(order, patience.toNanos(), TimeUnit.NANOSECONDS)) {
            return Optional.empty();
        }
        try {
            return Optional.of(order.outcome().get(until - System.nanoTime(), TimeUnit.NANOSECONDS));
        } catch (TimeoutException | CancellationException e) {
            LOG.log(Level.DEBUG, "nobody waits any more for the reading that was asked for", e);
            return Optional.empty();
        } catch (ExecutionException e) {
            throw new IllegalStateException("the configuration could not be read again", e.getCause());
        } finally {
            boolean _ = asked.remove(order);
        }
    }

    private void run() {
        while (!Thread.currentThread().isInterrupted()) {
            try {
                Instant _ = looks.waits(EVERY);
                Order order = asked.poll(EVERY.toMillis(), TimeUnit.MILLISECONDS);
                looks.begins();
                Duration _ = looks.ends(look(order));
            } catch (InterruptedException e) {
                return;
            } catch (RuntimeException | Error e) {
                // A bug in here must not be the end of all reloading, nor a file that is nested too deep for the stack.
                LOG.log(Level.ERROR, "the configuration could not be read again", e);
                Duration _ = looks.ends(Periodic.Result.Failed.BUG);
            }
        }
    }

    private Periodic.Result look(@Nullable Order order) throws InterruptedException {
        Periodic.Result result = Periodic.Result.DONE;
        if (order != null) {
            result = carryOut(order);
        } else if (watched.changed()) {
            result = carryOut(new Order(Cause.CHANGE));
        }
        taker.tidy();
        return result;
    }

    private Periodic.Result carryOut(Order order) throws InterruptedException {
        try {
            Outcome outcome = outcome(order.cause());
            last = outcome;
            counted(outcome.result()).increment();
            log(outcome);
            boolean _ = order.outcome().complete(outcome);
            return switch (outcome.result()) {
                case TAKEN -> Periodic.Result.DONE;
                case REFUSED -> new Periodic.Result.Failed("refused");
            };
        } catch (RuntimeException | Error e) {
            boolean _ = order.outcome().completeExceptionally(e);
            throw e;
        } finally {
            // Of a reading that the end interrupted.
            boolean _ = order.outcome().cancel(false);
        }
    }

    private Outcome outcome(Cause cause) throws InterruptedException {
        if (!watched.canBeReadAgain()) {
            return refused(
                    cause,
                    List.of(new Finding(
                            true,
                            watched.path().toString(),
                            1,
                            1,
                            "this is no ordinary file and cannot be read again")));
        }
        Reading read = watched.read();
        // An interrupt makes files look unreadable.
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
        Plan plan = read.plan();
        if (plan == null) {
            return refused(cause, read.findings());
        }
        Taken taken = taker.take(plan);
        List<Finding> findings = new ArrayList<>(read.findings());
        taken.kept().forEach(kept -> findings.add(read.places().warning(kept.key(), kept.message())));
        return new Outcome(taken.generation(), clock.instant(), cause, Result.TAKEN, findings);
    }

    private Outcome refused(Cause cause, List<Finding> findings) {
        return new Outcome(last.generation(), clock.instant(), cause, Result.REFUSED, findings);
    }

    private void log(Outcome outcome) {
        switch (outcome.result()) {
            case TAKEN ->
                LOG.log(
                        Level.INFO,
                        "configuration " + watched.path() + " taken up as generation " + outcome.generation());
            case REFUSED ->
                LOG.log(
                        Level.ERROR,
                        "configuration " + watched.path() + " refused, generation " + outcome.generation()
                                + " goes on; errors: " + outcome.errors().size());
        }
        List<Finding> findings = outcome.findings();
        findings.stream()
                .limit(MOST_LOGGED)
                .forEach(each -> LOG.log(each.error() ? Level.ERROR : Level.WARNING, each.toString()));
        if (findings.size() > MOST_LOGGED) {
            LOG.log(
                    Level.WARNING,
                    "and " + (findings.size() - MOST_LOGGED) + " more, which GET /reload on the admin listener shows");
        }
    }

    /** Ends its thread, and waits for that unless a disk holds it. What it has begun to read is not taken up any more. */
    @Override
    public void close() {
        thread.interrupt();
        try {
            thread.join(PATIENCE);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
