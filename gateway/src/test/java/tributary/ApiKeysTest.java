package tributary;

import static org.assertj.core.api.Assertions.assertThat;
import static tributary.Eventually.eventually;
import static tributary.TestGateway.json;

import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tributary.json.JsonObject;
import tributary.json.JsonString;

/** Clients that show who they are, and those that do not. */
class ApiKeysTest {
    @TempDir
    Path folder;

    @AutoClose
    private final PlainService service = new PlainService("{\"a\":1}");

    @BeforeEach
    void open() throws Exception {
        keys(line("web-key", "web", "gold") + line("partner-key", "partner", ""));
    }

    private void keys(String text) throws Exception {
        Files.writeString(folder.resolve("keys.yaml"), text);
    }

    private static String line(String key, String owner, String tier) throws Exception {
        return "- { sha256: " + Sha256.of(key) + ", owner: " + owner + (tier.isEmpty() ? "" : ", tier: " + tier)
                + " }\n";
    }

    private TestGateway start(String header) throws Exception {
        return TestGateway.watching(
                Files.writeString(folder.resolve("gateway.yaml"), """
                server: { host: 127.0.0.1, port: 0, drain: 2s }
                admin: { host: 127.0.0.1, port: 0 }
                auth: { api-keys: { header: %s, file: keys.yaml } }
                limits: { per-client: { rate: 1/h, burst: 4, tiers: { gold: { rate: 1/h, burst: 9 } } } }
                services: { shop: { url: "%s" } }
                aggregates:
                  GET /page: { calls: { a: { get: shop:/a } } }
                  POST /page: { calls: { a: { post: shop:/a } } }
                  GET /either: { auth: optional, cost: 0, calls: { a: { get: shop:/a } } }
                  GET /open: { auth: none, cost: 0, calls: { a: { get: shop:/a } } }
                """.formatted(header, service.url())), Map.of());
    }

    private static String header(HttpResponse<?> answer, String name) {
        return answer.headers().firstValue(name).orElse("none");
    }

    private static void unauthorized(HttpResponse<String> answer, String challenge) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(401);
        assertThat(header(answer, "WWW-Authenticate")).isEqualTo(challenge);
        assertThat(header(answer, "Content-Type")).isEqualTo("application/problem+json");
        assertThat(((JsonObject) json(answer.body())).get("type"))
                .isEqualTo(JsonString.of("urn:tributary:problem:unauthorized"));
        assertThat(answer.body()).doesNotContain("wrong-key");
    }

    @Test
    void each_aggregate_says_whether_a_key_is_needed() throws Exception {
        try (TestGateway gateway = start("X-Api-Key")) {
            String challenge = "ApiKey realm=\"gateway\", header=\"x-api-key\"";
            assertThat(gateway.get("/page", "X-Api-Key", "web-key").statusCode())
                    .isEqualTo(200);
            int asked = service.asked();
            unauthorized(gateway.get("/page"), challenge);
            unauthorized(gateway.get("/page", "X-Api-Key", ""), challenge);
            unauthorized(gateway.get("/page", "X-Api-Key", "wrong-key"), challenge);
            unauthorized(gateway.get("/page", "X-Api-Key", "web-key", "X-Api-Key", "partner-key"), challenge);
            unauthorized(gateway.get("/either", "X-Api-Key", "wrong-key"), challenge);
            unauthorized(gateway.send("POST", "/page", "{\"a\":1}"), challenge);
            assertThat(gateway.send("HEAD", "/page", "").statusCode()).isEqualTo(401);
            assertThat(service.asked()).isEqualTo(asked);
            assertThat(gateway.send("OPTIONS", "/page", "").statusCode()).isEqualTo(200);
            assertThat(gateway.get("/either").statusCode()).isEqualTo(200);
            assertThat(gateway.get("/either", "X-Api-Key", "partner-key").statusCode())
                    .isEqualTo(200);
            assertThat(gateway.get("/open", "X-Api-Key", "wrong-key").statusCode())
                    .isEqualTo(200);
            assertThat(gateway.gateway().callers().callerCounts().missing()).isEqualTo(4);
            assertThat(gateway.gateway().callers().callerCounts().unknown()).isEqualTo(3);
        }
    }

    @Test
    void a_key_in_authorization_stands_behind_bearer() throws Exception {
        try (TestGateway gateway = start("Authorization")) {
            assertThat(gateway.get("/page", "Authorization", "Bearer web-key").statusCode())
                    .isEqualTo(200);
            assertThat(gateway.get("/page", "Authorization", "bearer  web-key").statusCode())
                    .isEqualTo(200);
            unauthorized(gateway.get("/page"), "Bearer realm=\"gateway\"");
            unauthorized(gateway.get("/page", "Authorization", "Basic d2Vi"), "Bearer realm=\"gateway\"");
            unauthorized(
                    gateway.get("/page", "Authorization", "Bearer wrong-key"),
                    "Bearer realm=\"gateway\", error=\"invalid_token\"");
        }
    }

    @Test
    void each_key_has_its_own_limit_by_its_tier() throws Exception {
        try (TestGateway gateway = start("X-Api-Key")) {
            assertThat(header(gateway.get("/page", "X-Api-Key", "web-key"), "RateLimit-Policy"))
                    .isEqualTo("\"client\";q=9;w=32400");
            assertThat(header(gateway.get("/page", "X-Api-Key", "partner-key"), "RateLimit-Policy"))
                    .isEqualTo("\"client\";q=4;w=14400");
            for (int i = 0; i < 3; i++) {
                gateway.get("/page", "X-Api-Key", "partner-key");
            }
            assertThat(gateway.get("/page", "X-Api-Key", "partner-key").statusCode())
                    .isEqualTo(429);
            assertThat(gateway.get("/page", "X-Api-Key", "web-key").statusCode())
                    .isEqualTo(200);
        }
    }

    @Test
    void thousands_of_wrong_keys_are_refused_and_disturb_nobody() throws Exception {
        try (TestGateway gateway = start("X-Api-Key")) {
            int tried = 3_000;
            int limited = 0;
            HttpResponse<String> last = null;
            for (int i = 0; i < tried; i++) {
                HttpResponse<String> answer = gateway.get("/either", "X-Api-Key", "wrong-key-" + i);
                assertThat(answer.statusCode()).isIn(401, 429);
                if (answer.statusCode() == 429) {
                    limited++;
                    last = answer;
                }
            }
            // 30 at once and one a second are heard out.
            assertThat(limited).isGreaterThan(tried / 2);
            assertThat(header(last, "Retry-After")).isEqualTo("1");
            assertThat(header(last, "RateLimit-Policy")).isEqualTo("\"unknown-keys\";q=30;w=30");
            assertThat(header(last, "RateLimit")).isEqualTo("\"unknown-keys\";r=0;t=1");
            assertThat(gateway.get("/either", "X-Api-Key", "web-key").statusCode())
                    .isEqualTo(200);
            assertThat(gateway.gateway().callers().callerCounts().tooManyUnknown())
                    .isEqualTo(limited);
            assertThat(gateway.gateway().callers().callerCounts().unknown()).isEqualTo(tried - limited);
        }
    }

    @Test
    void keys_come_and_go_while_the_gateway_runs() throws Exception {
        try (TestGateway gateway = start("X-Api-Key")) {
            keys(line("new-key", "newcomer", "") + line("web-key", "web", ""));
            eventually(
                    "the new key",
                    () -> gateway.get("/either", "X-Api-Key", "new-key").statusCode(),
                    status -> status == 200);
            assertThat(gateway.get("/either", "X-Api-Key", "web-key").statusCode())
                    .isEqualTo(200);
            assertThat(gateway.get("/either", "X-Api-Key", "partner-key").statusCode())
                    .isIn(401, 429);
        }
    }

    @Test
    void a_faulty_key_file_leaves_the_old_keys_and_is_told() throws Exception {
        try (TestGateway gateway = start("X-Api-Key")) {
            keys(line("new-key", "newcomer", "") + "- { sha256: oops, owner: web }\n");
            HttpResponse<String> reload = gateway.adminPost("/reload");
            assertThat(reload.statusCode()).isEqualTo(422);
            assertThat(reload.body()).contains(folder.resolve("keys.yaml").toString(), "\"line\":2", "key 2.sha256");
            assertThat(reload.body()).doesNotContain("oops");
            assertThat(gateway.get("/either", "X-Api-Key", "web-key").statusCode())
                    .isEqualTo(200);
            assertThat(gateway.get("/either", "X-Api-Key", "new-key").statusCode())
                    .isEqualTo(401);
            Files.delete(folder.resolve("keys.yaml"));
            assertThat(gateway.adminPost("/reload").statusCode()).isEqualTo(422);
            assertThat(gateway.get("/either", "X-Api-Key", "web-key").statusCode())
                    .isEqualTo(200);
        }
    }
}
