package tributary.config;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tributary.plan.CorsSpec;
import tributary.plan.Verb;

/** Pages of other origins. */
final class CorsKeys {
    private static final Pattern ORIGIN =
            Pattern.compile("\\*|https?://([a-z0-9.-]+|\\[[0-9a-f:.]+])(:[1-9][0-9]{0,4})?");

    static final Key<List<Written<String>>> ORIGINS = Key.required(
            "origins",
            Types.oneOrList(Types.scalar(
                    "origin",
                    "an origin such as https://shop.example, or *",
                    Schemas.text(ORIGIN.pattern()),
                    scalar -> {
                        if (!ORIGIN.matcher(scalar.text()).matches()) {
                            throw new Unfit("it is scheme, host and port, in lower case, without a path");
                        }
                        return scalar.text();
                    })),
            "Where the pages come from that may ask, as a browser sends it in `Origin`. `*` is any.");
    static final Key<List<Written<String>>> METHODS = Key.optional(
            "methods",
            Types.oneOrList(
                    Types.oneOf(Arrays.stream(Verb.values()).map(Verb::name).toArray(String[]::new))),
            "What they may use; without it, what an endpoint has.");
    static final Key<List<Written<String>>> HEADERS = Key.optional(
            "headers",
            Types.oneOrList(Quantities.HEADER_NAME),
            "Headers that they may send, beyond those that any page may, such as `x-api-key`. `content-type` and"
                    + " `x-request-id` always.");
    static final Key<Boolean> CREDENTIALS =
            Key.of("credentials", Types.BOOLEAN, "false", "Whether cookies come along. Not with `origins: \"*\"`.");
    static final Key<Duration> MAX_AGE = Key.of(
            "max-age", Quantities.DURATION, "1h", "How long a browser may go without asking again whether it may ask.");

    static final Section CORS = new Section(
            "server.cors",
            "Pages of other origins that may ask (the Fetch standard's CORS). A request from another page is answered all the"
                    + " same, as it would be without a browser; its page just does not get to see the answer.",
            """
            server:
              cors: { origins: [https://shop.example], headers: [x-api-key], credentials: true }
            """,
            List.of(ORIGINS, METHODS, HEADERS, CREDENTIALS, MAX_AGE));
    static final Key<Fields> CORS_KEY = Key.optional("cors", CORS.type(), "Pages of other origins that may ask.");

    private CorsKeys() {}

    static @Nullable CorsSpec plan(@Nullable Fields cors, Problems problems) {
        if (cors == null) {
            return null;
        }
        List<String> origins = values(cors, ORIGINS);
        boolean credentials = cors.get(CREDENTIALS);
        if (credentials && origins.contains(CorsSpec.ALL)) {
            problems.error(
                    cors.place(CREDENTIALS),
                    "cookies for pages of all origins would let any page ask in its visitor's name; name the origins");
        }
        return new CorsSpec(
                origins,
                values(cors, METHODS).stream().map(Verb::valueOf).toList(),
                values(cors, HEADERS).stream()
                        .map(name -> name.toLowerCase(Locale.ROOT))
                        .toList(),
                credentials,
                cors.get(MAX_AGE));
    }

    private static List<String> values(Fields cors, Key<List<Written<String>>> key) {
        return cors.or(key, List.of()).stream().map(Written::value).toList();
    }
}
