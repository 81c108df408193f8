package tributary.config;

import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tributary.plan.TextTemplate;

/** Which headers a configuration may set or pass on (RFC 9110, 5.1, 5.5, 7.6.1). */
final class HeaderRules {
    static final Pattern NAME = Pattern.compile("[A-Za-z0-9!#$%&'*+.^_`|~-]+");

    private static final Set<String> OF_THE_CONNECTION = Set.of(
            "host",
            "content-length",
            "transfer-encoding",
            "connection",
            "te",
            "upgrade",
            "keep-alive",
            "trailer",
            "http2-settings",
            "expect",
            "accept-encoding");

    private HeaderRules() {}

    /** Why nobody may set or forward that header, or null where one may. The name is lower case. */
    static @Nullable String refusal(String name) {
        return OF_THE_CONNECTION.contains(name) || name.startsWith("proxy-")
                ? "the header '" + name
                        + "' is part of the connection and not of the message; the gateway makes its own"
                : null;
    }

    /** What is wrong with the fixed text of a header's value, or null. */
    static @Nullable String invalid(TextTemplate value) {
        for (TextTemplate.Piece piece : value.pieces()) {
            if (piece instanceof TextTemplate.Piece.Literal(String text)
                    && !text.chars().allMatch(c -> c == '\t' || (c >= ' ' && c < 127))) {
                return "a header's value is printable ASCII on one line";
            }
        }
        return null;
    }
}
