package tributary;

import java.io.UncheckedIOException;
import java.lang.System.Logger.Level;
import java.net.BindException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tributary.admin.AdminListener;
import tributary.admin.Operated;
import tributary.downstream.Downstream;
import tributary.downstream.http1.CachingResolver;
import tributary.edge.AggregateHandler;
import tributary.edge.CallerCheck;
import tributary.edge.Drain;
import tributary.edge.InsideRequests;
import tributary.edge.JobWork;
import tributary.edge.PublicListener;
import tributary.edge.Runs;
import tributary.edge.admission.Overload;
import tributary.engine.Sparing;
import tributary.events.Sinks;
import tributary.health.Probes;
import tributary.jobs.JobStore.CannotOpen;
import tributary.jobs.Jobs;
import tributary.logs.Logs;
import tributary.observe.Observer;
import tributary.observe.Observers;
import tributary.plan.JobsSpec;
import tributary.plan.Plan;
import tributary.plan.ServerSpec;
import tributary.reload.Outcome;
import tributary.reload.Outcome.Cause;
import tributary.reload.Reloader;
import tributary.reload.Watched;
import tributary.resilience.Alarms;
import tributary.resilience.Ticker;
import tributary.schedule.Periodic;
import tributary.schedule.Rhythm;
import tributary.schedule.Schedule;
import tributary.schedule.Timing;
import tributary.token.Tokens;

/**
 * A running gateway: two listeners, what they serve from, and what keeps that at what the configuration says.
 *
 * <p>What {@link Inside} shows to those who run it is not private to this class. Thread-safe. {@link #close} may be called more than once.
 */
public final class Gateway implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger("tributary");

    /** No new request for so long, and one may believe that clients have seen that connections close. */
    private static final Duration QUIET = Duration.ofMillis(250);

    /** The same where nobody is connected: who was told to close would have come back by now. */
    private static final Duration QUIET_ALONE = Duration.ofMillis(50);

    /** How long to wait for that at most. */
    private static final Duration LONGEST_QUIET = Duration.ofSeconds(1);

    /** What is over lies about for so long at most. */
    private static final Duration MOST_BETWEEN_CLEANINGS = Duration.ofMinutes(1);

    /** Where jobs are kept for milliseconds only: what is cleaned all the time leaves time for nothing else. */
    private static final Duration LEAST_BETWEEN_CLEANINGS = Duration.ofMillis(50);

    /** How long events may take to be delivered in the end, at most; and what they have beyond {@code server.drain}. */
    private static final Duration LONGEST_EVENTS_END = Duration.ofSeconds(5);

    private static final Duration SHORTEST_EVENTS_END = Duration.ofSeconds(1);

    /** What is interrupted has so long to say so to its client. */
    private static final Duration LAST_WORDS = Duration.ofSeconds(1);

    final CachingResolver resolver = CachingResolver.system();
    private final Alarms alarms = Alarms.start(Ticker.SYSTEM);
    final Services services;
    final Drain drain = new Drain(Ticker.SYSTEM);
    final Overload overload;
    private final Timing timing = Timing.system();
    final Schedule schedule = new Schedule(timing);
    private final Tokens tokens = new Tokens(schedule, timing, resolver, alarms);
    final Probes probes = new Probes(schedule, timing);
    final Sinks sinks = new Sinks(timing);
    final Serving serving;
    private final Schedules schedules;
    final long startNanos = Ticker.SYSTEM.nanos();
    final @Nullable Reloader reloader;
    final Telemetry telemetry;
    final @Nullable Jobs jobs;
    private final AdminListener admin;
    final PublicListener server;
    volatile Operated.Phase phase = Operated.Phase.STARTING;
    private @Nullable Carriers carriers;
    private boolean closed;

    private Gateway(Plan plan, @Nullable Watched watched, List<Observer> others, Logs logs) throws CannotStart {
        List<Runnable> begun = new ArrayList<>(List.of(resolver::close, alarms::close, schedule::close));
        try {
            this.overload = Overload.start(plan.overload(), Ticker.SYSTEM);
            begun.add(overload::close);
            this.services = new Services(resolver, Ticker.SYSTEM, alarms, overload::pressure, tokens);
            this.serving = new Serving(
                    plan,
                    services,
                    alarms,
                    overload,
                    this::inBackground,
                    sinks,
                    new EventTargets(resolver, alarms, Ticker.SYSTEM),
                    Ticker.SYSTEM);
            begun.add(serving::end);
            // What a job of an earlier process has left behind may be among them.
            begun.add(() -> sinks.close(SHORTEST_EVENTS_END));
            this.telemetry = new Telemetry(plan, () -> serving.current().plan(), logs);
            begun.add(telemetry::close);
            Observers observers = telemetry.observers(others);
            Runs runs = new Runs(serving.generations(), overload, observers, Ticker.SYSTEM);
            this.schedules = new Schedules(schedule, timing.wall(), new InsideRequests(runs));
            this.jobs = plan.jobs() == null ? null : jobs(plan.jobs(), new JobWork(runs));
            if (jobs != null) {
                begun.add(jobs::close);
            }
            this.reloader = watched == null ? null : new Reloader(watched, 1, serving, InstantSource.system());
            this.admin = listening(
                    "admin",
                    plan.admin().host(),
                    plan.admin().port(),
                    () -> AdminListener.start(plan.admin(), new Inside(this)));
            begun.add(admin::close);
            AggregateHandler handler = new AggregateHandler(runs, drain, jobs);
            this.server = listening(
                    "server",
                    plan.server().host(),
                    plan.server().port(),
                    () -> PublicListener.start(plan.server(), handler, observers));
        } catch (CannotStart | RuntimeException | Error e) {
            // Nobody gets this gateway, so nobody else could close it.
            begun.reversed().forEach(Runnable::run);
            throw e;
        }
    }

    /** Before anybody can ask for one: what was kept must be known by then. */
    private static Jobs jobs(JobsSpec spec, JobWork work) throws CannotStart {
        try {
            return Jobs.open(
                    spec.store(),
                    new Jobs.Settings(spec.workers(), spec.queue(), spec.maxKept(), spec.retention()),
                    work,
                    Ticker.SYSTEM);
        } catch (CannotOpen e) {
            throw new CannotStart(String.valueOf(e.getMessage()), e);
        }
    }

    private void startJobs() {
        JobsSpec spec = serving.current().plan().jobs();
        if (jobs == null || spec == null) {
            return;
        }
        jobs.start();
        schedule.begin(new Periodic(
                "jobs cleaning",
                Rhythm.every(
                        shorter(spec.retention().dividedBy(10).plus(LEAST_BETWEEN_CLEANINGS), MOST_BETWEEN_CLEANINGS)),
                () -> jobs.clean() ? Periodic.Result.DONE : new Periodic.Result.Failed("store")));
    }

    /** From now on, does what {@code plan}, which serves, wants done again and again. */
    private void inBackground(Plan plan) {
        server.follow(plan.server());
        Map<String, Downstream> taken = services.of(plan);
        // The others show them to services.
        tokens.follow(taken);
        probes.follow(plan, taken);
        schedules.follow(plan);
    }

    /** A gateway that cannot start; the message is one line that says what to do. */
    public static final class CannotStart extends Exception {
        CannotStart(String message, Throwable cause) {
            super(message, cause);
        }
    }

    /** Starts to serve {@code plan}, and nothing else until it ends. */
    public static Gateway start(Plan plan) throws CannotStart {
        return started(new Gateway(plan, null, List.of(), Logs.none()));
    }

    /** As {@link #start(Plan)}; {@code observer} is told of each request that has ended. */
    public static Gateway start(Plan plan, Observer observer) throws CannotStart {
        return started(new Gateway(plan, null, List.of(observer), Logs.none()));
    }

    /** Starts to serve what {@code watched} gives, which must have a plan, and takes up what it gives later. */
    public static Gateway start(Watched watched) throws CannotStart {
        return start(watched, Logs.none());
    }

    /** As {@link #start(Watched)}; {@code logs} get a line for each request, if that is configured. They are not closed. */
    public static Gateway start(Watched watched, Logs logs) throws CannotStart {
        Plan plan = Objects.requireNonNull(watched.reading().plan(), "a configuration with errors cannot be served");
        return started(new Gateway(plan, watched, List.of(), logs));
    }

    private static Gateway started(Gateway gateway) {
        gateway.serving.begin();
        gateway.startJobs();
        if (gateway.reloader != null) {
            gateway.reloader.start();
        }
        gateway.carriers = Carriers.watched();
        gateway.phase = Operated.Phase.SERVING;
        return gateway;
    }

    private interface Listening<T> {
        T start() throws BindException;
    }

    private static <T> T listening(String section, String host, int port, Listening<T> listening) throws CannotStart {
        String where = host + ":" + port;
        try {
            return listening.start();
        } catch (BindException e) {
            throw new CannotStart(
                    "cannot listen on " + where + ", which is taken or no address of this machine; stop what listens"
                            + " there, or change " + section + ".host or " + section + ".port",
                    e);
        } catch (UncheckedIOException e) {
            throw new CannotStart(
                    "cannot listen on " + where + ": change " + section + ".host or " + section + ".port", e);
        }
    }

    /** Has the configuration read again soon; without effect where the gateway was started from a plan alone. */
    public void reloadSoon() {
        if (reloader != null) {
            reloader.ask(Cause.SIGNAL);
        }
    }

    /** What came of reading the configuration the last time; empty where the gateway was started from a plan alone. */
    public Optional<Outcome> lastReload() {
        return Optional.ofNullable(reloader).map(Reloader::last);
    }

    /** Services that are not closed: those of the current plan, and of older ones that still serve a request. */
    public int openServices() {
        return services.count();
    }

    /** Who asked, and what came of asking too much: counted since the start. */
    public CallerCheck callers() {
        return serving.current().callers();
    }

    /** Calls to services that have begun and not ended. */
    public int callsInFlight() {
        return services.callsInFlight();
    }

    /** Threads that deliver events. */
    public int eventWorkers() {
        return sinks.workers();
    }

    /** Connections to services that serve an exchange just now. */
    public int connectionsInUse() {
        return services.connectionsInUse();
    }

    /** Requests of clients that have begun and are not answered. */
    public int requestsUnderWay() {
        return drain.requests();
    }

    /** What keeps it from taking on too much, and what that has decided. */
    public Overload overload() {
        return overload;
    }

    /** What it has not even begun. */
    public Sparing sparing() {
        return serving.sparing();
    }

    /** The public port. */
    public int port() {
        return server.port();
    }

    /** The admin port. */
    public int adminPort() {
        return admin.port();
    }

    /**
     * Ends it so that no request is lost that it accepted: turns unready and announces the end at once, accepts for
     * {@code server.drain-delay} longer, lets requests finish as long as {@code server.drain} allows, and answers the rest
     * with 503. Waits for all that; interrupted, it goes on without waiting.
     */
    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        phase = Operated.Phase.STOPPING;
        LOG.log(Level.INFO, "drain: begins; requests under way: " + drain.requests());
        drain.announce();
        server.announceEnd();
        if (jobs != null) {
            jobs.announceEnd();
        }
        if (reloader != null) {
            reloader.close();
        }
        boolean interrupted = false;
        try {
            letFinish(serving.current().plan().server());
        } catch (InterruptedException e) {
            interrupted = true;
            drain.cancel();
        }
        server.close();
        LOG.log(
                interrupted || drain.cancelled() ? Level.WARNING : Level.INFO,
                "drain: ended; "
                        + (drain.cancelled() ? "what was not answered in time was given up" : "all is answered"));
        // Before the services, which are probed, and the alarms of requests for tokens.
        schedule.close();
        if (jobs != null) {
            // Behind the public listener, whose requests ask it, and before the services, which it asks.
            jobs.close();
        }
        // After the last request, whose spans go too.
        telemetry.close();
        admin.close();
        // Nobody makes an event any more.
        sinks.close(eventsEnd(serving.current().plan().server()));
        serving.end();
        resolver.close();
        alarms.close();
        if (carriers != null) {
            carriers.close();
        }
        overload.close();
        if (interrupted) {
            // Only now: the server would not stop on a thread that is interrupted.
            Thread.currentThread().interrupt();
        }
    }

    private void letFinish(ServerSpec spec) throws InterruptedException {
        Thread.sleep(spec.drainDelay());
        // Shutting the listener ends what waits in its queue, and idle connections, on which a request may be on
        // its way just now. Whoever was told on its last answer that its connection closes sends none, so we wait
        // until all were.
        drain.awaitQuiet(
                () -> server.connections().open() > 0 ? QUIET : QUIET_ALONE, shorter(LONGEST_QUIET, spec.drain()));
        server.shut();
        long start = Ticker.SYSTEM.nanos();
        boolean ended = drain.awaitEnd(spec.drain());
        if (jobs != null) {
            jobs.awaitQuiet(spec.drain().minusNanos(Ticker.SYSTEM.nanos() - start));
        }
        if (!ended) {
            drain.cancel();
            drain.awaitEnd(LAST_WORDS);
        }
    }

    /** A dead webhook must not hold the end up for long: what it does not take in time becomes a dead letter. */
    private static Duration eventsEnd(ServerSpec spec) {
        return shorter(spec.drain().plus(SHORTEST_EVENTS_END), LONGEST_EVENTS_END);
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }
}
