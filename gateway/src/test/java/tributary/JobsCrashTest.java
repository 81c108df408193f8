package tributary;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static tributary.EmittingGateway.lines;
import static tributary.Eventually.eventually;
import static tributary.PlainJson.at;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Jobs, where the process ends without a word, and where the disk takes nothing. */
class JobsCrashTest {
    private static final int ALL = 1000;
    private static final int BEFORE_THE_CRASH = 300;

    @TempDir
    Path folder;

    private final CountDownLatch again = new CountDownLatch(1);
    private final CountDownLatch crashes = new CountDownLatch(1);
    private final AtomicInteger asked = new AtomicInteger();
    private final Map<String, AtomicInteger> asking = new ConcurrentHashMap<>();
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private GatedService service;

    @BeforeEach
    void start() throws IOException {
        service = GatedService.start(target -> {
            asking.computeIfAbsent(target, _ -> new AtomicInteger()).incrementAndGet();
            if (asked.incrementAndGet() > BEFORE_THE_CRASH) {
                crashes.countDown();
                again.await(120, TimeUnit.SECONDS);
            }
            return "{\"done\":true}";
        });
    }

    @AfterEach
    void stop() {
        again.countDown();
        service.close();
        client.close();
    }

    private Path configuration() throws IOException {
        Path file = folder.resolve("gateway.yaml");
        Files.writeString(file, """
                server: { host: 127.0.0.1, port: 0 }
                admin: { host: 127.0.0.1, port: 0 }
                jobs: { workers: 8, queue: 2000 }
                services: { service: { url: %s, timeout: 60s, connect-timeout: 60s } }
                aggregates:
                  GET /reports/{id}:
                    async: true
                    deadline: 60s
                    calls: { a: { get: "service:/reports/{path.id}" } }
                  POST /orders/{id}:
                    async: true
                    deadline: 60s
                    calls: { a: { post: "service:/orders/{path.id}" } }
                """.formatted(service.url()));
        return file;
    }

    private HttpResponse<String> send(RunningProcess gateway, HttpRequest.Builder request, String target)
            throws IOException, InterruptedException {
        return client.send(
                request.uri(URI.create("http://127.0.0.1:" + gateway.port() + target))
                        .timeout(Duration.ofSeconds(60))
                        .build(),
                BodyHandlers.ofString());
    }

    /** The even ones change something. */
    private HttpResponse<String> ask(RunningProcess gateway, int number) throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder().header("Prefer", "respond-async");
        return number % 2 == 0
                ? send(
                        gateway,
                        request.POST(BodyPublishers.ofString("{}"))
                                .header("Idempotency-Key", "\"order-" + number + '"'),
                        "/orders/" + number)
                : send(gateway, request, "/reports/" + number);
    }

    /** Asks for all that {@code jobs} lacks, from a few threads, as long as the gateway is there. */
    private void askForAll(RunningProcess gateway, Map<Integer, String> jobs) {
        ConcurrentLinkedQueue<Integer> left =
                new ConcurrentLinkedQueue<>(IntStream.range(0, ALL).boxed().toList());
        left.removeAll(jobs.keySet());
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 8; i++) {
                threads.execute(() -> {
                    try {
                        ask(gateway, left, jobs);
                    } catch (IOException e) {
                        // The gateway is gone, as it should be.
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                });
            }
        }
    }

    private void ask(RunningProcess gateway, ConcurrentLinkedQueue<Integer> left, Map<Integer, String> jobs)
            throws IOException, InterruptedException {
        for (Integer number = left.poll(); number != null; number = left.poll()) {
            HttpResponse<String> answer = ask(gateway, number);
            if (answer.statusCode() == 202) {
                jobs.put(number, answer.headers().firstValue("location").orElseThrow());
            }
        }
    }

    @Test
    void no_accepted_job_is_lost_by_a_crash_and_none_changes_anything_twice() throws Exception {
        Map<Integer, String> jobs = new ConcurrentHashMap<>();
        Path configuration = configuration();
        try (RunningProcess gateway = RunningProcess.start(configuration)) {
            Thread asking = Thread.startVirtualThread(() -> askForAll(gateway, jobs));
            assertThat(crashes.await(120, TimeUnit.SECONDS)).isTrue();
            gateway.signal("KILL");
            gateway.end();
            asking.join();
        }
        assertThat(jobs).hasSizeGreaterThanOrEqualTo(BEFORE_THE_CRASH / 2);
        again.countDown();
        try (RunningProcess gateway = RunningProcess.start(configuration)) {
            Map<Integer, String> before = Map.copyOf(jobs);
            askForAll(gateway, jobs);
            assertThat(jobs).hasSize(ALL).containsAllEntriesOf(before);
            int interrupted = 0;
            for (Map.Entry<Integer, String> job : jobs.entrySet()) {
                Object document = ended(gateway, job.getValue());
                boolean order = job.getKey() % 2 == 0;
                AtomicInteger times = asking.get((order ? "/orders/" : "/reports/") + job.getKey());
                if (order && "failed".equals(at(document, "state"))) {
                    assertThat(at(document, "problem.type")).isEqualTo("urn:tributary:problem:interrupted");
                    interrupted++;
                } else {
                    assertThat(at(document, "state"))
                            .as(String.valueOf(document))
                            .isEqualTo("succeeded");
                    assertThat(times).isNotNull();
                }
                if (order && times != null) {
                    assertThat(times).hasValue(1);
                }
            }
            // No more than there were workers.
            assertThat(interrupted).isLessThanOrEqualTo(8);
            gateway.signal("TERM");
            assertThat(gateway.end()).isZero();
        }
    }

    private Object ended(RunningProcess gateway, String job) throws Exception {
        return PlainJson.read(eventually(
                "it has ended",
                () -> send(gateway, HttpRequest.newBuilder(), job).body(),
                body -> !body.contains("\"state\":\"queued\"") && !body.contains("\"state\":\"running\"")));
    }

    @Test
    void what_cannot_be_kept_is_refused_and_nothing_that_was_is_lost() throws Exception {
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/prlimit")), "there is no prlimit here");
        again.countDown();
        try (RunningProcess gateway = RunningProcess.start(configuration())) {
            String kept = ask(gateway, 1).headers().firstValue("location").orElseThrow();
            ended(gateway, kept);
            // As on a disk without room: no file may grow, and none be written but at its beginning.
            limitFiles(gateway, "8192");
            HttpResponse<String> refused = ask(gateway, 2);
            assertThat(refused.statusCode()).isEqualTo(503);
            assertThat(refused.body()).contains("urn:tributary:problem:jobs-unavailable");
            assertThat(refused.headers().firstValue("retry-after")).isPresent();
            limitFiles(gateway, "unlimited");
            String next = eventually("there is room again", () -> ask(gateway, 2), answer -> answer.statusCode() == 202)
                    .headers()
                    .firstValue("location")
                    .orElseThrow();
            assertThat(at(ended(gateway, next), "state")).isEqualTo("succeeded");
            assertThat(at(ended(gateway, kept), "state")).isEqualTo("succeeded");
            assertThat(asking.get("/orders/2")).hasValue(1);
            gateway.signal("TERM");
            assertThat(gateway.end()).isZero();
        }
    }

    @Test
    void what_ends_while_the_disk_is_full_is_kept_when_there_is_room() throws Exception {
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/prlimit")), "there is no prlimit here");
        // It waits to be let go.
        asked.set(BEFORE_THE_CRASH);
        try (RunningProcess gateway = RunningProcess.start(configuration())) {
            String job = ask(gateway, 2).headers().firstValue("location").orElseThrow();
            eventually("it goes on", () -> asking.containsKey("/orders/2"), asked -> asked);
            limitFiles(gateway, "8192");
            again.countDown();
            eventually(
                    "the store was tried",
                    () -> metric(gateway, "tributary_jobs_store_errors_total"),
                    errors -> errors > 0);
            // What nobody can be sure to hear again is not said.
            assertThat(send(gateway, HttpRequest.newBuilder(), job).body()).contains("\"state\":\"running\"");
            limitFiles(gateway, "unlimited");
            assertThat(at(ended(gateway, job), "state")).isEqualTo("succeeded");
            assertThat(asking.get("/orders/2")).hasValue(1);
        }
    }

    @Test
    void a_job_that_a_crash_broke_off_says_so_in_its_event() throws Exception {
        Path file = configuration();
        Path events = folder.resolve("audit.jsonl");
        Files.writeString(
                file,
                Files.readString(file)
                                .replace(
                                        "  POST /orders/{id}:\n",
                                        "  POST /orders/{id}:\n    emit: { sink: audit, body: \"{request.outcome} {path.id}\" }\n")
                        + "events: { audit: { file: { path: " + events + ", flush: every } } }\n");
        // It waits to be let go.
        asked.set(BEFORE_THE_CRASH);
        try (RunningProcess gateway = RunningProcess.start(file)) {
            ask(gateway, 2);
            eventually("it goes on", () -> asking.containsKey("/orders/2"), asked -> asked);
            gateway.signal("KILL");
            gateway.end();
        }
        try (RunningProcess _ = RunningProcess.start(file)) {
            assertThat(eventually("an event", () -> lines(events), lines -> !lines.isEmpty()))
                    .containsExactly("\"interrupted 2\"");
        }
    }

    private double metric(RunningProcess gateway, String name) throws Exception {
        String all = gateway.adminBody("/metrics");
        return all.lines()
                .filter(line -> line.startsWith(name + " "))
                .mapToDouble(line -> Double.parseDouble(line.substring(name.length() + 1)))
                .sum();
    }

    private static void limitFiles(RunningProcess gateway, String bytes) throws Exception {
        assertThat(new ProcessBuilder(
                                "prlimit", "--pid", Long.toString(gateway.pid()), "--fsize=" + bytes + ":unlimited")
                        .inheritIO()
                        .start()
                        .waitFor())
                .isZero();
    }
}
