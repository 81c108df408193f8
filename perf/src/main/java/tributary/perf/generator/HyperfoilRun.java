package tributary.perf.generator;

import io.hyperfoil.api.config.Benchmark;
import io.hyperfoil.api.config.BenchmarkBuilder;
import io.hyperfoil.api.config.Phase;
import io.hyperfoil.api.config.PhaseBuilder;
import io.hyperfoil.api.config.SessionLimitPolicy;
import io.hyperfoil.api.session.PhaseInstance;
import io.hyperfoil.api.session.Session;
import io.hyperfoil.core.impl.LocalSimulationRunner;
import io.hyperfoil.http.api.HttpMethod;
import io.hyperfoil.http.api.HttpRequest;
import io.hyperfoil.http.config.HttpPluginBuilder;
import io.hyperfoil.http.steps.HttpStepCatalog;
import java.lang.management.ManagementFactory;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/**
 * One {@link Order}, carried out by Hyperfoil: a phase at a constant rate, or one of so many users who are always there.
 *
 * <p>Hyperfoil counts latency from when it sent; here it is counted from when the request was due, so that what the
 * generator itself was late by is in it too. Where connections ran out, which request was due when is not known any more,
 * and latency is from sending; the {@link Tally#unsent} say so. Its own histograms keep two digits, these three.
 *
 * <p>Runs once. All but {@link #run} is called by Hyperfoil's one event loop.
 */
final class HyperfoilRun {
    private static final long LONGEST_ANSWER_MILLIS = 10_000;
    private static final long LARGEST = TimeUnit.MINUTES.toNanos(2);

    private final Order order;
    private final Consumer<String> told;
    private final double nanosApart;
    private final Histogram fromDue = new Histogram(LARGEST, 3);
    private final Histogram fromSent = new Histogram(LARGEST, 3);
    private final Histogram lateness = new Histogram(LARGEST, 3);
    private final long[] dueOfSession;
    private long start;
    private long end;
    private long cpuAtStart;
    private long cpuAtEnd;
    private long sent;
    private long well;
    private long answered;

    HyperfoilRun(Order order, Consumer<String> told) {
        this.order = order;
        this.told = told;
        this.nanosApart = order.rate() > 0 ? 1e9 / order.rate() : 0;
        this.dueOfSession = new long[order.connections()];
    }

    Tally run() {
        LocalSimulationRunner runner = new LocalSimulationRunner(benchmark()) {
            @Override
            protected CompletableFuture<Void> phaseChanged(
                    Phase phase, PhaseInstance.Status status, boolean limited, @Nullable Throwable error) {
                if (status == PhaseInstance.Status.TERMINATED) {
                    ended();
                }
                return super.phaseChanged(phase, status, limited, error);
            }
        };
        runner.run();
        // What was due in the last two milliseconds may or may not belong to the phase.
        long missing = order.meant() - sent;
        long unsent = order.rate() > 0 && missing > 1 + order.rate() / 500 ? missing : 0;
        boolean dueIsKnown = order.rate() > 0 && unsent == 0;
        return new Tally(
                answered,
                sent - well,
                unsent,
                Math.max(1, end - start) / 1e9,
                (cpuAtEnd - cpuAtStart) / 1e9,
                dueIsKnown ? fromDue : fromSent,
                dueIsKnown ? lateness : new Histogram(LARGEST, 3));
    }

    private Benchmark benchmark() {
        BenchmarkBuilder benchmark = BenchmarkBuilder.builder().name("order").threads(1);
        HttpPluginBuilder plugin = benchmark.addPlugin(HttpPluginBuilder::new);
        plugin.http()
                .host("127.0.0.1")
                .port(order.port())
                .allowHttp2(false)
                .sharedConnections(order.connections())
                .requestTimeout(LONGEST_ANSWER_MILLIS);
        // A failure is counted; the user who met it goes on.
        plugin.ergonomics().stopOnInvalid(false).autoRangeCheck(false);
        phase(benchmark.addPhase("phase"))
                .duration(order.time().toMillis())
                .maxDuration(order.time().toMillis() + LONGEST_ANSWER_MILLIS)
                .scenario()
                .initialSequence("request")
                .step(HttpStepCatalog.SC)
                .httpRequest(HttpMethod.GET)
                .path(this::due)
                .sync(true)
                .handler()
                .status(this::status)
                .onCompletion(this::completed)
                .endHandler()
                .endStep();
        return benchmark.build();
    }

    private PhaseBuilder<?> phase(PhaseBuilder.Catalog phases) {
        return order.rate() > 0
                ? phases.constantRate(0)
                        .usersPerSec(order.rate())
                        // Even distances; with the variance it has by default, arrivals are random.
                        .variance(false)
                        .maxSessions(order.connections())
                        .sessionLimitPolicy(SessionLimitPolicy.CONTINUE)
                : phases.always(order.connections());
    }

    /** Called as a request is about to be sent. */
    private String due(Session session) {
        long now = System.nanoTime();
        if (sent == 0) {
            start = now;
            cpuAtStart = cpu();
            told.accept(GeneratorMain.BEGUN);
        }
        // The first is sent when it is due, by definition. Hyperfoil's clock is coarser, so that it may be early.
        long due = Math.min(now, start + Math.round(sent * nanosApart));
        dueOfSession[session.uniqueId() % dueOfSession.length] = due;
        sent++;
        if (order.rate() > 0) {
            lateness.recordValue(Math.min(now - due, LARGEST));
        }
        return order.path();
    }

    private void status(HttpRequest unused, int status) {
        if (status == 200) {
            well++;
        }
    }

    private void completed(Session session) {
        long now = System.nanoTime();
        answered++;
        fromDue.recordValue(Math.min(now - dueOfSession[session.uniqueId() % dueOfSession.length], LARGEST));
        fromSent.recordValue(Math.min(now - session.currentRequest().startTimestampNanos(), LARGEST));
    }

    private void ended() {
        end = System.nanoTime();
        cpuAtEnd = cpu();
        told.accept(GeneratorMain.ENDED);
    }

    private static long cpu() {
        return ManagementFactory.getOperatingSystemMXBean() instanceof com.sun.management.OperatingSystemMXBean os
                ? os.getProcessCpuTime()
                : 0;
    }
}
