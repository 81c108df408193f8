package tributary.token;

import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import tributary.downstream.Authorization;
import tributary.plan.ServiceAuth.OAuth2;
import tributary.resilience.Deadline;
import tributary.resilience.Ticker;
import tributary.schedule.Periodic;
import tributary.schedule.Periodic.Result;
import tributary.schedule.Rhythm;
import tributary.schedule.Running;

/**
 * A token that is renewed before it ends. One thread asks for it, that of its {@link Running}: so there is never more than one
 * request for it under way, however many calls want it, and none of them is charged with it.
 *
 * <p>It is renewed at 80 % of its life, give or take 5 %. Where that fails it is used to its end, and asked for again after half a
 * second, then up to twice as long each time: 10 s at most while the token service is away, a minute where it refuses us; or as long
 * as its {@code Retry-After} says, 5 minutes at most, and then for no other reason before. A
 * call waits for a token only while it may come at any moment: before the first answer, and while one is asked for. Where a
 * service refuses it, it is renewed at once, but for that reason not more than once in 10 s.
 *
 * <p>Thread-safe.
 */
final class RenewedToken implements Authorization, Periodic.Work, Rhythm {
    private static final System.Logger LOG = System.getLogger("tributary.token");

    private static final double RENEWED_AT = 0.8;
    private static final double JITTER = 0.05;

    /** A token that ends at once must not make us ask without a pause. */
    private static final long LEAST_DISTANCE = Duration.ofSeconds(1).toNanos();

    private static final Duration FIRST_BACKOFF = Duration.ofMillis(500);
    private static final Duration LONGEST_BACKOFF_AWAY = Duration.ofSeconds(10);
    private static final Duration LONGEST_BACKOFF_REFUSED = Duration.ofMinutes(1);
    private static final int MOST_DOUBLINGS = 10;
    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(5);
    private static final long REFUSALS_APART = Duration.ofSeconds(10).toNanos();

    private final OAuth2 spec;
    private final TokenService service;
    private final Ticker ticker;
    private final RandomGenerator random;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();

    /** Read without the lock by each call; all else is guarded by it. */
    private volatile @Nullable Held held;

    private @Nullable Running running;
    private boolean asking;
    private boolean wanted;
    private boolean ended;
    private int failures;
    private boolean passing;
    /** How long the token service wanted to be left alone, and since when. */
    private long pauseNanos;

    private long pausedAt;
    private @Nullable Long refusedAt;

    /** @param endNanos from when on it is not sent any more */
    private record Held(String value, long endNanos, long renewNanos) {
        @Override
        public String toString() {
            return "a token";
        }
    }

    RenewedToken(OAuth2 spec, TokenService service, Ticker ticker, RandomGenerator random) {
        this.spec = spec;
        this.service = service;
        this.ticker = ticker;
        this.random = random;
    }

    OAuth2 spec() {
        return spec;
    }

    /** It is renewed from now on. */
    void begun(Running by) {
        lock.lock();
        try {
            running = by;
            ended = false;
        } finally {
            lock.unlock();
        }
    }

    /** It is not renewed any more: who has it may use it to its end. */
    void ended() {
        lock.lock();
        try {
            running = null;
            ended = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public @Nullable String value(Deadline by) throws InterruptedException {
        Held known = held;
        return known != null && isAlive(known) ? known.value : awaited("", by);
    }

    @Override
    public @Nullable String insteadOf(String refused, Deadline by) throws InterruptedException {
        return awaited(refused, by);
    }

    private boolean isAlive(Held known) {
        return known.endNanos - ticker.nanos() > 0;
    }

    private @Nullable String awaited(String not, Deadline by) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            while (true) {
                Held known = held;
                if (known != null && isAlive(known) && !known.value.equals(not)) {
                    return known.value;
                }
                boolean mayCome = asking || wanted || (not.isEmpty() && failures == 0);
                long left = by.remainingNanos();
                if (ended || !mayCome || left <= 0) {
                    return null;
                }
                changed.awaitNanos(left);
            }
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void refused(String value) {
        lock.lock();
        try {
            Held known = held;
            boolean another = known == null || !known.value.equals(value);
            long now = ticker.nanos();
            // A service that refuses every token must not keep the token service busy.
            boolean tooSoon = refusedAt != null && now - refusedAt < REFUSALS_APART;
            if (another || asking || wanted || tooSoon || running == null || pauseLeft() > 0) {
                return;
            }
            wanted = true;
            refusedAt = now;
            running.hurry();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public Result run() throws InterruptedException {
        if (!begins()) {
            return Result.DONE;
        }
        // Its life is counted from before it was asked for: it never ends later than the token service believes.
        long start = ticker.nanos();
        Granted granted = null;
        try {
            granted = service.ask();
        } finally {
            takes(granted, start);
        }
        return switch (granted) {
            case Granted.Token _ -> Result.DONE;
            case Granted.Nothing(String why, boolean _, Duration _) -> new Result.Failed(why);
        };
    }

    /** Whether there is something to do; it may have been hurried for a refusal that the run before has seen to. */
    private boolean begins() {
        lock.lock();
        try {
            Held known = held;
            boolean due = wanted || failures > 0 || known == null || known.renewNanos - ticker.nanos() <= 0;
            asking = due;
            wanted = false;
            return due;
        } finally {
            lock.unlock();
        }
    }

    /** @param granted null where asking was ended */
    private void takes(@Nullable Granted granted, long start) {
        lock.lock();
        try {
            asking = false;
            switch (granted) {
                case null -> {}
                case Granted.Token token -> holds(token, start);
                case Granted.Nothing nothing -> lacks(nothing);
            }
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void holds(Granted.Token token, long start) {
        if (failures > 0) {
            LOG.log(Level.INFO, "there is a token again for " + spec.clientId());
        }
        failures = 0;
        pauseNanos = 0;
        double life = (double) token.life().toNanos();
        double share = RENEWED_AT + JITTER * (2 * random.nextDouble() - 1);
        held = new Held(
                "Bearer " + token.text().text(),
                start + token.life().toNanos(),
                start + Math.max((long) (life * share), LEAST_DISTANCE));
    }

    private void lacks(Granted.Nothing nothing) {
        failures++;
        passing = nothing.passing();
        pausedAt = ticker.nanos();
        pauseNanos = (nothing.pause().compareTo(LONGEST_PAUSE) < 0 ? nothing.pause() : LONGEST_PAUSE).toNanos();
        if (failures > 1) {
            return;
        }
        Held known = held;
        long left = known == null ? 0 : Math.max(known.endNanos - ticker.nanos(), 0) / 1_000_000_000;
        LOG.log(
                Level.WARNING,
                "no token for " + spec.clientId() + ": " + nothing.why()
                        + (left == 0 ? "; calls that need it fail" : "; the one there is is good for " + left + " s"));
    }

    @Override
    public Duration first(RandomGenerator unused) {
        return Duration.ZERO;
    }

    @Override
    public Duration next(Duration took, RandomGenerator unused) {
        lock.lock();
        try {
            Held known = held;
            if (failures > 0 || known == null) {
                Duration own = backoff();
                long pause = pauseLeft();
                return own.toNanos() < pause ? Duration.ofNanos(pause) : own;
            }
            return Duration.ofNanos(Math.max(known.renewNanos - ticker.nanos(), 0));
        } finally {
            lock.unlock();
        }
    }

    private long pauseLeft() {
        return pauseNanos == 0 ? 0 : pauseNanos - (ticker.nanos() - pausedAt);
    }

    /** Never less than half of it: there is one who waits, not a crowd that has to be spread over all of the time. */
    private Duration backoff() {
        Duration longest = passing ? LONGEST_BACKOFF_AWAY : LONGEST_BACKOFF_REFUSED;
        long bound =
                Math.min(FIRST_BACKOFF.toNanos() << Math.clamp(failures - 1L, 0, MOST_DOUBLINGS), longest.toNanos());
        return Duration.ofNanos(bound / 2 + random.nextLong(bound / 2 + 1));
    }
}
