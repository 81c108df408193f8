package tributary;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static tributary.Eventually.eventually;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tributary.config.Configuration;
import tributary.edge.admission.Overload;
import tributary.events.Sinks;
import tributary.plan.Plan;
import tributary.resilience.Alarms;
import tributary.resilience.Pressure;
import tributary.resilience.Ticker;
import tributary.schedule.Schedule;
import tributary.schedule.Timing;
import tributary.token.Tokens;

/** A gateway that does not start. */
class StartTest {
    @TempDir
    Path folder;

    private Plan plan(int port) throws Exception {
        Path file = Files.writeString(folder.resolve("gateway.yaml"), """
                server: { host: 127.0.0.1, port: %d, drain: 0s }
                admin: { host: 127.0.0.1, port: 0 }
                services: { service: { url: "http://127.0.0.1:9" } }
                aggregates:
                  GET /page:
                    calls: { a: { get: service:/a } }
                """.formatted(port));
        return Objects.requireNonNull(Configuration.load(file, Map.of()).plan());
    }

    /** As no configuration makes one: its aggregate calls a service that is not there. */
    private Plan broken() throws Exception {
        Plan plan = plan(0);
        return new Plan(
                plan.server(),
                plan.admin(),
                plan.auth(),
                plan.limits(),
                Map.of(),
                plan.aggregates(),
                plan.overload(),
                plan.telemetry(),
                plan.schedules(),
                null,
                Map.of());
    }

    private static long alarmThreads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().equals("alarms"))
                .count();
    }

    @Test
    void on_a_port_that_is_taken_says_so_and_leaves_nothing_behind() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            long before = alarmThreads();
            assertThatThrownBy(() -> Gateway.start(plan(taken.getLocalPort())))
                    .isInstanceOf(Gateway.CannotStart.class)
                    .hasMessageContaining("127.0.0.1:" + taken.getLocalPort());
            eventually("alarms", StartTest::alarmThreads, count -> count <= before);
        }
    }

    @Test
    void with_a_mistake_of_ours_leaves_nothing_behind() throws Exception {
        long before = alarmThreads();
        assertThatThrownBy(() -> Gateway.start(broken())).isInstanceOf(NullPointerException.class);
        eventually("alarms", StartTest::alarmThreads, count -> count <= before);
    }

    @Test
    void what_is_not_taken_up_keeps_no_service() throws Exception {
        try (Alarms alarms = Alarms.start(Ticker.SYSTEM);
                Overload overload = Overload.start(plan(0).overload(), Ticker.SYSTEM)) {
            Tokens tokens = new Tokens(new Schedule(Timing.system()), Timing.system(), (_, _) -> List.of(), alarms);
            Services services = new Services((_, _) -> List.of(), Ticker.SYSTEM, alarms, () -> Pressure.NONE, tokens);
            Plan good = plan(0);
            Sinks sinks = new Sinks(Timing.system());
            Serving serving = new Serving(
                    good,
                    services,
                    alarms,
                    overload,
                    _ -> {},
                    sinks,
                    new EventTargets((_, _) -> List.of(), alarms, Ticker.SYSTEM),
                    Ticker.SYSTEM);
            assertThat(services.count()).isEqualTo(1);
            Plan other = Objects.requireNonNull(
                    Configuration.load(Files.writeString(folder.resolve("other.yaml"), """
                                    services: { other: { url: "http://127.0.0.1:9" } }
                                    aggregates:
                                      GET /page:
                                        calls: { a: { get: other:/a } }
                                    """), Map.of())
                            .plan());
            Plan mixed = new Plan(
                    good.server(),
                    good.admin(),
                    good.auth(),
                    good.limits(),
                    other.services(),
                    good.aggregates(),
                    good.overload(),
                    good.telemetry(),
                    good.schedules(),
                    null,
                    Map.of());
            assertThatThrownBy(() -> serving.take(mixed)).isInstanceOf(NullPointerException.class);
            assertThat(services.count()).isEqualTo(1);
            serving.end();
            assertThat(services.count()).isZero();
        }
    }
}
