package tributary.perf.scale;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import tributary.perf.bench.Kind;
import tributary.perf.bench.Progress;
import tributary.perf.bench.Settings;
import tributary.perf.generator.Generator;
import tributary.perf.generator.Order;
import tributary.perf.generator.Outcome;
import tributary.perf.load.Scenario;
import tributary.perf.peers.GoPeer;
import tributary.perf.process.ServiceProcess;
import tributary.perf.process.Steps;
import tributary.perf.process.TributaryProcess;
import tributary.perf.report.Section;

/**
 * Many at once: the memory of a request that waits, beside that of a gateway in Go, and latency while 10,000 connections lie
 * idle. Also the memory of a gateway that has nothing to do.
 *
 * <p>Where fewer files may be open than that takes, it measures with fewer, and a note says so.
 */
public final class ScaleKind implements Kind {
    private static final double RATE = 500;

    /** After so long a gateway that was started has given back what only its start needed. */
    private static final Duration SETTLED = Duration.ofSeconds(7);

    @Override
    public String name() {
        return "scale";
    }

    @Override
    public String does() {
        return "Memory with thousands of requests in flight, latency beside 10,000 idle connections, idle memory.";
    }

    @Override
    public Section run(Settings settings, Progress progress) throws IOException, InterruptedException {
        Plan plan = Plan.of(settings.quick());
        Steps steps = new Steps(progress, plan.steps());
        ScaleReport report = new ScaleReport();
        steps.next("starting the load service and the generator");
        try (ServiceProcess service = ServiceProcess.start(settings.scratch());
                Generator generator = Generator.start(settings.scratch())) {
            for (int round = 1; round <= plan.rounds(); round++) {
                for (int wanted : plan.held()) {
                    int requests = OpenFiles.requests(wanted);
                    if (requests < wanted) {
                        report.note("Only %d files may be open here: %d requests were held instead of %d."
                                .formatted(OpenFiles.limit(), requests, wanted));
                    }
                    steps.next("%d requests held by Tributary, round %d".formatted(requests, round));
                    gateway(settings, service, generator, plan, requests, report);
                    steps.next("%d requests held by the Go gateway, round %d".formatted(requests, round));
                    go(settings, service, generator, plan, requests, report);
                }
            }
            idleConnections(settings, service, generator, plan, steps, report);
        }
        steps.end();
        return report.section();
    }

    private static void gateway(
            Settings settings, ServiceProcess service, Generator generator, Plan plan, int requests, ScaleReport report)
            throws IOException, InterruptedException {
        try (TributaryProcess gateway = TributaryProcess.start(settings, configuration(service), "")) {
            Thread.sleep(SETTLED);
            report.idle(gateway.child());
            report.held(
                    "tributary",
                    requests,
                    InFlight.measure(generator, gateway.child(), gateway.port(), requests, plan.holdMillis()));
        }
    }

    private static void go(
            Settings settings, ServiceProcess service, Generator generator, Plan plan, int requests, ScaleReport report)
            throws IOException, InterruptedException {
        switch (GoPeer.start(settings, service.port())) {
            case GoPeer.Missing(String why) -> report.note(why);
            case GoPeer.Serving(int port, var child) -> {
                try (child) {
                    report.held("go", requests, InFlight.measure(generator, child, port, requests, plan.holdMillis()));
                }
            }
        }
    }

    private static void idleConnections(
            Settings settings, ServiceProcess service, Generator generator, Plan plan, Steps steps, ScaleReport report)
            throws IOException, InterruptedException {
        int count = OpenFiles.connections(plan.idle());
        if (count < plan.idle()) {
            report.note("Only %d files may be open here: %d connections lay idle instead of %d."
                    .formatted(OpenFiles.limit(), count, plan.idle()));
        }
        try (TributaryProcess gateway = TributaryProcess.start(settings, configuration(service), "")) {
            Order ask = Order.open(gateway.port(), Scenario.THREE.path(), RATE, 256, plan.latency());
            generator.run(Order.closed(
                    gateway.port(), Scenario.THREE.path(), 64, plan.latency().multipliedBy(2)));
            List<Outcome> without = new ArrayList<>();
            List<Outcome> with = new ArrayList<>();
            for (int pass = 0; pass < plan.passes(); pass++) {
                steps.next("latency at 500 requests/s, nobody else connected");
                without.add(generator.run(ask));
                steps.next("latency at 500 requests/s beside " + count + " idle connections");
                double before = gateway.child().residentMegabytes().orElse(0);
                try (IdleConnections idle = IdleConnections.open(gateway.port(), count)) {
                    double after = gateway.child().residentMegabytes().orElse(0);
                    with.add(generator.run(ask));
                    report.connection((after - before) * 1000 / count, idle.gone());
                }
            }
            report.beside(without, with);
        }
    }

    private static String configuration(ServiceProcess service) {
        // The limit would refuse thousands that come within a second; it is memory that is measured here.
        return "overload: { algorithm: off }\n"
                + Scenario.configuration(service.port(), List.of(Scenario.THREE, Scenario.HELD));
    }
}
