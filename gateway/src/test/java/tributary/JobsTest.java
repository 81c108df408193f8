package tributary;

import static org.assertj.core.api.Assertions.assertThat;
import static tributary.Eventually.eventually;
import static tributary.JobsGateway.LATER;
import static tributary.JobsGateway.accepted;
import static tributary.JobsGateway.ended;
import static tributary.JobsGateway.location;
import static tributary.JobsGateway.state;
import static tributary.PlainJson.at;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Jobs of a gateway that runs. What a crash does to them is {@link JobsCrashTest}'s, what its end does {@link JobsRestartTest}'s.
 */
class JobsTest {
    @TempDir
    Path folder;

    @AutoClose
    private JobsGateway jobs;

    @BeforeEach
    void start() throws IOException {
        jobs = new JobsGateway(folder);
    }

    @Test
    void answers_later_only_those_who_prefer_it() throws Exception {
        try (TestGateway gateway = jobs.start("")) {
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
        try (TestGateway gateway = jobs.start("")) {
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
            jobs.open();
            ended(gateway, location(late));
        }
    }

    @Test
    void tells_how_far_it_is_and_what_went_wrong() throws Exception {
        try (TestGateway gateway = jobs.start("")) {
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
            jobs.open();
            assertThat(ended(gateway, slow)).contains("\"late\":true");
        }
    }

    @ParameterizedTest
    @EnumSource(HttpClient.Version.class)
    void tells_its_progress_as_events(HttpClient.Version version) throws Exception {
        try (TestGateway gateway = jobs.start("");
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
                jobs.open();
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
        try (TestGateway gateway = jobs.start("")) {
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
        try (TestGateway gateway = jobs.start(", workers: 1")) {
            String first = accepted(gateway, "/slow");
            String second = accepted(gateway, "/quick/1");
            eventually("it is under way", jobs::late, count -> count == 1);
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
        try (TestGateway gateway = jobs.start("")) {
            for (int i = 0; i < 40; i++) {
                String job = accepted(gateway, "/quick/" + i);
                Object told = at(PlainJson.read(gateway.send("DELETE", job, "").body()), "state");
                assertThat(told).isIn("cancelled", "succeeded");
                assertThat(state(gateway, job)).isEqualTo(told);
            }
        }
    }

    @Test
    void a_full_queue_refuses_and_says_when_to_come_back() throws Exception {
        try (TestGateway gateway = jobs.start(", workers: 1, queue: 2")) {
            accepted(gateway, "/slow");
            eventually("it is under way", jobs::late, count -> count == 1);
            accepted(gateway, "/slow");
            accepted(gateway, "/slow");
            HttpResponse<String> full = gateway.get("/slow", LATER);
            assertThat(full.statusCode()).isEqualTo(503);
            assertThat(full.body()).contains("urn:tributary:problem:jobs-full");
            assertThat(full.headers().firstValue("retry-after")).isPresent();
            assertThat(gateway.get("/quick/1").statusCode()).isEqualTo(200);
            jobs.open();
        }
    }

    @Test
    void a_result_that_is_too_large_is_none() throws Exception {
        try (TestGateway gateway = jobs.start(", max-result: 10B")) {
            String body = ended(gateway, accepted(gateway, "/quick/1"));
            assertThat(at(PlainJson.read(body), "problem.type")).isEqualTo("urn:tributary:problem:too-large");
        }
    }

    @Test
    void is_forgotten_when_its_time_is_over() throws Exception {
        try (TestGateway gateway = jobs.start(", retention: 200ms")) {
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
    void nothing_of_it_is_there_where_nothing_is_async() throws Exception {
        String none = jobs.sections("", "").replace("    async: true\n", "").replaceFirst("jobs: .*\n", "");
        try (TestGateway gateway = TestGateway.start(none, Map.of())) {
            assertThat(gateway.get("/quick/1", LATER).statusCode()).isEqualTo(200);
            assertThat(gateway.get("/jobs/x").body()).contains("There is nothing here");
            assertThat(gateway.admin("/jobs").statusCode()).isEqualTo(404);
            assertThat(folder.resolve("jobs")).doesNotExist();
            // Those of stores that were open before may take a moment to end.
            eventually("threads of a store", Threads::ofStores, List::isEmpty);
        }
    }
}
