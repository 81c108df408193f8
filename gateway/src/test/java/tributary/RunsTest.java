package tributary;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static tributary.CollectorStub.attributes;
import static tributary.CollectorStub.hex;
import static tributary.Eventually.eventually;
import static tributary.PlainJson.at;

import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.proto.trace.v1.Span.SpanKind;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is seen of the runs of jobs and schedules, and which events they leave behind. */
class RunsTest {
    private static final String TRACE = "0af7651916cd43dd8448eb211c80319c";
    private static final String PARENT = "b7ad6b7169203331";

    @TempDir
    Path folder;

    private final CountDownLatch gate = new CountDownLatch(1);
    private PlainService shop;
    private GatedService gated;
    private CollectorStub collector;

    @BeforeEach
    void start() throws IOException {
        shop = new PlainService("{\"price\":19.90}");
        collector = CollectorStub.start();
        gated = GatedService.start(_ -> {
            boolean open = gate.await(60, TimeUnit.SECONDS);
            return "{\"open\":" + open + "}";
        });
    }

    @AfterEach
    void stop() {
        gate.countDown();
        gated.close();
        shop.close();
        collector.close();
    }

    private Path file() {
        return folder.resolve("audit.jsonl");
    }

    private TestGateway gateway(String sink, String more) throws Exception {
        return TestGateway.of(
                """
                server: { host: 127.0.0.1, port: 0, drain: 300ms }
                admin: { host: 127.0.0.1, port: 0 }
                telemetry: { otlp: %s, sampling: 0%% }
                jobs: { store: %s }
                events: { audit: %s }
                services:
                  shop: { url: %s }
                  gate: { url: %s, timeout: 30s }
                aggregates:
                  GET /page/{id}:
                    async: true
                    calls: { a: { get: "shop:/a" } }
                    emit: { sink: audit, when: "path.id != 'quiet'", body: { who: "{request.client}", is: "{request.outcome}", id: "{request.id}", a: "{a.price}" } }
                  POST /slow:
                    async: true
                    deadline: 30s
                    calls: { b: { post: gate:/b } }
                    emit: { sink: audit, body: { is: "{request.outcome}", status: "{request.status}" } }
                %s""".formatted(collector.url(), folder.resolve("jobs"), sink, shop.url(), gated.url(), more), Map.of());
    }

    private String toFile() {
        return "{ file: { path: \"" + file() + "\", flush: every } }";
    }

    private List<String> events(int atLeast) throws Exception {
        return eventually(
                "events",
                () -> Files.exists(file()) ? Files.readAllLines(file()) : List.<String>of(),
                lines -> lines.size() >= atLeast);
    }

    private static String accepted(HttpResponse<String> answer) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(202);
        return answer.headers().firstValue("location").orElseThrow();
    }

    private static Object ended(TestGateway gateway, String job) throws Exception {
        return PlainJson.read(
                eventually("the job has ended", () -> gateway.get(job).body(), body -> !List.of("queued", "running")
                        .contains(at(PlainJson.read(body), "state"))));
    }

    private static double metric(TestGateway gateway, String name) throws Exception {
        String all = gateway.admin("/metrics").body();
        Matcher found =
                Pattern.compile("(?m)^" + Pattern.quote(name) + " (\\S+)$").matcher(all);
        return found.find() ? Double.parseDouble(found.group(1)) : 0;
    }

    @Test
    void a_jobs_run_goes_on_with_the_trace_of_its_request_and_emits_as_a_request_does() throws Exception {
        String job;
        try (TestGateway gateway = gateway(toFile(), "")) {
            job = accepted(gateway.get(
                    "/page/7",
                    "Prefer",
                    "respond-async",
                    "X-Request-Id",
                    "asked-7",
                    "traceparent",
                    "00-" + TRACE + "-" + PARENT + "-01"));
            assertThat(at(ended(gateway, job), "state")).isEqualTo("succeeded");
            assertThat(PlainJson.read(events(1).getFirst())).hasToString("{who=127.0.0.1, is=ok, id=asked-7, a=19.90}");
            // The run is no request of a client: the one that asked for it is, and was answered with 202.
            String counted = "tributary_requests_total{aggregate=\"GET /page/{id}\",outcome=\"%s\",status=\"%d\"}";
            assertThat(metric(gateway, counted.formatted("accepted", 202))).isEqualTo(1);
            assertThat(metric(gateway, counted.formatted("ok", 200))).isZero();
            eventually("it is counted", () -> metric(gateway, "tributary_jobs_run_seconds_count"), count -> count == 1);
        }
        List<Span> spans = collector.spans().stream()
                .filter(each -> hex(each.getTraceId()).equals(TRACE))
                .toList();
        Span asked = spans.stream()
                .filter(each -> each.getKind() == SpanKind.SPAN_KIND_SERVER)
                .findFirst()
                .orElseThrow();
        Span run = spans.stream()
                .filter(each -> each.getKind() == SpanKind.SPAN_KIND_CONSUMER)
                .findFirst()
                .orElseThrow();
        assertThat(hex(asked.getParentSpanId())).isEqualTo(PARENT);
        assertThat(run.getParentSpanId()).isEqualTo(asked.getSpanId());
        assertThat(attributes(run))
                .containsEntry("tributary.via", "job")
                .containsEntry("tributary.job", job.substring("/jobs/".length()))
                .containsEntry("tributary.request_id", "asked-7")
                .containsEntry("tributary.outcome", "ok");
        assertThat(spans).anySatisfy(call -> assertThat(call.getParentSpanId()).isEqualTo(run.getSpanId()));
    }

    @Test
    void what_nobody_samples_is_not_sampled_later() throws Exception {
        try (TestGateway gateway = gateway(toFile(), "")) {
            ended(gateway, accepted(gateway.get("/page/7", "Prefer", "respond-async")));
        }
        assertThat(collector.spans()).isEmpty();
    }

    @Test
    void a_schedules_run_emits_and_is_seen() throws Exception {
        String schedules = "schedules: { warm: { aggregate: GET /page/7, every: 1h } }\n";
        try (TestGateway gateway = gateway(toFile(), schedules)) {
            Object event = PlainJson.read(events(1).getFirst());
            assertThat(at(event, "who")).isEqualTo("schedule/warm");
            assertThat(at(event, "is")).isEqualTo("ok");
            assertThat(gateway.admin("/metrics").body())
                    .doesNotContain("tributary_requests_total{aggregate=\"GET /page/{id}\"");
        }
    }

    @Test
    void who_is_cancelled_or_broken_off_says_so_in_its_events() throws Exception {
        String broken;
        try (TestGateway gateway = gateway(toFile(), "")) {
            String cancelled = accepted(gateway.send("POST", "/slow", "{}", "Prefer", "respond-async"));
            eventually("it goes on", gated::requests, requests -> requests == 1);
            gateway.send("DELETE", cancelled, "");
            assertThat(at(ended(gateway, cancelled), "state")).isEqualTo("cancelled");
            assertThat(events(1)).containsExactly("{\"is\":\"cancelled\",\"status\":499}");
            broken = accepted(gateway.send("POST", "/slow", "{}", "Prefer", "respond-async"));
            eventually("it goes on", gated::requests, requests -> requests == 2);
        }
        assertThat(events(2)).hasSize(2).last().isEqualTo("{\"is\":\"interrupted\",\"status\":500}");
        try (TestGateway gateway = gateway(toFile(), "")) {
            assertThat(at(ended(gateway, broken), "problem.type")).isEqualTo("urn:tributary:problem:interrupted");
        }
        assertThat(events(2)).hasSize(2);
    }

    @Test
    void a_full_sink_that_may_refuse_fails_the_job_and_the_schedule() throws Exception {
        Path full = Path.of("/dev/full");
        assumeTrue(Files.exists(full), "there is no full device here");
        String sink = "{ file: { path: /dev/full, flush: every }, queue: 2, when-full: reject }";
        String schedules = "schedules: { warm: { aggregate: GET /page/7, every: 1s } }\n";
        try (TestGateway gateway = gateway(sink, schedules)) {
            eventually("it is full", () -> gateway.get("/page/7").statusCode(), status -> status == 503);
            Object failed = ended(gateway, accepted(gateway.get("/page/7", "Prefer", "respond-async")));
            assertThat(at(failed, "state")).isEqualTo("failed");
            assertThat(at(failed, "problem.type")).isEqualTo("urn:tributary:problem:events-full");
            eventually(
                    "the schedule has failed",
                    () -> gateway.admin("/schedules").body(),
                    body -> body.contains("events-full"));
            // Both are shown, in rings of their own.
            String shown = eventually(
                    "they are shown",
                    () -> gateway.admin("/requests").body(),
                    body -> body.contains("\"via\":\"job\"") && body.contains("\"via\":\"schedule\""));
            assertThat(shown).contains("\"schedule\":\"warm\"").contains("\"outcome\":\"events-full\"");
        }
    }

    @Test
    void a_sink_without_room_holds_a_job_up_to_its_deadline() throws Exception {
        assumeTrue(Files.exists(Path.of("/dev/full")), "there is no full device here");
        String sink = "{ file: { path: /dev/full, flush: every }, queue: 2, when-full: block }";
        String quick = """
                  GET /quick:
                    async: true
                    deadline: 500ms
                    calls: { a: { get: "shop:/a" } }
                    emit: { sink: audit }
                """.indent(0);
        try (TestGateway gateway = gateway(sink, quick)) {
            eventually("it is full", () -> gateway.get("/quick").statusCode(), status -> status == 503);
            Object failed = ended(gateway, accepted(gateway.get("/quick", "Prefer", "respond-async")));
            assertThat(at(failed, "problem.type")).isEqualTo("urn:tributary:problem:events-full");
        }
    }
}
