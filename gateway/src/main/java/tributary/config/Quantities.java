package tributary.config;

import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tributary.json.JsonObject;
import tributary.plan.Address;
import tributary.plan.Network;

/** The types of values with a unit or a grammar of their own: durations, sizes, hosts, URLs, header names. */
final class Quantities {
    private static final Pattern DURATION_PARTS = Pattern.compile("([0-9]{1,9})(ms|s|m|h)");
    private static final Pattern SIZE_PARTS = Pattern.compile("([0-9]{1,10})(B|KiB|MiB|GiB)?");
    private static final Pattern RATE_PARTS = Pattern.compile("([0-9]{1,9})/(s|m|h)");
    private static final Duration LONGEST = Duration.ofHours(24);

    static final Type<Duration> DURATION = duration(false);
    static final Type<Duration> DURATION_OR_ZERO = duration(true);

    static final Type<Integer> SIZE = Types.scalar(
            "size",
            "a size such as 64KiB or 5MiB",
            Schemas.either(Schemas.object("type", "integer", "minimum", 1), Schemas.text("[0-9]+(B|KiB|MiB|GiB)?")),
            Quantities::size);

    static final Type<String> HOST =
            Types.scalar("host", "a host such as 0.0.0.0 or localhost", Schemas.text("[A-Za-z0-9.:_-]+"), scalar -> {
                String text = scalar.text();
                if (text.contains("://")) {
                    throw new Unfit("a host has no scheme");
                }
                if (text.matches("[^:]+:[0-9]+")) {
                    throw new Unfit("the port has a key of its own");
                }
                if (!text.matches("[A-Za-z0-9.:_-]+")) {
                    throw new Unfit("");
                }
                return text;
            });

    static final Type<URI> URL = Types.scalar(
            "URL",
            "a URL such as http://127.0.0.1:9101",
            Schemas.text("https?://[^\\s?#@]+"),
            scalar -> url(scalar.text()));

    static final Type<String> HEADER_NAME = Types.scalar(
            "header name", "a header name such as X-Tenant", Schemas.text(HeaderRules.NAME.pattern()), scalar -> {
                if (!HeaderRules.NAME.matcher(scalar.text()).matches()) {
                    throw new Unfit("a header name is made of letters, digits and dashes");
                }
                return scalar.text().toLowerCase(Locale.ROOT);
            });

    static final Type<Network> NETWORK = Types.scalar(
            "network",
            "a network such as 10.0.0.0/8 or 2001:db8::/32",
            Schemas.text("[0-9A-Fa-f:.]+(/[0-9]{1,3})?"),
            scalar -> {
                String text = scalar.text();
                Network network = Network.around(text);
                if (network == null) {
                    throw new Unfit("");
                }
                int slash = text.indexOf('/');
                if (slash >= 0 && !network.first().equals(Address.parse(text.substring(0, slash)))) {
                    throw new Unfit("did you mean " + network + ", which it lies in?");
                }
                return network;
            });

    static final Type<Rate> RATE =
            Types.scalar("rate", "a rate such as 100/s or 6000/m", Schemas.text("0*[1-9][0-9]*/(s|m|h)"), scalar -> {
                Matcher parts = RATE_PARTS.matcher(scalar.text());
                if (!parts.matches()) {
                    boolean bare = !scalar.substituted() && scalar.text().matches("[0-9]{1,9}");
                    throw new Unfit(
                            bare ? "a unit is missing: " + scalar.text() + "/s or " + scalar.text() + "/m?" : "");
                }
                int count = Integer.parseInt(parts.group(1));
                if (count == 0) {
                    throw new Unfit("it cannot be zero");
                }
                return new Rate(
                        count,
                        switch (parts.group(2)) {
                            case "s" -> Duration.ofSeconds(1);
                            case "m" -> Duration.ofMinutes(1);
                            default -> Duration.ofHours(1);
                        });
            });

    /** So many in that time. */
    record Rate(int count, Duration period) {}

    private Quantities() {}

    /** A duration of at least {@code least}; {@code text} is how one would write that. */
    static Type<Duration> durationOfAtLeast(Duration least, String text) {
        return Types.scalar("duration", "a duration such as 10s or 1m", DURATION.schema(), scalar -> {
            Duration duration = duration(scalar, false);
            if (duration.compareTo(least) < 0) {
                throw new Unfit("it is at least " + text);
            }
            return duration;
        });
    }

    private static Type<Duration> duration(boolean zero) {
        JsonObject schema = Schemas.text(zero ? "[0-9]+(ms|s|m|h)" : "0*[1-9][0-9]*(ms|s|m|h)");
        return Types.scalar("duration", "a duration such as 250ms, 2s or 1m", schema, scalar -> duration(scalar, zero));
    }

    /** A duration of at most {@code most}, for what is kept for days. */
    static Type<Duration> durationOfHours(int most) {
        return Types.scalar(
                "duration",
                "a duration such as 10m or 24h",
                DURATION.schema(),
                scalar -> duration(scalar, false, Duration.ofHours(most)));
    }

    private static Duration duration(Node.Scalar scalar, boolean zero) throws Unfit {
        return duration(scalar, zero, LONGEST);
    }

    private static Duration duration(Node.Scalar scalar, boolean zero, Duration most) throws Unfit {
        String text = scalar.text();
        Matcher parts = DURATION_PARTS.matcher(text);
        if (!parts.matches()) {
            throw new Unfit(scalar.substituted() ? "" : unit(text));
        }
        long number = Long.parseLong(parts.group(1));
        Duration duration =
                switch (parts.group(2)) {
                    case "ms" -> Duration.ofMillis(number);
                    case "s" -> Duration.ofSeconds(number);
                    case "m" -> Duration.ofMinutes(number);
                    default -> Duration.ofHours(number);
                };
        if (duration.isZero() && !zero) {
            throw new Unfit("it cannot be zero");
        }
        if (duration.compareTo(most) > 0) {
            throw new Unfit("it is at most " + most.toHours() + "h");
        }
        return duration;
    }

    private static String unit(String text) {
        if (text.matches("[0-9]{1,9}")) {
            return "a unit is missing: " + text + "ms or " + text + "s?";
        }
        return text.matches("[0-9]{1,3}d")
                ? "write " + 24 * Integer.parseInt(text.substring(0, text.length() - 1)) + "h"
                : "";
    }

    static int size(Node.Scalar scalar) throws Unfit {
        String text = scalar.text();
        Matcher parts = SIZE_PARTS.matcher(text);
        if (!parts.matches()) {
            Matcher near =
                    Pattern.compile("([0-9]{1,10}) ?([kKmMgG])[iI]?[bB]?").matcher(text);
            throw new Unfit(
                    near.matches() && !scalar.substituted()
                            ? "did you mean '" + near.group(1) + near.group(2).toUpperCase(Locale.ROOT) + "iB'?"
                            : "");
        }
        String unit = parts.group(2) == null ? "B" : parts.group(2);
        long factor = 1L << (10 * "BKMG".indexOf(unit.charAt(0)));
        long bytes = Long.parseLong(parts.group(1)) * factor;
        if (bytes < 1 || bytes > Integer.MAX_VALUE - 8) {
            throw new Unfit(bytes < 1 ? "it cannot be zero" : "it is less than 2GiB");
        }
        return (int) bytes;
    }

    private static URI url(String text) throws Unfit {
        URI url;
        try {
            url = new URI(text);
        } catch (URISyntaxException e) {
            throw new Unfit("");
        }
        String scheme = url.getScheme();
        if (scheme == null || !(scheme.equalsIgnoreCase("http") || scheme.equalsIgnoreCase("https"))) {
            throw new Unfit("it begins with http:// or https://");
        }
        if (url.getRawUserInfo() != null) {
            throw new Unfit("it holds no user name or password");
        }
        if (url.getHost() == null || url.getHost().isEmpty() || url.getPort() == 0 || url.getPort() > 65535) {
            throw new Unfit("its host or port is wrong");
        }
        if (url.getRawQuery() != null || url.getRawFragment() != null) {
            throw new Unfit("it has no '?' and no '#'; what follows stands in the calls");
        }
        String withoutSlash = text.replaceAll("/+$", "");
        return URI.create(withoutSlash);
    }
}
