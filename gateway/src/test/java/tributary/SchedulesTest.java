package tributary;

import static org.assertj.core.api.Assertions.assertThat;
import static tributary.Eventually.eventually;
import static tributary.PlainJson.at;

import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Requests that the gateway makes of itself. */
@Timeout(120)
class SchedulesTest {
    @TempDir
    Path folder;

    private final ServiceStub service = ServiceStub.start().answers("/x", "{\"a\":1}");
    private @Nullable TestGateway gateway;

    @AfterEach
    void stop() {
        if (gateway != null) {
            gateway.close();
        }
        service.close();
    }

    private Path written(String schedules) throws Exception {
        Files.writeString(folder.resolve("keys"), "- { sha256: " + "0".repeat(64) + ", owner: nobody }\n");
        return Files.writeString(folder.resolve("gateway.yaml"), """
                server: { host: 127.0.0.1, port: 0, drain: 2s }
                admin: { host: 127.0.0.1, port: 0 }
                auth: { api-keys: { file: keys } }
                limits: { global: { rate: 1/h, burst: 1 } }
                telemetry: { slow: 1ms }
                services:
                  s: { url: "%s" }
                aggregates:
                  GET /page/{id}:
                    auth: required
                    calls: { a: { get: "s:/x?id={path.id}&q={query.q}" } }
                  GET /bad: { auth: none, calls: { a: { get: "s:/nothing" } } }
                  GET /part: { auth: none, calls: { a: { get: "s:/nothing", optional: true } } }
                schedules: { %s }
                """.formatted(service.url(), schedules));
    }

    private TestGateway running(String schedules) throws Exception {
        TestGateway started = TestGateway.watching(written(schedules), Map.of());
        gateway = started;
        return started;
    }

    private void reload(String schedules) throws Exception {
        written(schedules);
        HttpResponse<String> response = Objects.requireNonNull(gateway).adminPost("/reload");
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
    }

    /** Null where there is none of that name. */
    private static @Nullable Object task(TestGateway gateway, String name) throws Exception {
        Object all = at(PlainJson.read(gateway.admin("/schedules").body()), "schedules");
        return ((List<?>) all)
                .stream()
                        .filter(each -> name.equals(at(each, "name")))
                        .findFirst()
                        .orElse(null);
    }

    private static long number(TestGateway gateway, String name, String member) throws Exception {
        return Long.parseLong(at(task(gateway, name), member).toString());
    }

    @Test
    void an_aggregate_is_asked_for_at_once_and_again_without_a_key_and_beyond_limits() throws Exception {
        service.answersAfter("/x", 20, "{}");
        TestGateway gateway = running("warm: { aggregate: 'GET /page/a%20b?q=%2B', every: 1s, jitter: 0s }");
        eventually("runs", () -> number(gateway, "schedule/warm", "done"), runs -> runs >= 2);
        assertThat(service.targets()).contains("/x?id=a%20b&q=%2B");
        assertThat(number(gateway, "schedule/warm", "failed")).isZero();
        assertThat(at(task(gateway, "schedule/warm"), "failure")).isNull();
        assertThat(Instant.parse(at(task(gateway, "schedule/warm"), "lastRun").toString()))
                .isBeforeOrEqualTo(Instant.now());
        assertThat(gateway.admin("/metrics").body())
                .containsPattern(
                        "tributary_schedule_runs_total\\{outcome=\"ok\",task=\"schedule/warm\"} ([2-9]|\\d\\d)")
                .contains("tributary_schedule_next_run_timestamp_seconds{task=\"schedule/warm\"}");
        eventually(
                "shown",
                () -> gateway.admin("/requests").body(),
                body -> body.contains("\"client\":\"schedule/warm\""));
        // They are nobody's: a client has all of the one request an hour.
        assertThat(gateway.get("/bad").statusCode()).isEqualTo(404);
    }

    @Test
    void what_is_not_whole_has_failed_and_says_why() throws Exception {
        TestGateway gateway =
                running("bad: { aggregate: GET /bad, every: 1h }, part: { aggregate: GET /part, every: 1h }");
        eventually("bad", () -> number(gateway, "schedule/bad", "failed"), runs -> runs == 1);
        eventually("part", () -> number(gateway, "schedule/part", "failed"), runs -> runs == 1);
        assertThat(at(task(gateway, "schedule/bad"), "failure")).isEqualTo("client-error");
        assertThat(at(task(gateway, "schedule/part"), "failure")).isEqualTo("partial");
    }

    @Test
    void a_run_ends_at_its_timeout_and_the_next_one_is_told() throws Exception {
        service.answersAfter("/x", 3000, "{}");
        TestGateway gateway = running("slow: { aggregate: GET /page/1, cron: '* * * * *', timeout: 100ms },"
                + " now: { aggregate: GET /page/1, every: 1h, timeout: 100ms }");
        eventually("failed", () -> number(gateway, "schedule/now", "failed"), runs -> runs == 1);
        assertThat(at(task(gateway, "schedule/now"), "failure")).isEqualTo("timeout");
        Instant next =
                Instant.parse(at(task(gateway, "schedule/slow"), "nextRun").toString());
        assertThat(next).isBetween(Instant.now().minusSeconds(10), Instant.now().plusSeconds(61));
    }

    @Test
    void a_reload_takes_up_what_changed_and_leaves_the_rest() throws Exception {
        String kept = "kept: { aggregate: GET /page/1, every: 1h }";
        TestGateway gateway = running(kept + ", gone: { aggregate: GET /page/2, every: 1h }, changed: { aggregate:"
                + " GET /page/3, every: 1h }");
        for (String name : List.of("kept", "gone", "changed")) {
            eventually(name, () -> number(gateway, "schedule/" + name, "done"), runs -> runs == 1);
        }
        Object next = at(task(gateway, "schedule/kept"), "nextRun");
        reload("changed: { aggregate: GET /page/4, every: 1h }, new: { aggregate: GET /page/5, every: 1h }, " + kept);
        eventually("new", () -> number(gateway, "schedule/new", "done"), runs -> runs == 1);
        eventually("changed", () -> service.targets(), targets -> targets.contains("/x?id=4"));
        assertThat(task(gateway, "schedule/gone")).isNull();
        assertThat(at(task(gateway, "schedule/kept"), "nextRun")).isEqualTo(next);
        assertThat(number(gateway, "schedule/kept", "done")).isEqualTo(1);
    }

    @Test
    void the_end_of_the_gateway_does_not_wait_for_a_run() throws Exception {
        service.answersAfter("/x", 5_000, "{}");
        TestGateway gateway = running("slow: { aggregate: GET /page/1, every: 1h }");
        eventually("asked", () -> gateway.gateway().callsInFlight(), calls -> calls == 1);
        gateway.close();
        this.gateway = null;
    }
}
