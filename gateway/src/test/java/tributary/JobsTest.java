package tributary;

import static org.assertj.core.api.Assertions.assertThat;
import static tributary.Eventually.eventually;
import static tributary.PlainJson.at;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Jobs of a gateway that runs. What a crash does to them is {@link JobsCrashTest}'s. */
class JobsTest {
    private static final String[] LATER = {"Prefer", "respond-async"};

    @TempDir
    Path folder;

    private final CountDownLatch gate = new CountDownLatch(1);
    private GatedService gated;
    private PlainService shop;

    @BeforeEach
    void start() throws IOException {
        shop = new PlainService("{\"title\":\"mug\",\"price\":19.90}");
        gated = GatedService.start(target -> {
            // A request that is never let go ends all the same.
            boolean open = gate.await(60, TimeUnit.SECONDS);
            return "{\"late\":" + open + "}";
        });
    }

    @AfterEach
    void stop() {
        gate.countDown();
        gated.close();
        shop.close();
    }

    private String sections(String jobs, String more) {
        return """
                jobs: { path: %s%s }
                services:
                  shop: { url: %s, timeout: 30s }
                  gate: { url: %s, timeout: 30s }
                aggregates:
                  GET /quick/{id}:
                    async: true
                    calls: { a: { get: "shop:/a/{path.id}?q={query.q}" } }
                  GET /slow:
                    async: true
                    deadline: 30s
                    calls:
                      a: { get: shop:/a }
                      b: { get: gate:/b }
                  POST /slow:
                    async: true
                    deadline: 30s
                    calls: { b: { post: gate:/b } }
                  GET /dead:
                    async: true
                    calls: { a: { get: "dead:/" } }
                  GET /partial:
                    async: true
                    calls:
                      a: { get: shop:/a }
                      b: { get: "dead:/", optional: true, default: [] }
                """.formatted(folder.resolve("jobs"), jobs, shop.url(), gated.url())
                        .replace("aggregates:", "  dead: { url: \"http://127.0.0.1:1\" }\naggregates:")
                + more;
    }

    private TestGateway gateway(String jobs) throws Exception {
        return TestGateway.start(sections(jobs, ""), Map.of());
    }

    /** Its end waits so long for what goes on. */
    private TestGateway gateway(String jobs, String drain) throws Exception {
        return TestGateway.of("""
                server: { host: 127.0.0.1, port: 0, drain: %s }
                admin: { host: 127.0.0.1, port: 0 }
                """.formatted(drain) + sections(jobs, ""), Map.of());
    }

    private static String location(HttpResponse<?> answer) {
        return answer.headers().firstValue("location").orElseThrow();
    }

    private static String accepted(TestGateway gateway, String target, String... headers) throws Exception {
        String[] all = Stream.concat(Stream.of(LATER), Stream.of(headers)).toArray(String[]::new);
        HttpResponse<String> answer = gateway.get(target, all);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(202);
        assertThat(answer.headers().firstValue("preference-applied")).contains("respond-async");
        assertThat(answer.headers().firstValue("retry-after")).isPresent();
        return location(answer);
    }

    private static String posted(TestGateway gateway, String key) throws Exception {
        return location(gateway.send("POST", "/slow", "{\"a\":1}", "Prefer", "respond-async", "Idempotency-Key", key));
    }

    private static @Nullable Object state(TestGateway gateway, String job) throws Exception {
        return at(PlainJson.read(gateway.get(job).body()), "state");
    }

    private static String ended(TestGateway gateway, String job) throws Exception {
        return eventually("the job has ended", () -> gateway.get(job).body(), body -> !List.of("queued", "running")
                .contains(at(PlainJson.read(body), "state")));
    }

    @Test
    void answers_later_only_those_who_prefer_it() throws Exception {
        try (TestGateway gateway = gateway("")) {
            assertThat(gateway.get("/quick/7?q=x").body()).isEqualTo("{\"a\":{\"title\":\"mug\",\"price\":19.90}}");
            assertThat(gateway.get("/quick/7", "Prefer", "wait=3, handling=lenient")
                            .statusCode())
                    .isEqualTo(200);
            String job = accepted(gateway, "/quick/7?q=x");
            assertThat(job).matches("/jobs/[A-Za-z0-9_-]{32}");
            String body = ended(gateway, job);
            assertThat(at(PlainJson.read(body), "state")).isEqualTo("succeeded");
            assertThat(body)
                    .contains("\"status\":200,\"result\":{\"a\":{\"title\":\"mug\",\"price\":19.90}}")
                    .contains("\"aggregate\":\"GET /quick/{id}\"");
        }
    }

    @Test
    void waits_for_the_answer_as_long_as_the_client_wants() throws Exception {
        try (TestGateway gateway = gateway("")) {
            HttpResponse<String> now = gateway.get("/quick/7", "Prefer", "respond-async, wait=20");
            assertThat(now.statusCode()).isEqualTo(200);
            assertThat(now.body()).isEqualTo("{\"a\":{\"title\":\"mug\",\"price\":19.90}}");
            assertThat(now.headers().firstValue("preference-applied")).contains("wait=20");
            HttpResponse<String> partial = gateway.get("/partial", "Prefer", "respond-async, wait=20");
            assertThat(partial.headers().firstValue("tributary-partial")).contains("b;reason=connect-failed");
            HttpResponse<String> failed = gateway.get("/dead", "Prefer", "wait=20, Respond-Async");
            assertThat(failed.statusCode()).isEqualTo(502);
            assertThat(failed.headers().firstValue("content-type")).contains("application/problem+json");
            HttpResponse<String> late = gateway.get("/slow", "Prefer", "respond-async; a=b, wait=1");
            assertThat(late.statusCode()).isEqualTo(202);
            assertThat(late.headers().firstValue("preference-applied")).contains("respond-async, wait=1");
            gate.countDown();
            ended(gateway, location(late));
        }
    }

    @Test
    void tells_how_far_it_is_and_what_went_wrong() throws Exception {
        try (TestGateway gateway = gateway("")) {
            String slow = accepted(gateway, "/slow");
            String running = eventually(
                    "one of two calls is done",
                    () -> gateway.get(slow).body(),
                    body -> body.contains("\"calls\":{\"done\":1,\"of\":2}"));
            assertThat(at(PlainJson.read(running), "state")).isEqualTo("running");
            assertThat(gateway.get(slow).headers().firstValue("retry-after")).isPresent();
            Object dead = PlainJson.read(ended(gateway, accepted(gateway, "/dead")));
            assertThat(at(dead, "state")).isEqualTo("failed");
            assertThat(at(dead, "problem.type")).isEqualTo("urn:tributary:problem:connect-failed");
            gate.countDown();
            assertThat(ended(gateway, slow)).contains("\"late\":true");
        }
    }

    @ParameterizedTest
    @EnumSource(HttpClient.Version.class)
    void tells_its_progress_as_events(HttpClient.Version version) throws Exception {
        try (TestGateway gateway = gateway("");
                HttpClient client = HttpClient.newBuilder().version(version).build()) {
            String job = accepted(gateway, "/slow");
            // The first request on a plain connection is what it is upgraded with.
            client.send(HttpRequest.newBuilder(gateway.uri(job)).build(), BodyHandlers.ofString());
            HttpResponse<java.io.InputStream> answer = client.send(
                    HttpRequest.newBuilder(gateway.uri(job + "/events")).build(), BodyHandlers.ofInputStream());
            assertThat(answer.version()).isEqualTo(version);
            assertThat(answer.headers().firstValue("content-type")).contains("text/event-stream");
            try (BufferedReader lines =
                    new BufferedReader(new InputStreamReader(answer.body(), StandardCharsets.UTF_8))) {
                String line = lines.readLine();
                while (!line.contains("\"done\":1")) {
                    line = lines.readLine();
                }
                gate.countDown();
                List<String> rest = lines.lines().toList();
                assertThat(rest).contains("event: end");
                assertThat(rest.stream()
                                .filter(each -> each.startsWith("data: "))
                                .toList())
                        .last()
                        .asString()
                        .contains("\"state\":\"succeeded\"", "\"late\":true");
            }
            assertThat(gateway.get(job + "/events").body())
                    .contains("event: end")
                    .doesNotContain("event: progress");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/events | application/json | 406 | text/event-stream",
                "/events | text/event-stream;q=0, */* | 406 | text/event-stream",
                "/events | text/* | 200 | event: end",
                "/events | */* | 200 | event: end",
                "'' | text/event-stream | 406 | application/json",
                "'' | application/* | 200 | succeeded",
            })
    void tells_in_no_form_that_the_client_does_not_take(String what, String accept, int status, String said)
            throws Exception {
        try (TestGateway gateway = gateway("")) {
            String job = accepted(gateway, "/quick/7");
            ended(gateway, job);
            HttpResponse<String> answer = gateway.get(job + what, "Accept", accept);
            assertThat(answer.statusCode()).isEqualTo(status);
            assertThat(answer.body()).contains(said);
            if (status == 406) {
                assertThat(answer.headers().firstValue("content-type")).contains("application/problem+json");
                assertThat(answer.body()).contains("urn:tributary:problem:not-acceptable");
                assertThat(gateway.send("HEAD", job + what, "", "Accept", accept)
                                .statusCode())
                        .isEqualTo(406);
                // It tells nobody which jobs there are, and keeps nobody from cancelling.
                assertThat(gateway.get("/jobs/none" + what, "Accept", accept).statusCode())
                        .isEqualTo(404);
                assertThat(gateway.send("DELETE", job, "", "Accept", accept).statusCode())
                        .isEqualTo(200);
            }
        }
    }

    @Test
    void cancels_what_waits_and_what_goes_on_and_minds_no_repetition() throws Exception {
        try (TestGateway gateway = gateway(", workers: 1")) {
            String first = accepted(gateway, "/slow");
            String second = accepted(gateway, "/quick/1");
            eventually("it is under way", gated::requests, count -> count == 1);
            for (String job : List.of(second, first, first, second)) {
                HttpResponse<String> answer = gateway.send("DELETE", job, "");
                assertThat(answer.statusCode()).isEqualTo(200);
                assertThat(at(PlainJson.read(answer.body()), "state")).isEqualTo("cancelled");
            }
            assertThat(state(gateway, first)).isEqualTo("cancelled");
            String third = accepted(gateway, "/quick/2");
            ended(gateway, third);
            assertThat(at(PlainJson.read(gateway.send("DELETE", third, "").body()), "state"))
                    .isEqualTo("succeeded");
            assertThat(gateway.admin("/jobs").body())
                    .contains("\"cancelled\":2")
                    .contains("\"succeeded\":1");
            eventually(
                    "both are counted",
                    () -> gateway.admin("/metrics").body(),
                    all -> all.contains("tributary_jobs_ended_total{outcome=\"cancelled\"} 2.0"));
            assertThat(gateway.admin("/metrics").body()).contains("tributary_jobs_accepted_total 3.0");
        }
    }

    @Test
    void an_end_and_a_cancellation_have_one_winner() throws Exception {
        try (TestGateway gateway = gateway("")) {
            for (int i = 0; i < 40; i++) {
                String job = accepted(gateway, "/quick/" + i);
                Object told = at(PlainJson.read(gateway.send("DELETE", job, "").body()), "state");
                assertThat(told).isIn("cancelled", "succeeded");
                assertThat(state(gateway, job)).isEqualTo(told);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/jobs/AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
                "/jobs/x",
                "/jobs/%20",
                "/jobs/..%2f..%2fetc",
                "/jobs/AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA/events"
            })
    void what_is_no_job_is_not_found(String target) throws Exception {
        try (TestGateway gateway = gateway("")) {
            HttpResponse<String> answer = gateway.get(target);
            assertThat(answer.statusCode()).isEqualTo(404);
            assertThat(answer.body()).contains("There is no such job");
            assertThat(gateway.send("POST", target, "").statusCode()).isEqualTo(405);
        }
    }

    @Test
    void a_job_is_its_owners_alone() throws Exception {
        Path keys = folder.resolve("keys.json");
        Files.writeString(keys, """
                [ { "sha256": "%s", "owner": "one" }, { "sha256": "%s", "owner": "two" } ]
                """.formatted(sha256("key-of-one-0123456789"), sha256("key-of-two-0123456789")));
        String more = "auth: { api-keys: { file: " + keys + " } }\nlimits: { per-client: { rate: 1/h, burst: 8 } }\n";
        try (TestGateway gateway = TestGateway.start(sections("", more), Map.of())) {
            String[] one = {"X-Api-Key", "key-of-one-0123456789"};
            String[] two = {"X-Api-Key", "key-of-two-0123456789"};
            String job = accepted(gateway, "/quick/1", one);
            HttpResponse<String> foreign = gateway.get(job, two);
            HttpResponse<String> unknown = gateway.get("/jobs/AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", two);
            assertThat(foreign.statusCode()).isEqualTo(404);
            assertThat(withoutId(foreign)).isEqualTo(withoutId(unknown));
            assertThat(gateway.get(job).statusCode()).isEqualTo(404);
            assertThat(gateway.send("DELETE", job, "", two).statusCode()).isEqualTo(404);
            assertThat(gateway.get(job, "X-Api-Key", "wrong").statusCode()).isEqualTo(401);
            assertThat(gateway.get(job, one).statusCode()).isEqualTo(200);
            // Asking for a job costs what any request does.
            eventually("the limit holds", () -> gateway.get(job, one).statusCode(), status -> status == 429);
        }
    }

    private static String withoutId(HttpResponse<String> answer) {
        return answer.body().replaceAll("\"instance\":\"[^\"]*\"", "");
    }

    private static String sha256(String key) throws Exception {
        return java.util.HexFormat.of()
                .formatHex(java.security.MessageDigest.getInstance("SHA-256")
                        .digest(key.getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void the_same_request_with_the_same_key_is_the_same_job() throws Exception {
        try (TestGateway gateway = gateway("")) {
            String job = posted(gateway, "\"k-1\"");
            assertThat(posted(gateway, "\"k-1\"")).isEqualTo(job);
            assertThat(posted(gateway, "\"k-2\"")).isNotEqualTo(job);
            HttpResponse<String> other =
                    gateway.send("POST", "/slow", "{\"a\":2}", "Prefer", "respond-async", "Idempotency-Key", "\"k-1\"");
            assertThat(other.statusCode()).isEqualTo(422);
            for (String malformed : List.of("k-1", "\"\"", "\"a", "\"a\", \"b\"", "\"" + "a".repeat(256) + "\"")) {
                assertThat(gateway.send(
                                        "POST",
                                        "/slow",
                                        "{\"a\":1}",
                                        "Prefer",
                                        "respond-async",
                                        "Idempotency-Key",
                                        malformed)
                                .statusCode())
                        .as(malformed)
                        .isEqualTo(400);
            }
            gate.countDown();
            ended(gateway, job);
            HttpResponse<String> again = gateway.send(
                    "POST", "/slow", "{\"a\":1}", "Prefer", "respond-async, wait=5", "Idempotency-Key", "\"k-1\"");
            assertThat(again.body()).isEqualTo("{\"b\":{\"late\":true}}");
            eventually("both are done", gated::requests, count -> count == 2);
            assertThat(gateway.admin("/jobs").body()).contains("\"accepted\":2");
        }
    }

    @Test
    void a_full_queue_refuses_and_says_when_to_come_back() throws Exception {
        try (TestGateway gateway = gateway(", workers: 1, queue: 2")) {
            accepted(gateway, "/slow");
            eventually("it is under way", gated::requests, count -> count == 1);
            accepted(gateway, "/slow");
            accepted(gateway, "/slow");
            HttpResponse<String> full = gateway.get("/slow", LATER);
            assertThat(full.statusCode()).isEqualTo(503);
            assertThat(full.body()).contains("urn:tributary:problem:jobs-full");
            assertThat(full.headers().firstValue("retry-after")).isPresent();
            assertThat(gateway.get("/quick/1").statusCode()).isEqualTo(200);
            gate.countDown();
        }
    }

    @Test
    void a_result_that_is_too_large_is_none() throws Exception {
        try (TestGateway gateway = gateway(", max-result: 10B")) {
            String body = ended(gateway, accepted(gateway, "/quick/1"));
            assertThat(at(PlainJson.read(body), "problem.type")).isEqualTo("urn:tributary:problem:too-large");
        }
    }

    @Test
    void is_forgotten_when_its_time_is_over() throws Exception {
        try (TestGateway gateway = gateway(", retention: 200ms")) {
            String job = accepted(gateway, "/quick/1");
            eventually("it is gone", () -> gateway.get(job), answer -> {
                assertThat(answer.body()).doesNotContain("\"result\":null");
                return answer.statusCode() == 404;
            });
            eventually(
                    "it is counted no more",
                    () -> gateway.admin("/jobs").body(),
                    body -> body.contains("\"succeeded\":0"));
        }
    }

    @Test
    void what_can_be_done_again_waits_for_the_next_start_and_the_rest_has_failed() throws Exception {
        String safe;
        String unsafe;
        String waiting;
        String text = sections(", workers: 2", "");
        try (TestGateway gateway = gateway(", workers: 2", "100ms")) {
            safe = accepted(gateway, "/slow");
            unsafe = posted(gateway, "\"k\"");
            eventually("both are under way", gated::requests, count -> count == 2);
            waiting = accepted(gateway, "/quick/1");
        }
        gate.countDown();
        try (TestGateway gateway = TestGateway.start(text, Map.of())) {
            assertThat(ended(gateway, safe)).contains("\"late\":true");
            assertThat(ended(gateway, waiting)).contains("\"state\":\"succeeded\"");
            assertThat(ended(gateway, unsafe)).contains("urn:tributary:problem:interrupted");
            assertThat(posted(gateway, "\"k\"")).isEqualTo(unsafe);
            assertThat(gated.requests()).isEqualTo(3);
        }
    }

    @Test
    void a_job_whose_aggregate_is_gone_says_so() throws Exception {
        String waiting;
        try (TestGateway gateway = gateway(", workers: 1", "100ms")) {
            accepted(gateway, "/slow");
            waiting = accepted(gateway, "/quick/1");
        }
        String others = sections("", "").replace("GET /quick/{id}", "GET /other/{id}");
        gate.countDown();
        try (TestGateway gateway = TestGateway.start(others, Map.of())) {
            assertThat(ended(gateway, waiting))
                    .contains("\"status\":410", "urn:tributary:problem:no-such-work", "GET /quick/{id}");
        }
    }

    @Test
    void a_job_that_goes_on_may_finish_within_the_drain() throws Exception {
        String job;
        TestGateway gateway = gateway("", "30s");
        job = accepted(gateway, "/slow");
        eventually("it is under way", gated::requests, count -> count == 1);
        Thread closing = Thread.startVirtualThread(gateway::close);
        gate.countDown();
        closing.join();
        try (TestGateway next = gateway("")) {
            assertThat(state(next, job)).isEqualTo("succeeded");
            assertThat(gated.requests()).isEqualTo(1);
        }
    }

    @Test
    void nothing_of_it_is_there_where_nothing_is_async() throws Exception {
        String none = sections("", "").replace("    async: true\n", "").replaceFirst("jobs: .*\n", "");
        try (TestGateway gateway = TestGateway.start(none, Map.of())) {
            assertThat(gateway.get("/quick/1", LATER).statusCode()).isEqualTo(200);
            assertThat(gateway.get("/jobs/x").body()).contains("There is nothing here");
            assertThat(gateway.admin("/jobs").statusCode()).isEqualTo(404);
            assertThat(folder.resolve("jobs")).doesNotExist();
            // Those of stores that were open before may take a moment to end.
            eventually("threads of a store", JobsStoreTest::threads, List::isEmpty);
        }
    }
}
