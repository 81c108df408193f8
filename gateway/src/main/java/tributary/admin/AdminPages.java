package tributary.admin;

import io.helidon.http.HeaderNames;
import io.helidon.http.Method;
import io.helidon.webserver.http.Handler;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import tributary.json.JsonArray;
import tributary.json.JsonNumber;
import tributary.json.JsonObject;
import tributary.json.JsonValue;
import tributary.plan.Explained;
import tributary.plan.ExplainedJson;
import tributary.plan.Plan;

/** All that the admin listener answers: a table of paths and methods. Thread-safe. */
final class AdminPages implements Handler, AutoCloseable {
    private final Operated gateway;
    private final DashboardEvents dashboard;
    private final FlightRecording recording = new FlightRecording();
    private final Map<String, Map<Method, Page>> pages = new LinkedHashMap<>();

    AdminPages(Operated gateway) {
        this.gateway = gateway;
        this.dashboard = new DashboardEvents(gateway);
        ReloadPage reload = new ReloadPage(gateway);
        HealthPages health = new HealthPages(gateway);
        get("/health", health::all);
        get("/health/live", health::live);
        get("/health/started", health::started);
        get("/health/ready", health::ready);
        get("/plan", this::plan);
        get("/schedules", new SchedulesPage(gateway));
        get("/metrics", new MetricsPage(gateway.metrics()));
        DashboardFile.all().forEach(file -> get(file.path(), file));
        get("/dashboard/events", dashboard);
        get("/requests", new RequestsPage(gateway.recent()));
        get("/jobs", new JobsPage(gateway));
        get("/threads", new ThreadDump());
        get("/jfr", recording);
        get("/reload", reload::show);
        page(Method.POST, "/reload", reload::reload);
    }

    private void get(String path, Page page) {
        page(Method.GET, path, page);
    }

    private void page(Method method, String path, Page page) {
        pages.computeIfAbsent(path, _ -> new LinkedHashMap<>()).put(method, page);
    }

    @Override
    public void handle(ServerRequest request, ServerResponse response) throws IOException, InterruptedException {
        String path;
        try {
            path = request.path().path();
        } catch (IllegalArgumentException e) {
            // It is decoded only now.
            Answers.problem(request, response, 400, "bad-request", "The path holds a percent-encoding that is none");
            return;
        }
        Map<Method, Page> byMethod = pages.get(path);
        if (byMethod == null) {
            Answers.problem(request, response, 404, "not-found", "There is nothing here");
            return;
        }
        Method method = request.prologue().method();
        Page page = byMethod.get(Method.HEAD.equals(method) ? Method.GET : method);
        if (page == null) {
            response.header(HeaderNames.ALLOW, allow(byMethod));
            Answers.problem(request, response, 405, "method-not-allowed", "This path is not for this method");
            return;
        }
        page.answer(request, response);
    }

    private static String allow(Map<Method, Page> byMethod) {
        Stream<String> methods = byMethod.keySet().stream().map(Method::text);
        Stream<String> head = byMethod.containsKey(Method.GET) ? Stream.of("HEAD") : Stream.empty();
        return Stream.concat(methods, head).collect(Collectors.joining(", "));
    }

    private void plan(ServerRequest request, ServerResponse response) {
        Map<String, JsonValue> json = new LinkedHashMap<>();
        Plan plan = gateway.plan();
        json.put("generation", JsonNumber.of(gateway.generation()));
        json.put(
                "aggregates",
                JsonArray.of(plan.aggregates().stream()
                        .map(aggregate -> ExplainedJson.of(Explained.of(plan, aggregate)))
                        .toList()));
        Answers.json(request, response, 200, JsonObject.of(json));
    }

    /** Ends what takes its time. */
    @Override
    public void close() {
        dashboard.close();
        recording.close();
    }
}
