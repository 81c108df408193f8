package tributary;

import static org.assertj.core.api.Assertions.assertThat;
import static tributary.Eventually.eventually;
import static tributary.PlainJson.at;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What services are shown: a service that wants a token, and a token service, both over sockets. */
@Timeout(120)
class ServiceAuthTest {
    private static final String SECRET = "hunter2:%";

    @TempDir
    Path folder;

    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

    @AutoClose
    private final LogLines log = LogLines.of("tributary.token");

    private HttpServer issuer;
    private HttpServer service;
    private @Nullable TestGateway gateway;

    private final Queue<String> seen = new ConcurrentLinkedQueue<>();
    private final Queue<String> askedWith = new ConcurrentLinkedQueue<>();
    private final AtomicInteger granted = new AtomicInteger();
    private final AtomicInteger asking = new AtomicInteger();
    private final AtomicInteger mostAsking = new AtomicInteger();
    private volatile CountDownLatch held = new CountDownLatch(0);
    private volatile int issuerStatus = 200;
    private volatile String issuerBody = "{\"access_token\":\"token-%d\",\"token_type\":\"Bearer\",\"expires_in\":300}";

    /** Tokens of a lower number are refused. */
    private volatile int firstGood;

    @BeforeEach
    void start() throws IOException {
        issuer = server("/login/", this::grant);
        service = server("/", this::serve);
        Files.writeString(folder.resolve("secret"), SECRET + "\n");
    }

    private HttpServer server(String path, com.sun.net.httpserver.HttpHandler handler) throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 1024);
        server.setExecutor(threads);
        server.createContext(path, handler);
        server.start();
        return server;
    }

    @AfterEach
    void stop() throws Exception {
        held.countDown();
        if (gateway != null) {
            gateway.close();
        }
        issuer.stop(0);
        service.stop(0);
        threads.shutdownNow();
        assertThat(Threads.live()).as("threads that renew tokens").doesNotContain("schedule token");
        assertThat(log.all()).as("the log").noneMatch(line -> line.contains("hunter2") || line.contains("token-"));
        assertThat(mostAsking.get()).as("requests for a token at once").isLessThanOrEqualTo(1);
    }

    private void grant(HttpExchange exchange) throws IOException {
        mostAsking.accumulateAndGet(asking.incrementAndGet(), Math::max);
        try (exchange) {
            String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            askedWith.add(exchange.getRequestMethod() + " " + exchange.getRequestURI() + " "
                    + exchange.getRequestHeaders().getFirst("Authorization") + " " + body);
            held.await(60, TimeUnit.SECONDS);
            String json = issuerStatus == 200 ? issuerBody.replace("%d", "" + granted.incrementAndGet()) : "";
            asking.decrementAndGet();
            answer(exchange, issuerStatus, json);
        } catch (InterruptedException e) {
            // The test is over.
        }
    }

    private void serve(HttpExchange exchange) throws IOException {
        try (exchange) {
            String shown = String.valueOf(exchange.getRequestHeaders().getFirst("Authorization"));
            seen.add(exchange.getRequestMethod() + " " + exchange.getRequestURI() + " " + shown);
            exchange.getRequestBody().readAllBytes();
            boolean stale = shown.startsWith("Bearer token-")
                    && Integer.parseInt(shown.substring("Bearer token-".length())) < firstGood;
            answer(exchange, stale ? 401 : 200, "{\"a\":1}");
        }
    }

    private static void answer(HttpExchange exchange, int status, String json) throws IOException {
        byte[] body = json.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
        exchange.getResponseBody().write(body);
    }

    private static String url(HttpServer server) {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    private String oauth2(String more) {
        return "oauth2: { token-url: '" + url(issuer) + "/login/token', client-id: me, client-secret: '${file:secret}'"
                + more + " }";
    }

    private Path written(String auth, String more) throws IOException {
        return Files.writeString(folder.resolve("gateway.yaml"), """
                server: { host: 127.0.0.1, port: 0, drain: 2s }
                admin: { host: 127.0.0.1, port: 0 }
                services:
                  s: { url: "%s", timeout: 20s, auth: { %s }%s }
                aggregates:
                  GET /page: { deadline: 20s, calls: { a: { get: "s:/page" } } }
                  GET /soon: { deadline: 300ms, calls: { a: { get: "s:/page" } } }
                  POST /page: { deadline: 20s, calls: { a: { post: "s:/page" } } }
                """.formatted(url(service), auth, more));
    }

    private TestGateway running(String auth, String more) throws Exception {
        TestGateway started = TestGateway.watching(written(auth, more), Map.of());
        gateway = started;
        return started;
    }

    private static final String ONE_RUN = "tributary_schedule_runs_total{outcome=\"ok\",task=\"token/s\"} 1.0";

    private static String metrics(TestGateway gateway) throws Exception {
        return gateway.admin("/metrics").body();
    }

    private static void reload(TestGateway gateway) throws Exception {
        HttpResponse<String> response = gateway.adminPost("/reload");
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
    }

    /** Status codes of so many requests at once. */
    private List<Integer> together(TestGateway gateway, int requests) throws Exception {
        List<Future<Integer>> answers = new ArrayList<>();
        for (int i = 0; i < requests; i++) {
            answers.add(threads.submit(() -> gateway.get("/page").statusCode()));
        }
        List<Integer> statuses = new ArrayList<>();
        for (Future<Integer> answer : answers) {
            statuses.add(answer.get(40, TimeUnit.SECONDS));
        }
        return statuses;
    }

    @Test
    void a_fixed_token_is_sent_and_nothing_of_the_client_s() throws Exception {
        TestGateway gateway = running("bearer: 'abc.def'", ", health: { path: /up, every: 1s }");
        assertThat(gateway.get("/page", "Authorization", "Bearer mine").statusCode())
                .isEqualTo(200);
        assertThat(seen).contains("GET /page Bearer abc.def");
        eventually("probes", () -> seen, all -> all.contains("GET /up Bearer abc.def"));
        assertThat(gateway.admin("/plan").body())
                .contains("\"serviceAuth\":\"bearer\"")
                .doesNotContain("abc.def");
    }

    @Test
    void a_user_and_a_password_are_sent() throws Exception {
        TestGateway gateway = running("basic: { user: me, password: '${file:secret}' }", "");
        assertThat(gateway.get("/page").statusCode()).isEqualTo(200);
        String pair = Base64.getEncoder().encodeToString(("me:" + SECRET).getBytes(StandardCharsets.UTF_8));
        assertThat(seen).containsExactly("GET /page Basic " + pair);
    }

    @Test
    void a_token_is_asked_for_once_however_many_calls_wait_for_it() throws Exception {
        held = new CountDownLatch(1);
        TestGateway gateway = running(oauth2(", scope: 'a b', audience: x&y"), ", health: { path: /up, every: 1s }");
        Future<List<Integer>> answers = threads.submit(() -> together(gateway, 200));
        eventually("calls that wait", () -> gateway.gateway().callsInFlight(), calls -> calls == 200);
        assertThat(gateway.get("/soon").statusCode()).isIn(502, 504);
        assertThat(seen).isEmpty();
        held.countDown();
        assertThat(answers.get()).containsOnly(200);
        String pair = Base64.getEncoder().encodeToString("me:hunter2%3A%25".getBytes(StandardCharsets.UTF_8));
        assertThat(askedWith)
                .containsExactly(
                        "POST /login/token Basic " + pair + " grant_type=client_credentials&scope=a+b&audience=x%26y");
        assertThat(seen).allMatch(line -> line.endsWith(" Bearer token-1"));
        eventually("probes", () -> seen, all -> all.contains("GET /up Bearer token-1"));
        eventually("one run", () -> metrics(gateway), all -> all.contains(ONE_RUN));
        assertThat(gateway.admin("/requests").body()).doesNotContain("token-1").doesNotContain("hunter2");
        assertThat(gateway.admin("/plan").body()).doesNotContain("hunter2").doesNotContain("token-1");
    }

    @Test
    void the_client_s_secret_may_stand_in_the_body() throws Exception {
        TestGateway gateway = running(oauth2(", style: post"), "");
        assertThat(gateway.get("/page").statusCode()).isEqualTo(200);
        assertThat(askedWith)
                .containsExactly("POST /login/token null grant_type=client_credentials&client_id=me"
                        + "&client_secret=hunter2%3A%25");
    }

    @Test
    void a_refused_token_is_renewed_once_for_all_and_their_calls_are_made_once_more() throws Exception {
        TestGateway gateway = running(oauth2(""), "");
        assertThat(gateway.get("/page").statusCode()).isEqualTo(200);
        firstGood = 2;
        assertThat(together(gateway, 100)).containsOnly(200);
        assertThat(askedWith).hasSize(2);
        assertThat(gateway.get("/page").statusCode()).isEqualTo(200);
    }

    @Test
    void a_second_refusal_is_the_answer_and_the_token_service_is_left_alone() throws Exception {
        TestGateway gateway = running(oauth2(""), "");
        firstGood = 1_000_000;
        assertThat(together(gateway, 50)).containsOnly(401);
        assertThat(together(gateway, 50)).containsOnly(401);
        assertThat(askedWith).hasSize(2);
        assertThat(seen.size()).isBetween(100, 200);
    }

    @Test
    void a_write_that_was_refused_is_not_repeated_but_the_next_call_has_a_new_token() throws Exception {
        TestGateway gateway = running(oauth2(""), "");
        assertThat(gateway.get("/page").statusCode()).isEqualTo(200);
        firstGood = 2;
        assertThat(gateway.send("POST", "/page", "{}").statusCode()).isEqualTo(401);
        // Counted when the token is there, and not only granted.
        eventually("renewed", () -> metrics(gateway), all -> all.contains(ONE_RUN.replace("1.0", "2.0")));
        assertThat(gateway.send("POST", "/page", "{}").statusCode()).isEqualTo(200);
        assertThat(seen)
                .containsExactly("GET /page Bearer token-1", "POST /page Bearer token-1", "POST /page Bearer token-2");
    }

    @Test
    void calls_fail_with_a_reason_while_there_is_no_token_and_go_on_when_there_is() throws Exception {
        issuerStatus = 503;
        TestGateway gateway = running(oauth2(""), ", breaker: { min-calls: 1 }, health: { path: /up, every: 1s }");
        HttpResponse<String> response = gateway.get("/page");
        assertThat(response.statusCode()).isEqualTo(502);
        assertThat(at(PlainJson.read(response.body()), "type")).isEqualTo("urn:tributary:problem:auth-failed");
        assertThat(response.body()).doesNotContain("127.0.0.1").doesNotContain("login");
        Pattern failed = Pattern.compile("tributary_schedule_runs_total\\{outcome=\"failed\",task=\"token/s\"} [1-9]");
        eventually("a failed run", () -> metrics(gateway), all -> failed.matcher(all)
                .find());
        issuerStatus = 200;
        eventually("a token", () -> gateway.get("/page").statusCode(), status -> status == 200);
        assertThat(eventually("lines", log::all, lines -> lines.size() >= 2))
                .containsExactly(
                        "WARNING no token for me: status 503; calls that need it fail",
                        "INFO there is a token again for me");
    }

    @Test
    void a_token_service_that_lies_is_not_believed() throws Exception {
        issuerBody = "{\"access_token\":\"token-%d\",\"expires_in\":-1}";
        TestGateway gateway = running(oauth2(""), "");
        assertThat(gateway.get("/page").statusCode()).isEqualTo(502);
        issuerBody = "{\"access_token\":\"" + "x".repeat(70_000) + "\"}";
        assertThat(gateway.get("/page").statusCode()).isEqualTo(502);
        assertThat(seen).isEmpty();
    }

    @Test
    void a_token_outlives_a_reload_and_a_new_secret_brings_a_new_one() throws Exception {
        TestGateway gateway = running(oauth2(""), "");
        assertThat(gateway.get("/page").statusCode()).isEqualTo(200);
        written(oauth2(""), ", max-connections: 7");
        reload(gateway);
        assertThat(gateway.get("/page").statusCode()).isEqualTo(200);
        assertThat(askedWith).hasSize(1);
        Files.writeString(folder.resolve("secret"), "other");
        reload(gateway);
        assertThat(gateway.get("/page").statusCode()).isEqualTo(200);
        assertThat(askedWith).hasSize(2);
        assertThat(seen)
                .containsExactly("GET /page Bearer token-1", "GET /page Bearer token-1", "GET /page Bearer token-2");
        assertThat(metrics(gateway)).contains("task=\"token/s\"").doesNotContain("task=\"token/s/2\"");
        written("bearer: abc", "");
        reload(gateway);
        assertThat(metrics(gateway)).doesNotContain("task=\"token/s\"");
    }
}
