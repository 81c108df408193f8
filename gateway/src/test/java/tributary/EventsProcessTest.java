package tributary;

import static org.assertj.core.api.Assertions.assertThat;
import static tributary.Eventually.eventually;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Events of a process that is killed, or asked to end. */
@EnabledOnOs({OS.LINUX, OS.MAC})
class EventsProcessTest {
    @TempDir
    Path folder;

    @AutoClose
    private final PlainService service = new PlainService("{\"a\":1}");

    private Path configuration() throws IOException {
        return Files.writeString(folder.resolve("gateway.yaml"), """
                server: { host: 127.0.0.1, port: 0, drain: 5s, drain-delay: 0s }
                admin: { host: 127.0.0.1, port: 0 }
                events: { audit: { file: { path: audit.jsonl, rotate: { size: 20KiB, keep: 1000 } }, when-full: block } }
                services: { service: { url: %s, timeout: 20s, connect-timeout: 20s } }
                aggregates:
                  GET /page:
                    deadline: 20s
                    calls: { a: { get: service:/a } }
                    emit: { sink: audit, body: { of: "{request.id}", says: "%s" } }
                """.formatted(service.url(), "something ".repeat(30)));
    }

    /** Asks until the gateway is gone. */
    private static List<Thread> clients(int port, AtomicInteger answered) {
        List<Thread> clients = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            clients.add(Thread.startVirtualThread(() -> {
                try (KeptClient client = new KeptClient(port)) {
                    boolean kept = true;
                    while (kept) {
                        KeptClient.Answer answer = client.get("/page");
                        kept = !answer.closing();
                        answered.addAndGet(answer.status() == 200 ? 1 : 0);
                    }
                } catch (IOException e) {
                    // It has been killed, or has closed an idle connection.
                }
            }));
        }
        return clients;
    }

    private List<Path> files() throws IOException {
        try (var all = Files.list(folder)) {
            return all.filter(path -> path.getFileName().toString().startsWith("audit.jsonl"))
                    .toList();
        }
    }

    private int lines() throws IOException {
        int lines = 0;
        for (Path file : files()) {
            String text = Files.readString(file);
            assertThat(text.isEmpty() || text.endsWith("\n"))
                    .as(file.toString())
                    .isTrue();
            for (String line : text.lines().toList()) {
                assertThat(PlainJson.read(line)).isNotNull();
                lines++;
            }
            assertThat(text.length()).isLessThanOrEqualTo(20 * 1024);
        }
        return lines;
    }

    @Test
    void kill_leaves_whole_lines_only() throws Exception {
        AtomicInteger answered = new AtomicInteger();
        try (RunningProcess gateway = RunningProcess.start(configuration())) {
            List<Thread> clients = clients(gateway.port(), answered);
            eventually("several files", () -> files().size(), count -> count > 2);
            gateway.signal("KILL");
            assertThat(gateway.end()).isEqualTo(137);
            for (Thread client : clients) {
                client.join();
            }
        }
        int before = lines();
        assertThat(before).isGreaterThan(100);
        try (RunningProcess gateway = RunningProcess.start(configuration());
                KeptClient client = new KeptClient(gateway.port())) {
            client.get("/page");
            eventually("lines", this::lines, count -> count == before + 1);
        }
    }

    @Test
    void sigterm_under_load_leaves_a_line_for_every_answer() throws Exception {
        AtomicInteger answered = new AtomicInteger();
        try (RunningProcess gateway = RunningProcess.start(configuration())) {
            List<Thread> clients = clients(gateway.port(), answered);
            eventually("answers", answered::get, count -> count > 500);
            gateway.signal("TERM");
            for (Thread client : clients) {
                client.join();
            }
            assertThat(gateway.end()).isZero();
        }
        assertThat(files()).hasSizeGreaterThan(2);
        assertThat(lines()).isGreaterThanOrEqualTo(answered.get());
    }
}
