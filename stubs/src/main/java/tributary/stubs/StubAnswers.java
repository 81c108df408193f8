package tributary.stubs;

import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import com.github.tomakehurst.wiremock.extension.ResponseDefinitionTransformerV2;
import com.github.tomakehurst.wiremock.http.Fault;
import com.github.tomakehurst.wiremock.http.ResponseDefinition;
import com.github.tomakehurst.wiremock.stubbing.ServeEvent;
import com.github.tomakehurst.wiremock.verification.LoggedRequest;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * What a service answers: WireMock finds the route, this counts the request, looks at the state, and asks the route.
 *
 * <p>Thread-safe.
 */
final class StubAnswers implements ResponseDefinitionTransformerV2 {
    /** The stub mapping's parameter that says which route it is. */
    static final String ROUTE = "route";

    private final Map<String, Route> routes;
    private final Latency latency;
    private final Seen seen = new Seen();
    private volatile ServiceState state = new ServiceState.Healthy();

    StubAnswers(List<Route> routes, Latency latency) {
        this.routes = routes.stream().collect(Collectors.toMap(StubAnswers::key, Function.identity()));
        this.latency = latency;
    }

    static String key(Route route) {
        return route.method() + " " + route.path();
    }

    Seen seen() {
        return seen;
    }

    ServiceState state() {
        return state;
    }

    void turn(ServiceState next) {
        state = next;
    }

    @Override
    public String getName() {
        return "stub-answers";
    }

    @Override
    public ResponseDefinition transform(ServeEvent event) {
        LoggedRequest request = event.getRequest();
        seen.add(seenRequest(request));
        return switch (state) {
            case ServiceState.Healthy() -> reply(event, latency.nextMillis());
            case ServiceState.Slow(var delay) -> reply(event, Math.toIntExact(delay.toMillis()));
            case ServiceState.Failing(int status, double share) ->
                latency.strikes(share) ? failure(status) : reply(event, latency.nextMillis());
            case ServiceState.Dead(), ServiceState.Refusing() ->
                new ResponseDefinitionBuilder()
                        .withFault(Fault.CONNECTION_RESET_BY_PEER)
                        .build();
        };
    }

    private ResponseDefinition reply(ServeEvent event, int delayMillis) {
        var route = routes.get(event.getTransformerParameters().getString(ROUTE, ""));
        var reply = route == null
                ? Reply.missing("such path here: " + event.getRequest().getUrl())
                : route.answer().apply(new Asked(event.getRequest()));
        return definition(reply, delayMillis);
    }

    private ResponseDefinition failure(int status) {
        return definition(
                Reply.problem(status, "Switched to fail", "This service was told to fail."), latency.nextMillis());
    }

    private static ResponseDefinition definition(Reply reply, int delayMillis) {
        var builder = new ResponseDefinitionBuilder().withStatus(reply.status());
        if (!reply.body().isEmpty()) {
            builder.withHeader("Content-Type", reply.contentType()).withBody(reply.body());
        }
        return delayMillis > 0 ? builder.withFixedDelay(delayMillis).build() : builder.build();
    }

    private static SeenRequest seenRequest(LoggedRequest request) {
        var headers = new TreeMap<String, List<String>>();
        for (var header : request.getHeaders().all()) {
            headers.put(header.key().toLowerCase(Locale.ROOT), List.copyOf(header.values()));
        }
        return new SeenRequest(request.getMethod().getName(), request.getUrl(), headers, request.getBodyAsString());
    }
}
