package tributary;

import static org.assertj.core.api.Assertions.assertThat;
import static tributary.Eventually.eventually;
import static tributary.TestGateway.json;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tributary.json.JsonArray;
import tributary.json.JsonNumber;
import tributary.json.JsonObject;
import tributary.json.JsonString;
import tributary.json.JsonValue;
import tributary.reload.Outcome;
import tributary.reload.Outcome.Cause;
import tributary.reload.Outcome.Result;

/** A configuration that changes while the gateway serves. */
class ReloadTest {
    @TempDir
    Path folder;

    @AutoClose
    private final PlainService kept = new PlainService("{\"from\":\"kept\"}");

    @AutoClose
    private final PlainService one = new PlainService("{\"from\":\"one\"}");

    @AutoClose
    private final PlainService other = new PlainService("{\"from\":\"other\"}");

    private static final String LISTENERS = """
            server: { host: 127.0.0.1, port: 0, drain: 2s }
            admin: { host: 127.0.0.1, port: 0 }
            """;

    /** A page made of the kept service and another one; {@code says} tells configurations apart. */
    private String page(PlainService second, String says) {
        return LISTENERS + """
                services:
                  kept: { url: %s }
                  second: { url: %s }
                aggregates:
                  GET /page:
                    calls:
                      a: { get: kept:/a }
                      b: { get: second:/b }
                    response: { says: "%s", a: "{a.from}", b: "{b.from}" }
                """.formatted(kept.url(), second.url(), says);
    }

    private Path file(String text) throws IOException {
        return Files.writeString(folder.resolve("gateway.yaml"), text);
    }

    private static String says(TestGateway gateway) throws Exception {
        HttpResponse<String> response = gateway.get("/page");
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        return ((JsonString) ((JsonObject) json(response.body())).get("says")).text();
    }

    private static void awaitSays(TestGateway gateway, String text) throws Exception {
        eventually("what the page says", () -> says(gateway), text::equals);
    }

    private static Outcome awaitOutcome(TestGateway gateway, Result result) throws Exception {
        return eventually(
                "the last reload",
                () -> gateway.gateway().lastReload().orElseThrow(),
                last -> last.result() == result && last.cause() != Cause.START);
    }

    private static JsonObject reload(TestGateway gateway, int status) throws Exception {
        HttpResponse<String> response = gateway.adminPost("/reload");
        assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
        JsonObject answered = (JsonObject) json(response.body());
        // All else may be another's by now: the file's change is seen without being told of it too.
        JsonObject shown = (JsonObject) json(gateway.admin("/reload").body());
        assertThat(shown.get("outcome")).isEqualTo(answered.get("outcome"));
        assertThat(shown.get("errors")).isEqualTo(answered.get("errors"));
        return answered;
    }

    private static List<JsonValue> list(JsonObject object, String member) {
        List<JsonValue> values = new ArrayList<>();
        JsonArray array = (JsonArray) object.get(member);
        for (int i = 0; i < array.size(); i++) {
            values.add(array.get(i));
        }
        return values;
    }

    @Test
    void fifty_reloads_under_load_fail_no_request_and_leave_no_connection() throws Exception {
        Path file = file(page(one, "start"));
        try (TestGateway gateway = TestGateway.watching(file, Map.of())) {
            AtomicBoolean over = new AtomicBoolean();
            AtomicInteger answered = new AtomicInteger();
            Queue<String> wrong = new ConcurrentLinkedQueue<>();
            List<Thread> clients = new ArrayList<>();
            for (int i = 0; i < 6; i++) {
                clients.add(Thread.startVirtualThread(() -> ask(gateway, over, answered, wrong)));
            }
            for (int i = 1; i <= 50; i++) {
                file(page(i % 2 == 0 ? one : other, "reload " + i));
                reload(gateway, 200);
                int before = answered.get();
                eventually("requests meanwhile", answered::get, now -> now >= before + 3);
            }
            over.set(true);
            for (Thread client : clients) {
                client.join();
            }
            assertThat(wrong).isEmpty();
            assertThat(says(gateway)).isEqualTo("reload 50");
            // The file's own change may have been seen too.
            assertThat(gateway.gateway().lastReload().orElseThrow().generation())
                    .isGreaterThanOrEqualTo(51);
            eventually("services not closed", gateway.gateway()::openServices, open -> open == 2);
            eventually("connections to the service that is gone", other::open, open -> open == 0);
            assertThat(kept.accepted())
                    .as("connections of the service that stays")
                    .isLessThanOrEqualTo(6);
        }
        eventually("connections at the end", () -> kept.open() + one.open(), open -> open == 0);
    }

    private static void ask(TestGateway gateway, AtomicBoolean over, AtomicInteger answered, Queue<String> wrong) {
        try (KeptClient client = new KeptClient(gateway.port())) {
            while (!over.get()) {
                KeptClient.Answer answer = client.get("/page");
                boolean right = answer.status() == 200
                        && !answer.closing()
                        && answer.body().contains("\"a\":\"kept\"");
                if (!right) {
                    wrong.add(answer.toString());
                }
                answered.incrementAndGet();
            }
        } catch (IOException e) {
            wrong.add(e.toString());
        }
    }

    @Test
    void a_request_under_way_ends_on_the_plan_it_began_with() throws Exception {
        Path file = file(page(one, "old"));
        CountDownLatch held = one.hold("/b");
        try (TestGateway gateway = TestGateway.watching(file, Map.of());
                KeptClient client = new KeptClient(gateway.port())) {
            client.send("/page");
            eventually("requests to the old service", one::asked, asked -> asked == 1);
            file(page(other, "new"));
            reload(gateway, 200);
            assertThat(says(gateway)).isEqualTo("new");
            assertThat(gateway.gateway().openServices()).isEqualTo(3);
            held.countDown();
            assertThat(client.read().body()).isEqualTo("{\"says\":\"old\",\"a\":\"kept\",\"b\":\"one\"}");
            eventually("services not closed", gateway.gateway()::openServices, open -> open == 2);
            eventually("connections to the service that is gone", one::open, open -> open == 0);
        }
    }

    @Test
    void a_faulty_change_is_refused_and_shown_until_it_is_mended() throws Exception {
        Path file = file(page(one, "good"));
        try (TestGateway gateway = TestGateway.watching(file, Map.of())) {
            assertThat(((JsonObject) json(gateway.admin("/reload").body())).get("outcome"))
                    .isEqualTo(JsonString.of("taken"));
            file(page(one, "bad").replace("get: second:/b", "gett: second:/b"));
            JsonObject refused = reload(gateway, 422);
            assertThat(refused.get("outcome")).isEqualTo(JsonString.of("refused"));
            assertThat(refused.get("generation")).isEqualTo(JsonNumber.of(1));
            JsonObject error = list(refused, "errors").stream()
                    .map(JsonObject.class::cast)
                    .filter(each -> each.get("message").toString().contains("gett"))
                    .findFirst()
                    .orElseThrow();
            assertThat(error.get("file")).isEqualTo(JsonString.of(file.toString()));
            assertThat(error.get("line")).isEqualTo(JsonNumber.of(10));
            assertThat(error.get("column")).isEqualTo(JsonNumber.of(12));
            assertThat(says(gateway)).isEqualTo("good");
            file(page(one, "mended"));
            awaitSays(gateway, "mended");
            assertThat(awaitOutcome(gateway, Result.TAKEN).cause()).isEqualTo(Cause.CHANGE);
        }
    }

    @Test
    void a_faulty_change_that_nobody_announced_is_refused_once() throws Exception {
        Path file = file(page(one, "good"));
        try (TestGateway gateway = TestGateway.watching(file, Map.of())) {
            file("services: [");
            Outcome refused = awaitOutcome(gateway, Result.REFUSED);
            assertThat(refused.errors()).isNotEmpty();
            file(page(one, "mended"));
            Outcome taken = awaitOutcome(gateway, Result.TAKEN);
            assertThat(taken.generation()).isEqualTo(2);
            assertThat(says(gateway)).isEqualTo("mended");
        }
    }

    @Test
    void a_file_that_is_replaced_by_another_is_seen() throws Exception {
        Path file = file(page(one, "old"));
        try (TestGateway gateway = TestGateway.watching(file, Map.of())) {
            Path next = Files.writeString(folder.resolve("gateway.yaml~"), page(one, "new"));
            Files.move(next, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
            awaitSays(gateway, "new");
        }
    }

    @Test
    void a_directory_whose_link_is_swapped_is_seen() throws Exception {
        Path first = Files.createDirectory(folder.resolve("..1"));
        Path second = Files.createDirectory(folder.resolve("..2"));
        Files.writeString(first.resolve("gateway.yaml"), page(one, "old"));
        Files.writeString(second.resolve("gateway.yaml"), page(other, "new"));
        Path link = Files.createSymbolicLink(folder.resolve("..data"), Path.of("..1"));
        Files.createSymbolicLink(folder.resolve("gateway.yaml"), Path.of("..data/gateway.yaml"));
        try (TestGateway gateway = TestGateway.watching(folder, Map.of())) {
            assertThat(says(gateway)).isEqualTo("old");
            Path next = Files.createSymbolicLink(folder.resolve("..next"), Path.of("..2"));
            Files.move(next, link, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
            awaitSays(gateway, "new");
        }
    }

    @Test
    void a_file_that_joins_a_directory_is_seen() throws Exception {
        file(page(one, "old"));
        try (TestGateway gateway = TestGateway.watching(folder, Map.of())) {
            assertThat(gateway.get("/more").statusCode()).isEqualTo(404);
            Files.writeString(folder.resolve("more.yaml"), """
                    aggregates:
                      GET /more:
                        calls: { a: { get: kept:/a } }
                    """);
            eventually("the new page", () -> gateway.get("/more").statusCode(), status -> status == 200);
        }
    }

    @Test
    void a_secret_that_changes_is_seen() throws Exception {
        Files.writeString(folder.resolve("word"), "old");
        Path file = file(page(one, "${file:word}"));
        try (TestGateway gateway = TestGateway.watching(file, Map.of())) {
            assertThat(says(gateway)).isEqualTo("old");
            Files.writeString(folder.resolve("word"), "new");
            awaitSays(gateway, "new");
            Files.delete(folder.resolve("word"));
            awaitOutcome(gateway, Result.REFUSED);
            assertThat(says(gateway)).isEqualTo("new");
        }
    }

    @Test
    void what_jobs_keep_is_named_key_by_key_as_it_is_written() throws Exception {
        String jobs = "\njobs: { store: kept, workers: 2, retention: 90s }\n";
        String page = page(one, "old")
                .replace("aggregates:", "aggregates:\n  GET /job: { async: true, calls: { a: { get: \"kept:/a\" } } }");
        Path file = file(page + jobs);
        try (TestGateway gateway = TestGateway.watching(file, Map.of())) {
            file(page + jobs.replace("workers: 2, retention: 90s", "workers: 3, retention: 2h"));
            JsonObject taken = reload(gateway, 200);
            assertThat(list(taken, "warnings"))
                    .extracting(each -> ((JsonString) ((JsonObject) each).get("message")).text())
                    .containsExactly(
                            "jobs.workers stays 2 until a restart; it would be 3",
                            "jobs.retention stays 90s until a restart; it would be 2h");
        }
    }

    @Test
    void what_cannot_change_while_it_runs_is_kept_and_named() throws Exception {
        Path file = file(page(one, "old"));
        try (TestGateway gateway = TestGateway.watching(file, Map.of())) {
            int port = gateway.port();
            file(page(one, "new").replace("port: 0, drain", "port: 18080, drain"));
            JsonObject taken = reload(gateway, 200);
            assertThat(list(taken, "warnings"))
                    .extracting(each -> ((JsonString) ((JsonObject) each).get("message")).text())
                    .containsExactly("server.port stays 0 until a restart; it would be 18080");
            assertThat(gateway.port()).isEqualTo(port);
            assertThat(says(gateway)).isEqualTo("new");
        }
    }

    @Test
    void a_service_that_stays_the_same_keeps_its_connections() throws Exception {
        Path file = file(page(one, "old"));
        try (TestGateway gateway = TestGateway.watching(file, Map.of())) {
            says(gateway);
            file(page(other, "new"));
            reload(gateway, 200);
            says(gateway);
            assertThat(kept.accepted()).isEqualTo(1);
        }
    }

    @Test
    void a_gateway_without_a_configuration_to_read_again_says_so() throws Exception {
        try (TestGateway gateway = TestGateway.start("aggregates: {}", Map.of())) {
            assertThat(gateway.adminPost("/reload").statusCode()).isEqualTo(404);
            gateway.gateway().reloadSoon();
            assertThat(gateway.gateway().lastReload()).isEmpty();
        }
    }
}
