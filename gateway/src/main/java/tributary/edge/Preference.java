package tributary.edge;

import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.http.ServerRequestHeaders;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a client would like where it leaves it to us whether it is answered now or later (RFC 7240). What cannot be read is no
 * preference (RFC 7240, 2).
 *
 * @param patience how long it wants to wait for the answer itself
 */
record Preference(Duration patience) {
    private static final HeaderName PREFER = HeaderNames.create("Prefer");
    private static final Pattern SECONDS = Pattern.compile("[0-9]+");
    private static final Duration LONGEST = Duration.ofSeconds(60);

    /** Null where the client does not want to be answered before the work is done. */
    static @Nullable Preference of(ServerRequestHeaders headers) {
        return headers.contains(PREFER)
                ? of(String.join(",", headers.get(PREFER).allValues()))
                : null;
    }

    static @Nullable Preference of(String field) {
        boolean async = false;
        Duration wait = null;
        for (String preference : parts(field, ',')) {
            // Parameters of a preference mean nothing here.
            String[] one = parts(preference, ';').getFirst().split("=", 2);
            String name = one[0].strip().toLowerCase(Locale.ROOT);
            // An empty value is none.
            String value = one.length == 1 ? "" : unquoted(one[1].strip());
            async |= name.equals("respond-async") && value.isEmpty();
            // The first of two counts.
            if (wait == null && name.equals("wait") && SECONDS.matcher(value).matches()) {
                wait = seconds(value);
            }
        }
        return async ? new Preference(wait == null ? Duration.ZERO : wait) : null;
    }

    /** A separator in quotes separates nothing. */
    private static List<String> parts(String text, char separator) {
        List<String> parts = new ArrayList<>();
        StringBuilder part = new StringBuilder();
        boolean quoted = false;
        boolean escaped = false;
        for (int at = 0; at < text.length(); at++) {
            char c = text.charAt(at);
            if (c == separator && !quoted) {
                parts.add(part.toString());
                part.setLength(0);
                continue;
            }
            quoted ^= c == '"' && !escaped;
            escaped = quoted && c == '\\' && !escaped;
            part.append(c);
        }
        parts.add(part.toString());
        return parts;
    }

    private static String unquoted(String value) {
        boolean quoted = value.length() > 1 && value.startsWith("\"") && value.endsWith("\"");
        return quoted ? value.substring(1, value.length() - 1) : value;
    }

    private static Duration seconds(String digits) {
        // What does not fit into a number is longer than the longest, too.
        Duration wanted = digits.length() > 9 ? LONGEST : Duration.ofSeconds(Long.parseLong(digits));
        return wanted.compareTo(LONGEST) < 0 ? wanted : LONGEST;
    }
}
