package tributary.config;

import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;

/** What can be said of how a service is probed. */
final class HealthKeys {
    /** Path and perhaps a query, as they go on the wire (RFC 9112, 3.2.1). */
    private static final String PLAIN = "[A-Za-z0-9._~!$&'()*+,;=:@/?-]*";

    static final String ORIGIN_FORM = "/" + PLAIN + "(%[0-9A-Fa-f]{2}" + PLAIN + ")*";

    /** Characters; also bounds how deep the pattern is looked for. */
    private static final int LONGEST_PATH = 1000;

    private static final Pattern PATH_PATTERN = Pattern.compile(ORIGIN_FORM);

    private static final Type<String> PROBE_PATH =
            Types.scalar("path", "a path such as /health", Schemas.text(ORIGIN_FORM), scalar -> {
                String text = scalar.text();
                if (text.length() > LONGEST_PATH) {
                    throw new Unfit("it has at most " + LONGEST_PATH + " characters");
                }
                if (text.contains("://")) {
                    throw new Unfit("it is appended to the service's URL");
                }
                if (!text.startsWith("/")) {
                    throw new Unfit(
                            PATH_PATTERN.matcher("/" + text).matches() && !scalar.substituted()
                                    ? "did you mean '/" + text + "'?"
                                    : "it begins with a slash");
                }
                if (text.contains("{")) {
                    throw new Unfit("a probe belongs to no request, so there is nothing to put into its path");
                }
                if (!PATH_PATTERN.matcher(text).matches()) {
                    throw new Unfit("what is no letter or digit is percent-encoded");
                }
                return text;
            });

    static final Key<String> PATH = Key.required(
            "path",
            PROBE_PATH,
            "What is asked for, by GET, at the service's URL (at each, where there are several). 2xx is up, anything else is"
                    + " down.");
    static final Key<Duration> EVERY = Key.of(
            "every",
            Quantities.durationOfAtLeast(Duration.ofSeconds(1), "1s"),
            "10s",
            "How often, give or take a tenth; at least `1s`. A probe that takes longer leaves out those it misses.");
    static final Key<Duration> TIMEOUT = Key.optional(
            "timeout",
            Quantities.DURATION,
            "How long a probe may take; what takes longer is down. Without it the service's `timeout`.");
    static final Key<Boolean> REQUIRED = Key.of(
            "required",
            Types.BOOLEAN,
            "false",
            "Whether the gateway is not ready (503 at `/health/ready`) while none of the service's URLs is up, or none has been"
                    + " probed yet. Otherwise readiness only lists the service as `degraded`: a gateway without one service"
                    + " is mostly better than none.");

    static final Section HEALTH =
            new Section("services.NAME.health", """
            Probes of the service in the background, over the connections that calls use. They are sent without the service's
            `headers` (but with its `auth`), are not counted as calls, and change nothing for them: no call is refused because a probe failed (that is
            what `breaker` is for). What they find is at `/health` and `/metrics`, and a change is a line in the log.""", """
            services:
              catalog:
                url: http://127.0.0.1:9101
                health: { path: /health, every: 10s, timeout: 500ms }
            """, List.of(PATH, EVERY, TIMEOUT, REQUIRED));

    static final Key<Fields> HEALTH_KEY =
            Key.optional("health", HEALTH.type(), "How it is found out in the background whether the service is up.");

    private HealthKeys() {}

    /** Whether it is a path, perhaps with a query, as it goes on the wire. */
    static boolean isOriginForm(String text) {
        return text.length() <= LONGEST_PATH && PATH_PATTERN.matcher(text).matches();
    }
}
