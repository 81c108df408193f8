package tributary.edge;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tributary.edge.Routes.Match;
import tributary.plan.Access;
import tributary.plan.Aggregate;
import tributary.plan.Route;
import tributary.plan.Route.Segment;
import tributary.plan.Verb;
import tributary.resilience.Priority;

class RoutesTest {
    private final Routes routes = new Routes(List.of(
            aggregate(Verb.GET, "/"),
            aggregate(Verb.GET, "/products/{id}"),
            aggregate(Verb.PUT, "/products/{id}"),
            aggregate(Verb.GET, "/products/new"),
            aggregate(Verb.GET, "/products/{id}/page"),
            aggregate(Verb.GET, "/{any}/new/form"),
            aggregate(Verb.GET, "/café/{a}/{b}")));

    private static Aggregate aggregate(Verb verb, String path) {
        List<Segment> segments = path.equals("/")
                ? List.of()
                : Arrays.stream(path.substring(1).split("/"))
                        .<Segment>map(text -> text.startsWith("{")
                                ? new Segment.Parameter(text.substring(1, text.length() - 1))
                                : new Segment.Literal(text))
                        .toList();
        return new Aggregate(
                verb,
                new Route(segments),
                "",
                "",
                List.of(),
                Duration.ofSeconds(1),
                new Access(Access.Auth.NONE, 1),
                Priority.DEFAULT,
                List.of(),
                new Aggregate.Response.ByName(),
                true,
                true,
                false,
                new Aggregate.Delivery(false, null, true),
                List.of());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "GET | / | GET / {}",
                "GET | /products/7 | GET /products/{id} {\"id\":\"7\"}",
                "PUT | /products/7 | PUT /products/{id} {\"id\":\"7\"}",
                "GET | /products/new | GET /products/new {}",
                "PUT | /products/new | PUT /products/{id} {\"id\":\"new\"}",
                "GET | /products/new/page | GET /products/{id}/page {\"id\":\"new\"}",
                "GET | /products/new/form | GET /{any}/new/form {\"any\":\"products\"}",
                "GET | /caf%C3%A9/%20/%2F | GET /café/{a}/{b} {\"a\":\" \",\"b\":\"/\"}",
                "POST | /products/7 | other [GET, PUT]",
                "GET | //products/7 | unknown",
                "GET | /products/ | unknown",
                "GET | /products | unknown",
                "GET | /Products/7 | unknown",
                "GET | /products/7/page/ | unknown",
                "GET | /products/.. | malformed",
                "GET | /products/%2e | malformed",
                "GET | /products/%2E%2e/page | malformed",
                "GET | /products/%zz | malformed",
                "GET | /products/%c0%ae | malformed",
                "GET | /products/%00 | malformed",
                "GET | /products/%0a | malformed",
            })
    void finds(Verb verb, String path, String expected) {
        String found =
                switch (routes.find(verb, path)) {
                    case Match.Found match -> match.aggregate().name() + " " + match.path();
                    case Match.OtherMethods match -> "other " + match.allowed();
                    case Match.Unknown _ -> "unknown";
                    case Match.Malformed _ -> "malformed";
                };
        assertThat(found).isEqualTo(expected);
    }
}
