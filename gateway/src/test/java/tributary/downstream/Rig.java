package tributary.downstream;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import tributary.config.Configuration;
import tributary.config.Configuration.Loaded;
import tributary.observe.CallTrace;
import tributary.observe.RequestTrace;
import tributary.plan.Call;
import tributary.plan.Plan;
import tributary.resilience.Deadline;
import tributary.resilience.Pressure;

/**
 * One service with the policies that a configuration gives it, on wires that a test scripts and a clock that it sets. Waiting
 * moves the clock on, and what was waited is noted.
 */
final class Rig {
    private static final WireRequest GET = new WireRequest("GET", "/x", List.of(), null);
    private static final WireRequest POST = new WireRequest("POST", "/x", List.of(), null);

    private final AtomicLong now = new AtomicLong(Long.MAX_VALUE - 1_000_000_000L);
    private final List<Long> waits = Collections.synchronizedList(new ArrayList<>());
    private final List<FakeWire> wires;
    private final Plan plan;
    private Clockwork.Waiting waiting = this::advance;
    private volatile Pressure pressure = Pressure.NONE;
    final Downstream service;

    private Rig(Plan plan, List<FakeWire> wires) {
        this.plan = plan;
        this.wires = wires;
        this.service = new Downstream(
                plan.services().get("s"),
                wires,
                "x-deadline",
                () -> pressure,
                new Clockwork(now::get, (event, nanos) -> waiting.until(event, nanos), new Random(7)));
    }

    /** @param policies further keys of the service, as in {@code retry: { attempts: 2 }} */
    static Rig of(String policies, FakeWire... wires) {
        StringBuilder urls = new StringBuilder();
        for (int i = 0; i < wires.length; i++) {
            urls.append(i == 0 ? "" : ", ").append("'http://h").append(i).append("'");
        }
        String yaml = "services: { s: { urls: [" + urls + "], timeout: 1s" + (policies.isEmpty() ? "" : ", ") + policies
                + " } }\n"
                + "aggregates:\n"
                + "  GET /a: { deadline: 60s, calls: { a: { get: 's:/x' } } }\n"
                + "  POST /a: { deadline: 60s, calls: { a: { post: 's:/x' } } }\n";
        try {
            Path file = Files.createTempFile("policies", ".yaml");
            try {
                Files.writeString(file, yaml);
                Loaded loaded = Configuration.load(file, Map.of());
                assertThat(loaded.plan())
                        .as(() -> loaded.diagnostics().toString())
                        .isNotNull();
                return new Rig(loaded.plan(), List.of(wires));
            } finally {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private boolean advance(CountDownLatch event, long nanos) {
        waits.add(nanos);
        now.addAndGet(nanos);
        return event.getCount() == 0;
    }

    /** From now on waits are this. */
    Rig waiting(Clockwork.Waiting otherwise) {
        waiting = otherwise;
        return this;
    }

    Rig pressure(Pressure level) {
        pressure = level;
        return this;
    }

    Rig pass(Duration time) {
        now.addAndGet(time.toNanos());
        return this;
    }

    private Call call(int aggregate) {
        return plan.aggregates().get(aggregate).calls().getFirst();
    }

    Reply get() throws InterruptedException {
        return get(Duration.ofSeconds(60));
    }

    Reply get(Duration deadline) throws InterruptedException {
        return service.call(GET, call(0).attempts(), Deadline.after(deadline, now::get), trace());
    }

    private static CallTrace trace() {
        return RequestTrace.untold(1).begins(0, 0);
    }

    Reply post() throws InterruptedException {
        return service.call(POST, call(1).attempts(), Deadline.after(Duration.ofSeconds(60), now::get), trace());
    }

    /** What was waited, in milliseconds. */
    List<Double> waitedMillis() {
        return waits.stream().map(nanos -> nanos / 1e6).toList();
    }

    DownstreamCounts counts() {
        return service.counts();
    }

    /** Nothing is held any more. */
    void assertClean() {
        assertThat(service.inFlight()).as("calls in flight").isZero();
        assertThat(service.inBulkhead()).as("places taken").isZero();
        assertThat(wires).as("exchanges under way").allSatisfy(wire -> assertThat(wire.inUse())
                .isZero());
        assertThat(service.targets())
                .allSatisfy(target -> assertThat(target.outstanding()).isZero());
    }
}
