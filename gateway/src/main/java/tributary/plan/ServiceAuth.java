package tributary.plan;

import java.net.URI;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** How the gateway shows a service who it is; all of it goes into the field {@code authorization}. */
public sealed interface ServiceAuth {

    /** A token that does not change (RFC 6750). */
    record Bearer(Secret token) implements ServiceAuth {}

    /** A name and a password (RFC 7617). */
    record Basic(String user, Secret password) implements ServiceAuth {}

    /**
     * A token that a token service hands out for a while (RFC 6749, 4.4: client credentials).
     *
     * @param tokenUrl http or https, without a query
     * @param scope empty where none is asked for
     * @param audience null where none is named
     * @param style how the token service is shown the client's id and secret
     * @param timeout of one request for a token
     * @param tls that of the service whose URL has the same origin; null where there is none
     */
    record OAuth2(
            URI tokenUrl,
            String clientId,
            Secret clientSecret,
            String scope,
            @Nullable String audience,
            Style style,
            Duration timeout,
            @Nullable ServiceTls tls)
            implements ServiceAuth {

        /** The same, with the token service known by {@code other}. */
        public OAuth2 by(@Nullable ServiceTls other) {
            return new OAuth2(tokenUrl, clientId, clientSecret, scope, audience, style, timeout, other);
        }
    }

    /** Where the client's id and secret stand (RFC 6749, 2.3.1). */
    enum Style {
        /** In {@code authorization}. */
        BASIC,
        /** In the body. */
        POST
    }

    /** The key it is written under. */
    default String kind() {
        return switch (this) {
            case Bearer _ -> "bearer";
            case Basic _ -> "basic";
            case OAuth2 _ -> "oauth2";
        };
    }
}
