package tributary.admin;

import static tributary.admin.DashboardSample.word;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tributary.admin.DashboardSample.About;
import tributary.admin.DashboardSample.Counted;
import tributary.admin.DashboardSample.Subject;
import tributary.downstream.Downstream;
import tributary.downstream.TargetState;
import tributary.edge.RequestCounts;
import tributary.edge.admission.Overload;
import tributary.edge.connection.ConnectionCounts;
import tributary.json.JsonArray;
import tributary.json.JsonBoolean;
import tributary.json.JsonNull;
import tributary.json.JsonNumber;
import tributary.json.JsonObject;
import tributary.json.JsonString;
import tributary.json.JsonValue;
import tributary.metrics.Observed;
import tributary.plan.Aggregate;
import tributary.plan.Call;
import tributary.plan.ServiceSpec;
import tributary.reload.Reloader;
import tributary.resilience.BreakerState;
import tributary.resilience.Priority;

/**
 * What happened between two samples, and what is now, as the dashboard's page reads it: numbers of events, times in
 * milliseconds. Used by one thread.
 */
final class DashboardJson {
    private static final String SHED = "overloaded";
    private static final String STOPPING = "stopping";

    private final Operated operated;
    private final Observed gateway;
    private final DashboardSample window;

    DashboardJson(Operated operated, DashboardSample window) {
        this.operated = operated;
        this.gateway = operated.observed();
        this.window = window;
    }

    /** How requests ended, in the words of the page. */
    private record Ends(long ok, long partial, long errors, long refused, long shed, long left) {
        private static Ends of(Map<String, Long> ends) {
            Ends sum = new Ends(0, 0, 0, 0, 0, 0);
            for (Map.Entry<String, Long> each : ends.entrySet()) {
                sum = sum.plus(of(each.getKey(), each.getValue()));
            }
            return sum;
        }

        private static Ends of(String end, long count) {
            int status = Integer.parseInt(end.substring(0, end.indexOf(' ')));
            String outcome = end.substring(end.indexOf(' ') + 1);
            return switch (outcome) {
                case "client-left", "write-timeout" -> new Ends(0, 0, 0, 0, 0, count);
                case "partial" -> new Ends(0, count, 0, 0, 0, 0);
                case SHED, STOPPING -> new Ends(0, 0, 0, 0, count, 0);
                default ->
                    status >= 500
                            ? new Ends(0, 0, count, 0, 0, 0)
                            : status >= 400 ? new Ends(0, 0, 0, count, 0, 0) : new Ends(count, 0, 0, 0, 0, 0);
            };
        }

        private Ends plus(Ends other) {
            return new Ends(
                    ok + other.ok,
                    partial + other.partial,
                    errors + other.errors,
                    refused + other.refused,
                    shed + other.shed,
                    left + other.left);
        }

        private void addTo(Map<String, JsonValue> json) {
            json.put("ok", JsonNumber.of(ok));
            json.put("partial", JsonNumber.of(partial));
            json.put("errors", JsonNumber.of(errors));
            json.put("refused", JsonNumber.of(refused));
            json.put("shed", JsonNumber.of(shed));
            json.put("left", JsonNumber.of(left));
        }
    }

    private Counted all() {
        Map<String, Long> ends = new LinkedHashMap<>();
        Durations durations = Durations.NONE;
        for (Map.Entry<About, Counted> each : window.counts().entrySet()) {
            if (each.getKey().subject() == Subject.AGGREGATE) {
                each.getValue().events().forEach((end, count) -> ends.merge(end, count, Long::sum));
                durations = durations.plus(each.getValue().durations());
            }
        }
        return new Counted(ends, durations);
    }

    /** A moment of the charts: when; per second those that went well, partial, failed, refused or shed; p50 and p99. */
    JsonValue point(long millis) {
        Counted all = all();
        Ends ends = Ends.of(all.events());
        return JsonArray.of(List.of(
                JsonNumber.of(millis),
                perSecond(ends.ok),
                perSecond(ends.partial),
                perSecond(ends.errors),
                perSecond(ends.refused + ends.shed),
                millis(all.durations().quantileNanos(0.5)),
                millis(all.durations().quantileNanos(0.99))));
    }

    /** @param point that of this second; null where it is the first */
    JsonObject snapshot(long millis, long startedMillis, @Nullable JsonValue point) {
        Map<String, JsonValue> json = new LinkedHashMap<>();
        json.put("at", JsonNumber.of(millis));
        json.put("started", JsonNumber.of(startedMillis));
        json.put("seconds", JsonNumber.of(BigDecimal.valueOf(window.nanos() / 1_000_000, 3)));
        json.put("version", JsonString.of(gateway.version()));
        json.put("phase", JsonString.of(word(operated.phase())));
        json.put("generation", JsonNumber.of(operated.generation()));
        Reloader reloader = operated.reloader();
        json.put("config", reloader == null ? JsonNull.NULL : ReloadPage.json(reloader.last()));
        json.put("underWay", JsonNumber.of(gateway.requestsUnderWay()));
        ConnectionCounts connections = gateway.connections();
        json.put("connections", connections == null ? JsonNull.NULL : JsonNumber.of(connections.open()));
        json.put("total", requests(all()));
        json.put("aggregates", aggregates());
        json.put("services", services());
        json.put("classes", classes());
        json.put("admission", admission());
        json.put(
                "schedules",
                JsonArray.of(
                        operated.schedules().stream().map(SchedulesPage::json).toList()));
        json.put("recent", new DashboardRecent(operated.recent()).json());
        json.put("point", point == null ? JsonNull.NULL : point);
        return JsonObject.of(json);
    }

    private static JsonObject requests(Counted counted) {
        Map<String, JsonValue> json = new LinkedHashMap<>();
        requests(counted, json);
        return JsonObject.of(json);
    }

    private static void requests(Counted counted, Map<String, JsonValue> json) {
        Ends.of(counted.events()).addTo(json);
        durations(counted.durations(), json);
        json.put("ends", events(counted.events()));
    }

    private static void durations(Durations durations, Map<String, JsonValue> json) {
        json.put("mean", millis(durations.meanNanos()));
        json.put("p50", millis(durations.quantileNanos(0.5)));
        json.put("p95", millis(durations.quantileNanos(0.95)));
        json.put("p99", millis(durations.quantileNanos(0.99)));
    }

    private static JsonObject events(Map<String, Long> events) {
        Map<String, JsonValue> json = new LinkedHashMap<>();
        events.forEach((event, count) -> json.put(event, JsonNumber.of(count)));
        return JsonObject.of(json);
    }

    private JsonArray aggregates() {
        List<JsonValue> all = new ArrayList<>();
        for (Aggregate aggregate : operated.plan().aggregates()) {
            all.add(aggregate(aggregate.name(), aggregate.calls())
                    .with("deadline", JsonNumber.of(aggregate.deadline().toMillis())));
        }
        if (!window.get(new About(Subject.AGGREGATE, RequestCounts.NONE))
                .events()
                .isEmpty()) {
            all.add(aggregate(RequestCounts.NONE, List.of()));
        }
        return JsonArray.of(all);
    }

    private JsonObject aggregate(String name, List<Call> calls) {
        Map<String, JsonValue> json = new LinkedHashMap<>();
        json.put("name", JsonString.of(name));
        Counted counted = window.get(new About(Subject.AGGREGATE, name));
        requests(counted, json);
        // Of thousands of aggregates few are asked in ten seconds; the others' calls have nothing to tell.
        List<Call> told = counted.events().isEmpty() ? List.of() : calls;
        json.put(
                "calls",
                JsonArray.of(told.stream().map(call -> call(name, call)).toList()));
        return JsonObject.of(json);
    }

    private JsonValue call(String aggregate, Call call) {
        Counted counted = window.get(new About(Subject.CALL, aggregate, call.name()));
        Map<String, JsonValue> json = new LinkedHashMap<>();
        json.put("name", JsonString.of(call.name()));
        json.put("service", JsonString.of(call.service().name()));
        json.put("optional", JsonBoolean.of(call.optional()));
        calls(counted, json);
        return JsonObject.of(json);
    }

    private static void calls(Counted counted, Map<String, JsonValue> json) {
        json.put("answered", JsonNumber.of(counted.of("answered")));
        json.put("skipped", JsonNumber.of(counted.of("skipped")));
        json.put("failed", JsonNumber.of(counted.of("defaulted") + counted.of("failed")));
        durations(counted.durations(), json);
    }

    private JsonArray services() {
        Map<String, Counted> calls = callsByService();
        List<JsonValue> all = new ArrayList<>();
        gateway.services().forEach((name, service) -> {
            ServiceSpec spec = operated.plan().services().get(name);
            Map<String, JsonValue> json = new LinkedHashMap<>();
            json.put("name", JsonString.of(name));
            calls(calls.getOrDefault(name, Counted.NOTHING), json);
            json.put(
                    "events",
                    events(window.get(new About(Subject.SERVICE, name)).events()));
            state(service, spec, json);
            all.add(JsonObject.of(json));
        });
        return JsonArray.of(all);
    }

    private Map<String, Counted> callsByService() {
        Map<String, Counted> calls = new LinkedHashMap<>();
        for (Aggregate aggregate : operated.plan().aggregates()) {
            for (Call call : aggregate.calls()) {
                Counted counted = window.get(new About(Subject.CALL, aggregate.name(), call.name()));
                calls.merge(call.service().name(), counted, DashboardJson::sum);
            }
        }
        return calls;
    }

    private static Counted sum(Counted one, Counted other) {
        Map<String, Long> events = new LinkedHashMap<>(one.events());
        other.events().forEach((event, count) -> events.merge(event, count, Long::sum));
        return new Counted(events, one.durations().plus(other.durations()));
    }

    private static void state(Downstream service, @Nullable ServiceSpec spec, Map<String, JsonValue> json) {
        BreakerState breaker = service.breakerState();
        json.put("breaker", breaker == null ? JsonNull.NULL : JsonString.of(breaker.text()));
        json.put("outstanding", JsonNumber.of(service.inFlight()));
        if (spec != null && spec.maxConcurrent() > 0) {
            json.put("present", JsonNumber.of(service.inBulkhead()));
            json.put("places", JsonNumber.of(spec.maxConcurrent()));
            json.put("queue", JsonNumber.of(spec.queue()));
        }
        json.put(
                "urls",
                JsonArray.of(service.targets().stream().map(DashboardJson::url).toList()));
    }

    private static JsonObject url(TargetState state) {
        Map<String, JsonValue> json = new LinkedHashMap<>();
        json.put("url", JsonString.of(state.url().toString()));
        json.put("outstanding", JsonNumber.of(state.outstanding()));
        json.put("ejected", JsonBoolean.of(state.ejected()));
        return JsonObject.of(json);
    }

    private JsonObject classes() {
        Map<String, JsonValue> tiers = new TreeMap<>();
        window.counts().forEach((about, counted) -> {
            if (about.subject() == Subject.TIER) {
                tiers.put(about.name(), events(counted.events()));
            }
        });
        Map<String, JsonValue> priorities = new LinkedHashMap<>();
        for (Priority priority : Priority.values()) {
            Counted counted = window.get(new About(Subject.PRIORITY, word(priority)));
            priorities.put(word(priority), events(counted.events()));
        }
        Map<String, JsonValue> json = new LinkedHashMap<>();
        json.put("limited", JsonBoolean.of(limited()));
        json.put("tiers", JsonObject.of(tiers));
        json.put("priorities", JsonObject.of(priorities));
        json.put("limits", events(window.get(new About(Subject.LIMITS, "")).events()));
        return JsonObject.of(json);
    }

    private boolean limited() {
        var limits = operated.plan().limits();
        return limits.global() != null || limits.perClient() != null;
    }

    private JsonObject admission() {
        Overload overload = gateway.overload();
        Map<String, JsonValue> json = new LinkedHashMap<>();
        json.put("limit", JsonNumber.of(overload.limit()));
        json.put("inFlight", JsonNumber.of(overload.inFlight()));
        json.put("waiting", JsonNumber.of(overload.waiting()));
        json.put("pressure", JsonString.of(word(overload.pressure())));
        json.put("late", millis(OptionalLong.of(overload.lateNanos())));
        json.put("bodyBytes", JsonNumber.of(overload.bodyBytes()));
        return JsonObject.of(json);
    }

    private JsonNumber perSecond(long count) {
        double seconds = Math.max(1e-3, (double) window.nanos() / 1e9);
        return JsonNumber.of(BigDecimal.valueOf(Math.round((double) count / seconds * 100), 2));
    }

    static JsonValue millis(OptionalLong nanos) {
        return nanos.isEmpty()
                ? JsonNull.NULL
                : JsonNumber.of(BigDecimal.valueOf(Math.round((double) nanos.getAsLong() / 1000), 3));
    }
}
