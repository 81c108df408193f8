package tributary.edge;

import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.http.ServerRequestHeaders;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tributary.downstream.WireRequest.Field;
import tributary.plan.CorsSpec;
import tributary.plan.Verb;

/**
 * What a browser is told about pages of other origins. An origin is compared whole and never repeated unless it is one of
 * those that are named. Immutable. Source: the Fetch standard, 3.2 (CORS protocol).
 */
final class Cors {
    private static final HeaderName ASKED_METHOD = HeaderNames.create("Access-Control-Request-Method");
    private static final List<String> ALWAYS = List.of("content-type", "x-request-id");

    /** What a page may see of an answer beyond what any may. */
    private static final Field EXPOSED = new Field(
            "Access-Control-Expose-Headers",
            "X-Request-Id, Tributary-Partial, Server-Timing, Retry-After, RateLimit, RateLimit-Policy, Location,"
                    + " Content-Location, Preference-Applied");

    private static final Field VARY = new Field("Vary", "Origin");

    private final @Nullable CorsSpec spec;

    /** @param spec null where nothing is said at all */
    Cors(@Nullable CorsSpec spec) {
        this.spec = spec;
    }

    /** What goes with the answer to any request. */
    List<Field> fields(ServerRequestHeaders headers) {
        if (spec == null) {
            return List.of();
        }
        List<Field> vary = spec.allowsAll() ? List.of() : List.of(VARY);
        if (!headers.contains(HeaderNames.ORIGIN)) {
            return vary;
        }
        String origin = headers.get(HeaderNames.ORIGIN).get();
        if (!spec.allowsAll() && !spec.origins().contains(origin)) {
            return vary;
        }
        Stream<Field> allowed =
                Stream.of(new Field("Access-Control-Allow-Origin", spec.allowsAll() ? CorsSpec.ALL : origin), EXPOSED);
        Stream<Field> cookies =
                spec.credentials() ? Stream.of(new Field("Access-Control-Allow-Credentials", "true")) : Stream.empty();
        return Stream.of(vary.stream(), allowed, cookies).flatMap(all -> all).toList();
    }

    /** Whether a browser asks first whether it may ask. */
    boolean isPreflight(ServerRequestHeaders headers) {
        return spec != null && headers.contains(HeaderNames.ORIGIN) && headers.contains(ASKED_METHOD);
    }

    /** What it is told then, beside {@link #fields}, of an endpoint that has these methods. */
    List<Field> preflight(Stream<Verb> has) {
        if (spec == null) {
            return List.of();
        }
        String methods = has.filter(
                        verb -> spec.methods().isEmpty() || spec.methods().contains(verb))
                .map(Verb::name)
                .collect(Collectors.joining(", "));
        String headers = Stream.concat(ALWAYS.stream(), spec.headers().stream())
                .distinct()
                .collect(Collectors.joining(", "));
        return List.of(
                new Field("Access-Control-Allow-Methods", methods),
                new Field("Access-Control-Allow-Headers", headers),
                new Field("Access-Control-Max-Age", Long.toString(spec.maxAge().toSeconds())));
    }
}
