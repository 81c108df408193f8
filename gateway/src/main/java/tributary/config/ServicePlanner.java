package tributary.config;

import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tributary.plan.HeaderTemplate;
import tributary.plan.HealthSpec;
import tributary.plan.HttpVersion;
import tributary.plan.ServiceAuth;
import tributary.plan.ServiceSpec;
import tributary.plan.TextTemplate;

/** Makes services of their sections. */
final class ServicePlanner {
    private static final URI STAND_IN = URI.create("http://localhost");

    private static final String AUTHORIZATION = "authorization";
    private static final String TAKEN =
            "the header 'authorization' is made by the service's 'auth'; leave one of them out";

    private final Problems problems;
    private final PemFiles pemFiles;

    ServicePlanner(Problems problems, PemFiles pemFiles) {
        this.problems = problems;
        this.pemFiles = pemFiles;
    }

    PlannedService plan(String name, Fields fields) {
        if (!name.matches(ServiceKeys.NAME_PATTERN)) {
            problems.error(
                    fields.at().place(),
                    Quoted.of(name)
                            + " is no service's name; it begins with a letter and goes on with letters, digits, _ and -");
        }
        Fields headers = fields.or(ServiceKeys.HEADERS_KEY, Fields.NONE);
        Templates templates = new Templates(problems);
        List<HeaderTemplate> set = headers(headers, ServiceKeys.SET, templates, problems);
        if (fields.has(ServiceKeys.QUEUE) && !fields.has(ServiceKeys.MAX_CONCURRENT)) {
            problems.warning(fields.place(ServiceKeys.QUEUE), "'queue' has no effect without 'max-concurrent'");
        }
        PolicyPlanner policies = new PolicyPlanner(problems);
        List<URI> urls = urls(fields);
        ServiceSpec spec = new ServiceSpec(
                name,
                urls,
                fields.get(ServiceKeys.HTTP),
                fields.get(ServiceKeys.TIMEOUT),
                fields.get(ServiceKeys.CONNECT_TIMEOUT),
                fields.get(ServiceKeys.MAX_CONNECTIONS),
                fields.or(ServiceKeys.MAX_CONCURRENT, 0),
                fields.get(ServiceKeys.QUEUE),
                fields.get(ServiceKeys.MAX_RESPONSE),
                forward(headers),
                set,
                TlsKeys.service(fields, urls, pemFiles, problems),
                auth(fields, headers, set),
                policies.extras(fields),
                policies.breaker(fields),
                health(fields));
        return new PlannedService(fields, spec, templates.uses());
    }

    /** {@code service}, whose token, if it has one, is asked for as the one of {@code all} is called that hands it out. */
    static PlannedService withTokensOf(Collection<PlannedService> all, PlannedService service) {
        ServiceSpec spec = service.spec();
        if (!(spec.auth() instanceof ServiceAuth.OAuth2 oauth2)) {
            return service;
        }
        return Stream.concat(Stream.of(service), all.stream())
                .filter(each -> each.spec().urls().stream().anyMatch(url -> sameOrigin(url, oauth2.tokenUrl())))
                .findFirst()
                .map(each -> new PlannedService(
                        service.fields(), spec.with(oauth2.by(each.spec().tls())), service.uses()))
                .orElse(service);
    }

    private static boolean sameOrigin(URI one, URI other) {
        return origin(one).equals(origin(other));
    }

    private static String origin(URI url) {
        String origin = (url.getScheme() + "://" + url.getRawAuthority()).toLowerCase(Locale.ROOT);
        return origin.matches("https?://.*:[0-9]+") ? origin : origin + (origin.startsWith("https:") ? ":443" : ":80");
    }

    /** A service for calls whose own is wrong. */
    static ServiceSpec standIn() {
        Duration second = Duration.ofSeconds(1);
        return new ServiceSpec(
                "",
                List.of(STAND_IN),
                HttpVersion.AUTO,
                second,
                second,
                1,
                0,
                0,
                1,
                List.of(),
                List.of(),
                null,
                null,
                ServiceSpec.Extras.NONE,
                null,
                null);
    }

    /** Its headers must leave it the field. */
    private @Nullable ServiceAuth auth(Fields service, Fields headers, List<HeaderTemplate> set) {
        Fields auth = service.orNull(ServiceAuthKeys.AUTH_KEY);
        if (auth == null) {
            return null;
        }
        for (Written<String> name : headers.or(ServiceKeys.FORWARD, List.of())) {
            if (name.value().equals(AUTHORIZATION)) {
                problems.error(name.place(), TAKEN);
            }
        }
        checkFree(service, set, headers.or(ServiceKeys.SET, Map.of()), problems);
        return ServiceAuthKeys.plan(auth, problems);
    }

    /** Reports headers that are set, by the service or one of its calls, although its {@code auth} makes them. */
    static void checkFree(
            Fields service, List<HeaderTemplate> set, Map<String, Written<Node.Scalar>> written, Problems problems) {
        if (service.has(ServiceAuthKeys.AUTH_KEY)
                && set.stream().anyMatch(header -> header.name().equals(AUTHORIZATION))) {
            written.forEach((name, value) -> {
                if (name.equalsIgnoreCase(AUTHORIZATION)) {
                    problems.error(value.at().place(), TAKEN);
                }
            });
        }
    }

    private static @Nullable HealthSpec health(Fields service) {
        Fields health = service.orNull(HealthKeys.HEALTH_KEY);
        return health == null
                ? null
                : new HealthSpec(
                        health.or(HealthKeys.PATH, "/"),
                        health.get(HealthKeys.EVERY),
                        health.or(HealthKeys.TIMEOUT, service.get(ServiceKeys.TIMEOUT)),
                        health.get(HealthKeys.REQUIRED));
    }

    private List<URI> urls(Fields fields) {
        boolean both = fields.has(ServiceKeys.URL) && fields.has(ServiceKeys.URLS);
        if (both) {
            problems.error(fields.place(ServiceKeys.URLS), "'url' and 'urls' exclude each other");
        } else if (!fields.has(ServiceKeys.URL) && !fields.has(ServiceKeys.URLS)) {
            problems.error(fields.at().place(), fields.at() + " lacks 'url', such as http://127.0.0.1:9101");
        }
        List<Written<URI>> urls = fields.or(ServiceKeys.URLS, List.of());
        Set<URI> different = new LinkedHashSet<>();
        for (Written<URI> url : urls) {
            if (!different.add(url.value())) {
                problems.warning(url.place(), url.at() + ": the same URL stands here twice");
            }
        }
        if (urls.isEmpty()
                && fields.written(ServiceKeys.URLS)
                        instanceof Written<List<Written<URI>>>(At at, Node.Sequence list, var _)
                && list.elements().isEmpty()) {
            problems.error(at.place(), at + " is empty");
        }
        URI url = fields.or(ServiceKeys.URL, STAND_IN);
        return different.isEmpty() ? List.of(url) : List.copyOf(different);
    }

    private List<String> forward(Fields headers) {
        List<String> names = new ArrayList<>();
        for (Written<String> written : headers.or(ServiceKeys.FORWARD, List.of())) {
            String refusal = HeaderRules.refusal(written.value());
            if (refusal != null) {
                problems.error(written.place(), refusal);
            } else if (names.contains(written.value())) {
                problems.warning(written.place(), written.at() + ": the same header stands here twice");
            } else {
                names.add(written.value());
            }
        }
        return names;
    }

    /** The headers that a service or a call sets. */
    static List<HeaderTemplate> headers(
            Fields fields, Key<Map<String, Written<Node.Scalar>>> key, Templates templates, Problems problems) {
        Written<?> all = fields.written(key);
        String path = all == null ? "" : all.at().path();
        String where = path.startsWith("services.") ? path : key.name();
        Map<String, HeaderTemplate> headers = new LinkedHashMap<>();
        fields.or(key, Map.of()).forEach((written, value) -> {
            String name = written.toLowerCase(Locale.ROOT);
            Place place = value.at().place();
            String refusal = HeaderRules.refusal(name);
            if (!HeaderRules.NAME.matcher(name).matches()) {
                problems.error(
                        place, Quoted.of(written) + " is no header's name; it is made of letters, digits and dashes");
            } else if (refusal != null) {
                problems.error(place, refusal);
            }
            TextTemplate template = templates.text(where + "." + written, value.value());
            if (template == null) {
                return;
            }
            String invalid = HeaderRules.invalid(template);
            if (invalid != null) {
                problems.error(value.place(), value.at() + ": " + invalid);
            }
            if (headers.put(name, new HeaderTemplate(name, template)) != null) {
                problems.error(place, "the header '" + name + "' stands here twice");
            }
        });
        return List.copyOf(headers.values());
    }
}
