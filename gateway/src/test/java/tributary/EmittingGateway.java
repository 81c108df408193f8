package tributary;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A gateway with one sink of events, and what it says of it. */
final class EmittingGateway {
    static final String BY_NUMBER = "emit: { sink: sink, key: \"{path.id}\", body: { n: \"{query.n}\" } }";

    private EmittingGateway() {}

    /** One with an aggregate {@code GET /orders/{id}}; {@code sink} is its settings, {@code aggregate} more of the aggregate's. */
    static TestGateway start(ServiceStub service, String sink, String aggregate) throws Exception {
        return start(service, "300ms", sink, aggregate);
    }

    /** The same; {@code drain} is how long its end waits, and a second more for events. */
    static TestGateway start(ServiceStub service, String drain, String sink, String aggregate) throws Exception {
        return TestGateway.of("""
                server: { host: 127.0.0.1, port: 0, drain: %s }
                admin: { host: 127.0.0.1, port: 0 }
                events: { sink: %s }
                services: { s: { url: "%s", timeout: 20s } }
                aggregates:
                  GET /orders/{id}:
                    deadline: 20s
                    calls: { order: { get: s:/order } }
                %s
                """.formatted(drain, sink, service.url(), aggregate.indent(4)), Map.of());
    }

    /** Those of a file; none where there is no such file yet. */
    static List<String> lines(Path path) throws IOException {
        return Files.exists(path) ? Files.readAllLines(path) : List.of();
    }

    static double metric(TestGateway gateway, String name) throws Exception {
        String all = gateway.admin("/metrics").body();
        Matcher found =
                Pattern.compile("(?m)^" + Pattern.quote(name) + " (\\S+)$").matcher(all);
        assertThat(found.find()).as(name + " in\n" + all).isTrue();
        return Double.parseDouble(found.group(1));
    }

    static double counted(TestGateway gateway, String what) throws Exception {
        return metric(gateway, "tributary_events_" + what + "_total{sink=\"sink\"}");
    }

    static double dropped(TestGateway gateway, String why) throws Exception {
        return metric(gateway, "tributary_events_dropped_total{reason=\"" + why + "\",sink=\"sink\"}");
    }
}
