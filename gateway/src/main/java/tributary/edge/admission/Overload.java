package tributary.edge.admission;

import java.util.concurrent.ThreadLocalRandom;
import java.util.function.DoubleSupplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import tributary.downstream.BodyRoom;
import tributary.edge.admission.Admission.Admitted;
import tributary.edge.admission.Admission.Refused;
import tributary.edge.admission.AdmissionCounts.Reason;
import tributary.plan.OverloadSpec;
import tributary.plan.OverloadSpec.Algorithm;
import tributary.resilience.AdaptiveLimit;
import tributary.resilience.AdaptiveLimit.Place;
import tributary.resilience.ByteBudget;
import tributary.resilience.Deadline;
import tributary.resilience.LimitRule;
import tributary.resilience.Pressure;
import tributary.resilience.Priority;
import tributary.resilience.Ticker;

/**
 * Keeps the whole gateway from taking on more than it can do: a limit on the requests in flight, steered by its own time and by
 * how late its threads wake up; memory for bodies; and what is given up when the heap is nearly full. What is asked of the admin
 * listener never gets here.
 *
 * <p>Thread-safe. Its rules may change while it works ({@link #follow}): requests in flight keep the places and the memory that
 * they have and count by the new rules too, and the limit that was found stays where the new rules allow it. Only what was
 * admitted while there was no limit has no place, and so is not counted where there comes to be one.
 */
public final class Overload implements AutoCloseable {
    /** The beats of the pulse between two looks at the heap. */
    private static final int BEATS_BETWEEN_LOOKS = 10;

    /** @param limit null where there is none */
    private record Rules(OverloadSpec spec, @Nullable AdaptiveLimit limit) {}

    private final Ticker ticker;
    private final HeapPressure heap;
    private final AdmissionCounts counts = new AdmissionCounts();
    private final ByteBudget bodies;
    private final PressureLog log;
    private volatile Rules rules;
    private volatile long lateNanos;
    private int beats;

    /** Set in {@link #start}, before anybody else sees this. */
    private @Nullable Pulse pulse;

    Overload(OverloadSpec spec, DoubleSupplier heapShare, Ticker ticker) {
        this.ticker = ticker;
        this.heap = new HeapPressure(heapShare, ticker);
        this.log = new PressureLog(ticker);
        this.bodies = new ByteBudget(bytes(spec));
        this.rules = new Rules(spec, spec.algorithm() == Algorithm.OFF ? null : limit(spec));
    }

    /** One that watches how late threads wake up, until it is closed. */
    public static Overload start(OverloadSpec spec, Ticker ticker) {
        Overload overload = new Overload(spec, new OldGeneration(), ticker);
        overload.pulse = Pulse.start(() -> overload.inFlight() == 0, overload::beat);
        return overload;
    }

    private AdaptiveLimit limit(OverloadSpec spec) {
        return new AdaptiveLimit(rule(spec), spec.queue(), ticker, RandomGenerator.getDefault());
    }

    private static LimitRule rule(OverloadSpec spec) {
        return new LimitRule(spec.algorithm() == Algorithm.GRADIENT ? spec.min() : spec.max(), spec.max());
    }

    private static long bytes(OverloadSpec spec) {
        return spec.bodyMemory().of(Runtime.getRuntime().maxMemory());
    }

    /** Works by other rules from now on. */
    public synchronized void follow(OverloadSpec spec) {
        AdaptiveLimit limit = rules.limit;
        if (spec.equals(rules.spec)) {
            return;
        }
        bodies.resize(bytes(spec));
        if (spec.algorithm() == Algorithm.OFF) {
            limit = null;
        } else if (limit == null) {
            limit = limit(spec);
        } else {
            limit.follow(rule(spec), spec.queue());
        }
        rules = new Rules(spec, limit);
    }

    void beat(long late) {
        lateNanos = late;
        AdaptiveLimit limit = rules.limit;
        if (limit != null) {
            limit.wokeUp(late);
        }
        if (beats++ % BEATS_BETWEEN_LOOKS == 0) {
            heap.look();
        }
        log.look(pressure());
    }

    /** Whether {@link #admit} may wait, so that it must be interrupted when the client leaves. */
    public boolean queues() {
        return rules.spec.queue();
    }

    /**
     * Asks for a place; whoever is admitted closes it.
     *
     * @param client a hash of who asks
     * @param mayGiveWay whether, if it is bulk, it may be ended for a critical one: not where it writes, since its client would
     *     be told to ask again
     * @param deadline of the request: nobody waits longer for a place
     */
    public Admission admit(Priority priority, int client, boolean mayGiveWay, Deadline deadline)
            throws InterruptedException {
        Rules now = rules;
        if (!heap.level().admits(priority)) {
            return refuse(priority, Reason.HEAP, 1 + ThreadLocalRandom.current().nextInt(3));
        }
        GivingWay givingWay = new GivingWay();
        if (now.limit == null) {
            return admitted(priority, null, givingWay);
        }
        return switch (now.limit.enter(priority, client, mayGiveWay ? givingWay : AdaptiveLimit.STAYS, deadline)) {
            case AdaptiveLimit.Refused refused -> refuse(priority, Reason.LIMIT, refused.retryAfterSeconds());
            case Place place -> admitted(priority, place, givingWay);
        };
    }

    private Admission admitted(Priority priority, @Nullable Place place, GivingWay givingWay) {
        counts.admitted(priority);
        return new Admitted(place, givingWay, counts);
    }

    private Admission refuse(Priority priority, Reason reason, int retryAfterSeconds) {
        counts.refused(priority, reason);
        return new Refused(retryAfterSeconds);
    }

    /** Whether {@link #admit} would refuse just now, as far as one can tell without asking; such a refusal is counted. */
    public boolean refuses(Priority priority) {
        AdaptiveLimit limit = rules.limit;
        int inFlight = limit == null || rules.spec.queue() ? 0 : limit.inFlight();
        if (limit == null || inFlight == 0 || priority == Priority.CRITICAL) {
            return false;
        }
        boolean refuses = !Pressure.of((inFlight + 1.0) / limit.limit()).admits(priority);
        if (refuses) {
            counts.refused(priority, Reason.LIMIT);
        }
        return refuses;
    }

    /** Notes that an admitted request was refused after all. */
    public void countRefused(Priority priority, Reason reason) {
        counts.refused(priority, reason);
    }

    /** Memory for the bodies of one request, to be closed when it has ended. */
    public BodyRoom room() {
        return new BodyRoom(bodies);
    }

    /** What is given up at the moment; to be asked again for each decision. */
    public Pressure pressure() {
        AdaptiveLimit limit = rules.limit;
        Pressure byHeap = heap.level();
        Pressure byLimit = limit == null ? Pressure.NONE : limit.pressure();
        return byHeap.reached(byLimit) ? byHeap : byLimit;
    }

    /** Whether the heap is so full that connections are not kept. */
    public boolean closesConnections() {
        return heap.level().reached(Pressure.NO_RETRIES);
    }

    public AdmissionCounts counts() {
        return counts;
    }

    /** How many requests may be in flight; 0 where there is no limit. */
    public int limit() {
        AdaptiveLimit limit = rules.limit;
        return limit == null ? 0 : limit.limit();
    }

    /** Requests that have a place; 0 where there is no limit. */
    public int inFlight() {
        AdaptiveLimit limit = rules.limit;
        return limit == null ? 0 : limit.inFlight();
    }

    /** Requests that wait for a place. */
    public int waiting() {
        AdaptiveLimit limit = rules.limit;
        return limit == null ? 0 : limit.waiting();
    }

    /** How late the pulse came the last time, in nanoseconds. */
    public long lateNanos() {
        return lateNanos;
    }

    /** Bytes that larger bodies hold at the moment. */
    public long bodyBytes() {
        return bodies.held();
    }

    /** How many they may hold. */
    public long mostBodyBytes() {
        return bodies.most();
    }

    /** Ends the pulse; admits as before. */
    @Override
    public void close() {
        if (pulse != null) {
            pulse.close();
        }
    }
}
