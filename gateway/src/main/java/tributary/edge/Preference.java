package tributary.edge;

import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.http.ServerRequestHeaders;
import java.time.Duration;
import java.util.Locale;
import java.util.regex.Matcher;
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
    private static final Pattern WAIT = Pattern.compile("wait\\s*=\\s*\"?([0-9]{1,9})\"?");
    private static final Duration LONGEST = Duration.ofSeconds(60);

    /** Null where the client does not want to be answered before the work is done. */
    static @Nullable Preference of(ServerRequestHeaders headers) {
        if (!headers.contains(PREFER)) {
            return null;
        }
        boolean async = false;
        Duration wait = null;
        for (String preference :
                String.join(",", headers.get(PREFER).allValues()).split(",", -1)) {
            // Parameters of a preference mean nothing here.
            String name = preference.split(";", -1)[0].strip().toLowerCase(Locale.ROOT);
            async |= name.equals("respond-async");
            Matcher waits = WAIT.matcher(name);
            if (wait == null && waits.matches()) {
                // The first of two counts.
                wait = Duration.ofSeconds(Long.parseLong(waits.group(1)));
            }
        }
        if (!async) {
            return null;
        }
        Duration wanted = wait == null ? Duration.ZERO : wait;
        return new Preference(wanted.compareTo(LONGEST) < 0 ? wanted : LONGEST);
    }
}
