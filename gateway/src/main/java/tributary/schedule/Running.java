package tributary.schedule;

import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.Instant;
import tributary.resilience.Uninterrupted;
import tributary.schedule.Periodic.Result;

/**
 * A {@link Periodic} that runs. It has a virtual thread of its own, which sleeps between the runs: so no run waits for
 * another one's, none begins while the one before goes on, and there is no queue.
 *
 * <p>Thread-safe. {@link #close} interrupts the run that goes on, and waits for its end; the work itself must not call it.
 */
public final class Running implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger("tributary.schedule");

    /** How often who waits for a time of day looks at the clock. */
    private static final Duration GLANCE = Duration.ofSeconds(30);

    private final Periodic periodic;
    private final Timing timing;
    private final Schedule owner;
    private final Thread thread;
    private final Course course;
    private volatile boolean ending;

    /** Whether the next run is to begin without waiting; guarded by this, as the next one is. */
    private boolean hurried;

    private boolean pausing;

    Running(Periodic periodic, Timing timing, Schedule owner) {
        this.periodic = periodic;
        this.timing = timing;
        this.owner = owner;
        this.course = new Course(periodic.name(), timing.ticker(), timing.wall());
        this.thread = Thread.ofVirtual().name("schedule " + periodic.name()).unstarted(this::run);
    }

    void begin() {
        thread.start();
    }

    String name() {
        return periodic.name();
    }

    /** What came of it so far. */
    public RunState state() {
        return course.state();
    }

    private void run() {
        try {
            pause(periodic.rhythm().first(timing.random()));
            // Work that swallowed the interrupt is not run again all the same.
            while (!ending) {
                Duration took = once();
                pause(periodic.rhythm().next(took, timing.random()));
            }
        } catch (InterruptedException e) {
            // It is being closed.
        }
    }

    private void pause(Duration time) throws InterruptedException {
        synchronized (this) {
            if (hurried) {
                hurried = false;
                return;
            }
            pausing = true;
        }
        Instant due = course.waits(time);
        boolean woken = false;
        try {
            sleep(time, due);
        } catch (InterruptedException e) {
            woken = true;
        }
        synchronized (this) {
            pausing = false;
            if (hurried) {
                hurried = false;
                // It may have been interrupted after it woke up by itself: that is not meant for the run that comes.
                woken = Thread.interrupted() && ending;
            }
        }
        if (woken || ending) {
            throw new InterruptedException();
        }
    }

    private void sleep(Duration time, Instant due) throws InterruptedException {
        Duration left = time;
        while (periodic.rhythm().isByWall() && left.compareTo(GLANCE) > 0) {
            timing.sleep().sleep(GLANCE);
            // A clock that was set forward has it begin; one that was set
            // back does not keep it waiting for as long again.
            left = shorter(left.minus(GLANCE), Duration.between(timing.wall().instant(), due));
        }
        if (!left.isNegative()) {
            timing.sleep().sleep(left);
        }
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }

    /**
     * Lets the next run begin now; where one goes on, at its end. Asking again before it has begun changes nothing. Returns at
     * once.
     */
    public synchronized void hurry() {
        hurried = true;
        if (pausing) {
            thread.interrupt();
        }
    }

    private Duration once() throws InterruptedException {
        course.begins();
        Result result;
        try {
            result = periodic.work().run();
        } catch (RuntimeException e) {
            // A bug in one run must not be the end of all. One that stays is told once.
            Level level = Result.Failed.BUG.why().equals(state().failure()) ? Level.DEBUG : Level.ERROR;
            LOG.log(level, periodic.name() + ": a run ended with an exception", e);
            result = Result.Failed.BUG;
        }
        return course.ends(result);
    }

    /** Lets it end: nothing begins any more, and what goes on is interrupted. Returns at once. */
    void interrupt() {
        ending = true;
        thread.interrupt();
    }

    /** Waits until it has ended. */
    void await() {
        if (Uninterrupted.join(thread)) {
            Thread.currentThread().interrupt();
        }
    }

    /** Ends it and waits for that; its name is free afterwards. */
    @Override
    public void close() {
        interrupt();
        await();
        owner.forget(this);
    }
}
