package tributary.admin;

import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tributary.admin.Operated.Phase;
import tributary.events.SinkState;
import tributary.health.ServiceHealth;
import tributary.health.ServiceHealth.LastError;
import tributary.health.ServiceHealth.ProbeState;
import tributary.health.ServiceHealth.Target;
import tributary.health.Status;
import tributary.jobs.Jobs;
import tributary.json.JsonArray;
import tributary.json.JsonBoolean;
import tributary.json.JsonNull;
import tributary.json.JsonNumber;
import tributary.json.JsonObject;
import tributary.json.JsonString;
import tributary.json.JsonValue;
import tributary.schedule.RunState;

/**
 * How the gateway is, for whoever starts, stops and watches it. Whether it lives has nothing to do with any service; whether
 * it is ready has, where the configuration requires one.
 *
 * <p>Thread-safe.
 */
record HealthPages(Operated gateway) {

    void live(ServerRequest request, ServerResponse response) {
        send(request, response, Status.UP, Map.of());
    }

    void started(ServerRequest request, ServerResponse response) {
        send(request, response, gateway.phase() == Phase.STARTING ? Status.DOWN : Status.UP, Map.of());
    }

    void ready(ServerRequest request, ServerResponse response) {
        Phase phase = gateway.phase();
        List<ServiceHealth> services = gateway.health();
        Map<String, JsonValue> more = new LinkedHashMap<>();
        if (ready(phase, services)) {
            more.put("degraded", names(services, ServiceHealth::degraded));
            if (!gateway.sinks().isEmpty()) {
                more.put("failingSinks", failingSinks());
            }
            send(request, response, Status.UP, more);
            return;
        }
        more.put("phase", word(phase));
        more.put("missing", names(services, ServiceHealth::missed));
        send(request, response, Status.DOWN, more);
    }

    void all(ServerRequest request, ServerResponse response) {
        Phase phase = gateway.phase();
        List<ServiceHealth> services = gateway.health();
        boolean degraded = services.stream().anyMatch(ServiceHealth::degraded);
        Map<String, JsonValue> more = new LinkedHashMap<>();
        more.put("phase", word(phase));
        more.put("generation", JsonNumber.of(gateway.generation()));
        more.put("uptimeSeconds", JsonNumber.of(gateway.uptime().toSeconds()));
        Map<String, JsonValue> each = new LinkedHashMap<>();
        services.forEach(service -> each.put(service.name(), service(service)));
        more.put("services", JsonObject.of(each));
        if (!gateway.sinks().isEmpty()) {
            Map<String, JsonValue> sinks = new LinkedHashMap<>();
            gateway.sinks().forEach(sink -> sinks.put(sink.name(), sink(sink)));
            more.put("events", JsonObject.of(sinks));
        }
        Jobs jobs = gateway.jobs();
        String failure = jobs == null ? null : jobs.failure();
        if (jobs != null) {
            more.put("jobs", failing(failure));
        }
        Status well = degraded || failure != null || !failingSinks().values().isEmpty() ? Status.DEGRADED : Status.UP;
        send(request, response, ready(phase, services) ? well : Status.DOWN, more);
    }

    private static boolean ready(Phase phase, List<ServiceHealth> services) {
        return phase == Phase.SERVING && services.stream().noneMatch(ServiceHealth::missed);
    }

    private static void send(
            ServerRequest request, ServerResponse response, Status status, Map<String, JsonValue> more) {
        Map<String, JsonValue> json = new LinkedHashMap<>();
        json.put("status", JsonString.of(status.name()));
        json.putAll(more);
        Answers.json(request, response, status == Status.DOWN ? 503 : 200, JsonObject.of(json));
    }

    /** Those services that something is true of. */
    private interface Which {
        boolean is(ServiceHealth service);
    }

    private static JsonArray names(List<ServiceHealth> services, Which which) {
        return JsonArray.of(services.stream()
                .filter(which::is)
                .map(service -> JsonString.of(service.name()))
                .toList());
    }

    private JsonArray failingSinks() {
        return JsonArray.of(gateway.sinks().stream()
                .filter(sink -> sink.failure() != null)
                .map(sink -> JsonString.of(sink.name()))
                .toList());
    }

    private static JsonObject failing(@Nullable String failure) {
        return JsonObject.EMPTY
                .with("status", JsonString.of((failure == null ? Status.UP : Status.DEGRADED).name()))
                .with("failure", text(failure));
    }

    private static JsonObject sink(SinkState sink) {
        Map<String, JsonValue> json = new LinkedHashMap<>();
        json.put("status", JsonString.of((sink.failure() == null ? Status.UP : Status.DEGRADED).name()));
        json.put("kind", JsonString.of(sink.kind()));
        json.put("failure", text(sink.failure()));
        json.put("queued", JsonNumber.of(sink.queued()));
        json.put("room", JsonNumber.of(sink.room()));
        json.put("oldestSeconds", JsonNumber.of(sink.oldest().toSeconds()));
        return JsonObject.of(json);
    }

    private static JsonObject service(ServiceHealth service) {
        Map<String, JsonValue> json = new LinkedHashMap<>();
        json.put("status", JsonString.of(service.status().name()));
        json.put("required", JsonBoolean.of(service.required()));
        json.put("breaker", text(service.breaker()));
        json.put("outstanding", JsonNumber.of(service.outstanding()));
        json.put("connectionsInUse", JsonNumber.of(service.connectionsInUse()));
        json.put("lastError", lastError(service.lastError()));
        json.put("lastSuccess", text(service.lastSuccess()));
        List<JsonValue> targets = new ArrayList<>();
        for (Target target : service.targets()) {
            targets.add(target(targets.size(), target));
        }
        json.put("targets", JsonArray.of(targets));
        return JsonObject.of(json);
    }

    private static JsonValue lastError(@Nullable LastError error) {
        if (error == null) {
            return JsonNull.NULL;
        }
        Map<String, JsonValue> json = new LinkedHashMap<>();
        json.put("reason", JsonString.of(error.reason()));
        json.put("when", text(error.when()));
        return JsonObject.of(json);
    }

    private static JsonObject target(int number, Target target) {
        Map<String, JsonValue> json = new LinkedHashMap<>();
        json.put("target", JsonNumber.of(number));
        json.put("url", JsonString.of(target.url().toString()));
        json.put("outstanding", JsonNumber.of(target.outstanding()));
        json.put("ejected", JsonBoolean.of(target.ejected()));
        json.put("probe", probe(target.probe()));
        return JsonObject.of(json);
    }

    private static JsonValue probe(@Nullable ProbeState probe) {
        if (probe == null) {
            return JsonNull.NULL;
        }
        RunState runs = probe.runs();
        Duration took = runs.lastTook();
        Map<String, JsonValue> json = new LinkedHashMap<>();
        json.put("status", JsonString.of(probe.status().name()));
        json.put("failure", text(runs.failure()));
        json.put("failuresInRow", JsonNumber.of(runs.failedInRow()));
        json.put("lastRun", text(runs.lastRun()));
        json.put("lastMs", took == null ? JsonNull.NULL : JsonNumber.of(took.toMillis()));
        json.put("nextRun", text(runs.nextRun()));
        return JsonObject.of(json);
    }

    private static JsonString word(Phase phase) {
        return JsonString.of(phase.name().toLowerCase(Locale.ROOT));
    }

    private static JsonValue text(@Nullable String text) {
        return text == null ? JsonNull.NULL : JsonString.of(text);
    }

    private static JsonValue text(@Nullable Instant when) {
        return when == null ? JsonNull.NULL : JsonString.of(when.toString());
    }
}
