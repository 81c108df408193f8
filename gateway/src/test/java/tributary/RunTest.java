package tributary;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static tributary.Eventually.eventually;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The process and the signals it is sent. */
@EnabledOnOs({OS.LINUX, OS.MAC})
class RunTest {
    @TempDir
    Path folder;

    @AutoClose
    private final PlainService service = new PlainService("{\"a\":1}");

    private Path configuration(String delay) throws IOException {
        return Files.writeString(folder.resolve("gateway.yaml"), """
                server: { host: 127.0.0.1, port: 0, drain: 60s, drain-delay: %s }
                admin: { host: 127.0.0.1, port: 0 }
                services: { service: { url: %s, timeout: 60s, connect-timeout: 60s } }
                aggregates:
                  GET /page:
                    deadline: 60s
                    calls: { a: { get: service:/a } }
                  GET /slow:
                    deadline: 60s
                    calls: { a: { get: service:/slow } }
                """.formatted(delay, service.url()));
    }

    @Test
    void sigterm_under_load_loses_nothing_and_exits_with_0() throws Exception {
        try (RunningProcess gateway = RunningProcess.start(configuration("1s"))) {
            // Whoever was told to close comes once more, as clients do: that is what the delay is for.
            try (BusyClients clients = new BusyClients(gateway.port(), 100, 2)) {
                clients.awaitAnswers(1000);
                gateway.signal("TERM");
                clients.awaitEnd();
                clients.checkNothingLost(service.asked());
            }
            assertThat(gateway.end()).isZero();
        }
    }

    @Test
    void a_second_signal_ends_it_at_once() throws Exception {
        try (RunningProcess gateway = RunningProcess.start(configuration("1s"));
                KeptClient client = new KeptClient(gateway.port())) {
            service.hold("/slow");
            client.send("/slow");
            eventually("requests to the service", service::asked, asked -> asked == 1);
            gateway.signal("TERM");
            eventually("readiness", () -> gateway.adminBody("/health/ready"), body -> body.contains("DOWN"));
            // Not INT, which whoever is started in the background of a script ignores for good.
            gateway.signal("TERM");
            assertThat(gateway.end()).isEqualTo(143);
        }
    }

    /** As what is started with nohup: a JVM leaves it at that. */
    private static boolean ignoresHangups() throws IOException {
        Path status = Path.of("/proc/self/status");
        return Files.exists(status)
                && Files.readAllLines(status).stream().anyMatch(line -> line.matches("SigIgn:\\s+[0-9a-f]*[13579bdf]"));
    }

    @Test
    void sighup_has_the_configuration_read_again() throws Exception {
        assumeFalse(ignoresHangups(), "whoever runs this ignores HUP, and so does what it starts");
        try (RunningProcess gateway = RunningProcess.start(configuration("0s"))) {
            gateway.signal("HUP");
            eventually(
                    "the reload",
                    () -> gateway.adminBody("/reload"),
                    body -> body.contains("\"cause\":\"signal\"") && body.contains("\"generation\":2"));
            gateway.signal("TERM");
            assertThat(gateway.end()).isZero();
        }
    }
}
