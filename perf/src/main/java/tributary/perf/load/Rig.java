package tributary.perf.load;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import tributary.perf.bench.Settings;
import tributary.perf.generator.Generator;
import tributary.perf.generator.Order;
import tributary.perf.generator.Outcome;
import tributary.perf.generator.Warming;
import tributary.perf.process.Http;
import tributary.perf.process.ServiceProcess;
import tributary.perf.process.TributaryProcess;

/** The load service, a gateway with the scenarios, and the generator: three processes. {@link #close} ends them. */
public record Rig(ServiceProcess service, TributaryProcess gateway, Generator generator) implements AutoCloseable {
    private static final int CONNECTIONS = 64;

    /**
     * Starts all and asks for each scenario once.
     *
     * @param options for the gateway's JVM, empty for the launcher's own
     */
    public static Rig start(Settings settings, List<Scenario> scenarios, String options)
            throws IOException, InterruptedException {
        ServiceProcess service = ServiceProcess.start(settings.scratch());
        TributaryProcess gateway = null;
        Generator generator = null;
        boolean all = false;
        try {
            gateway = TributaryProcess.start(settings, Scenario.configuration(service.port(), scenarios), options);
            generator = Generator.start(settings.scratch());
            Rig rig = new Rig(service, gateway, generator);
            for (Scenario scenario : scenarios) {
                rig.check(scenario);
            }
            all = true;
            return rig;
        } finally {
            if (!all) {
                if (generator != null) {
                    generator.close();
                }
                if (gateway != null) {
                    gateway.close();
                }
                service.close();
            }
        }
    }

    private void check(Scenario scenario) throws IOException {
        Http.Said said = Http.get(gateway.port(), scenario.path());
        if (said.status() != 200) {
            throw new IOException(scenario.path() + " is answered with " + said.status() + ": " + said.body());
        }
    }

    /** A closed loop for at least so long, and until the gateway's cost settles. */
    public void warmUp(Scenario scenario, Duration time) throws IOException {
        Warming.run(generator, Order.closed(gateway.port(), scenario.path(), CONNECTIONS, time), gateway.child());
    }

    /** A closed loop of 64 connections; the first meter is the gateway's processor time, the second the service's. */
    public Outcome closed(Scenario scenario, Duration time) throws IOException {
        return generator.run(
                Order.closed(gateway.port(), scenario.path(), CONNECTIONS, time),
                gateway.child()::cpuSeconds,
                service.child()::cpuSeconds);
    }

    @Override
    public void close() {
        generator.close();
        gateway.close();
        service.close();
    }
}
