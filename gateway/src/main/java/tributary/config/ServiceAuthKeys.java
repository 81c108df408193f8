package tributary.config;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tributary.plan.Secret;
import tributary.plan.ServiceAuth;
import tributary.plan.ServiceAuth.Style;

/** How the gateway shows a service who it is. */
final class ServiceAuthKeys {
    /** What a bearer token is made of (RFC 6750, 2.1). */
    private static final Pattern BEARER_TEXT = Pattern.compile("[A-Za-z0-9._~+/-]+=*");

    private static final Pattern SCOPE_TEXT = Pattern.compile("[!#-\\[\\]-~]+( [!#-\\[\\]-~]+)*");
    private static final Pattern PLAIN = Pattern.compile("[ -~]+");
    private static final int LONGEST = 16 * 1024;

    private static final Type<Secret> SECRET = secret(
            "a secret such as ${file:secrets/password}, on one line",
            text -> !text.isEmpty() && text.chars().noneMatch(c -> c < ' ' || c == 127));

    static final Key<Secret> BEARER = Key.optional(
            "bearer",
            secret(
                    "a token such as ${file:secrets/token}: letters, digits and -._~+/ on one line",
                    text -> BEARER_TEXT.matcher(text).matches()),
            "A token that does not change: `${file:secrets/token}`. A file that changes is taken up by a reload.");

    static final Key<String> USER = Key.required(
            "user", plain("a user's name without a colon", text -> text.indexOf(':') < 0), "The user's name.");
    static final Key<Secret> PASSWORD =
            Key.required("password", SECRET, "The password, such as `${file:secrets/password}`.");
    static final Section BASIC_SECTION = new Section(
            "services.NAME.auth.basic", "A user's name and password (RFC 7617).", """
            services:
              accounts:
                url: http://accounts.internal:8080
                auth: { basic: { user: gateway, password: "${file:secrets/accounts}" } }
            """, List.of(USER, PASSWORD));

    static final Key<URI> TOKEN_URL = Key.required(
            "token-url",
            Quantities.URL,
            "Where tokens are asked for. Over plain `http:` the client's secret can be read on the way.");
    static final Key<String> CLIENT_ID =
            Key.required("client-id", plain("a client's id such as gateway", _ -> true), "Who the gateway is.");
    static final Key<Secret> CLIENT_SECRET =
            Key.required("client-secret", SECRET, "Its secret, such as `${file:secrets/client}`.");
    static final Key<String> SCOPE = Key.optional(
            "scope",
            plain(
                    "scopes such as 'stock.read stock.write'",
                    text -> SCOPE_TEXT.matcher(text).matches()),
            "What the token is to be good for, with blanks between. Without it the token service decides.");
    static final Key<String> AUDIENCE = Key.optional(
            "audience",
            plain("an audience", _ -> true),
            "Whom the token is for, where the token service wants to know.");
    static final Key<String> STYLE = Key.of(
            "style",
            Types.oneOf("basic", "post"),
            "basic",
            "Where the client's id and secret are sent: in `authorization`, or in the body.");
    static final Key<Duration> TIMEOUT =
            Key.of("timeout", Quantities.DURATION, "5s", "How long one request for a token may take.");

    static final Section OAUTH2_SECTION = new Section(
            "services.NAME.auth.oauth2",
            """
            A token for client credentials (RFC 6749, 4.4). It is asked for when the gateway starts, in the background, and renewed
            at 80% of its life (`expires_in`, at most 24 hours; five minutes where the token service does not say). While the token
            service is away it is used to its end, and asked for again and again, with longer waits between, or when its `Retry-After`
            says so (5 minutes at most). Services with the same
            settings share one token, and one request for it at a time. A call that comes before the first token waits for
            it within its deadline; one for which there is none fails as `auth-failed`. Where the service answers 401, a new
            token is asked for, at most once in 10 seconds, and a `GET` is sent once more.""",
            """
            services:
              inventory:
                url: https://inventory.internal
                auth:
                  oauth2:
                    token-url: https://login.internal/oauth2/token
                    client-id: gateway
                    client-secret: ${file:secrets/client}
                    scope: stock.read
            """,
            List.of(TOKEN_URL, CLIENT_ID, CLIENT_SECRET, SCOPE, AUDIENCE, STYLE, TIMEOUT));

    static final Key<Fields> BASIC = Key.optional("basic", BASIC_SECTION.type(), "A user's name and password.");
    static final Key<Fields> OAUTH2 =
            Key.optional("oauth2", OAUTH2_SECTION.type(), "A token that a token service hands out.");
    static final Section AUTH = new Section("services.NAME.auth", """
            How the gateway shows the service who it is: one of `bearer`, `basic` and `oauth2`. It takes the field
            `authorization` of calls and of health probes; nothing else may set or forward it then. No secret is ever shown,
            neither by `explain` nor in a log.""", """
            services:
              reviews:
                url: http://reviews.internal:8080
                auth: { bearer: "${file:secrets/reviews}" }
            """, List.of(BEARER, BASIC, OAUTH2));
    static final Key<Fields> AUTH_KEY =
            Key.optional("auth", AUTH.type(), "How the gateway shows the service who it is.");

    private ServiceAuthKeys() {}

    /** Null where it is wrong. */
    static @Nullable ServiceAuth plan(Fields auth, Problems problems) {
        List<Key<?>> present =
                AUTH.keys().stream().filter(auth::has).<Key<?>>map(key -> key).toList();
        if (present.size() != 1) {
            problems.error(
                    present.isEmpty() ? auth.at().place() : auth.place(present.get(1)),
                    present.isEmpty()
                            ? auth.at() + " lacks 'bearer', 'basic' or 'oauth2'"
                            : "'bearer', 'basic' and 'oauth2' exclude each other");
            return null;
        }
        Secret none = new Secret("");
        Secret token = auth.orNull(BEARER);
        if (token != null) {
            return new ServiceAuth.Bearer(token);
        }
        Fields basic = auth.orNull(BASIC);
        if (basic != null) {
            return new ServiceAuth.Basic(basic.or(USER, ""), basic.or(PASSWORD, none));
        }
        Fields oauth2 = auth.orNull(OAUTH2);
        return oauth2 == null
                ? null
                : new ServiceAuth.OAuth2(
                        oauth2.or(TOKEN_URL, URI.create("http://localhost")),
                        oauth2.or(CLIENT_ID, ""),
                        oauth2.or(CLIENT_SECRET, none),
                        oauth2.or(SCOPE, ""),
                        oauth2.orNull(AUDIENCE),
                        Style.valueOf(oauth2.get(STYLE).toUpperCase(Locale.ROOT)),
                        oauth2.get(TIMEOUT),
                        null);
    }

    /** Tells what is wrong without repeating it, whether it was written there or put in. */
    private static Type<Secret> secret(String expected, Predicate<String> fits) {
        return new Type<>("secret", Schemas.object("type", List.of("string", "number")), (at, node, problems) -> {
            if (node instanceof Node.Scalar scalar
                    && !scalar.isNull()
                    && scalar.text().length() <= LONGEST
                    && fits.test(scalar.text())) {
                return new Secret(scalar.text());
            }
            Types.wrong(at, node, "expected " + expected, problems);
            return null;
        });
    }

    private static Type<String> plain(String expected, Predicate<String> fits) {
        return Types.scalar("text", expected, Schemas.object("type", List.of("string", "number")), scalar -> {
            if (scalar.text().length() > LONGEST
                    || !PLAIN.matcher(scalar.text()).matches()) {
                throw new Unfit("it is printable ASCII on one line");
            }
            if (!fits.test(scalar.text())) {
                throw new Unfit("");
            }
            return scalar.text();
        });
    }
}
