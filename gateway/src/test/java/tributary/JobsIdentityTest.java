package tributary;

import static org.assertj.core.api.Assertions.assertThat;
import static tributary.Eventually.eventually;
import static tributary.JobsGateway.accepted;
import static tributary.JobsGateway.ended;
import static tributary.JobsGateway.posted;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which job a request is about, and whose it is. */
class JobsIdentityTest {
    @TempDir
    Path folder;

    @AutoClose
    private JobsGateway jobs;

    @BeforeEach
    void start() throws IOException {
        jobs = new JobsGateway(folder);
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
        try (TestGateway gateway = jobs.start("")) {
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
                """.formatted(Sha256.of("key-of-one-0123456789"), Sha256.of("key-of-two-0123456789")));
        String more = "auth: { api-keys: { file: " + keys + " } }\nlimits: { per-client: { rate: 1/h, burst: 8 } }\n";
        try (TestGateway gateway = TestGateway.start(jobs.sections("", more), Map.of())) {
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

    @Test
    void the_same_request_with_the_same_key_is_the_same_job() throws Exception {
        try (TestGateway gateway = jobs.start("")) {
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
            jobs.open();
            ended(gateway, job);
            HttpResponse<String> again = gateway.send(
                    "POST", "/slow", "{\"a\":1}", "Prefer", "respond-async, wait=5", "Idempotency-Key", "\"k-1\"");
            assertThat(again.body()).isEqualTo("{\"b\":{\"late\":true}}");
            eventually("both are done", jobs::late, count -> count == 2);
            assertThat(gateway.admin("/jobs").body()).contains("\"accepted\":2");
        }
    }
}
