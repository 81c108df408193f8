package tributary.token;

import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import tributary.downstream.Bytes;
import tributary.downstream.Transport;
import tributary.downstream.WireRequest;
import tributary.downstream.WireRequest.Field;
import tributary.downstream.WireRequest.Payload;
import tributary.downstream.http1.Http1Transport;
import tributary.downstream.http1.Origin;
import tributary.downstream.http1.Resolver;
import tributary.downstream.http1.TransportSettings;
import tributary.plan.ServiceAuth.OAuth2;
import tributary.plan.ServiceAuth.Style;
import tributary.plan.ServiceTls;
import tributary.resilience.Alarms;
import tributary.resilience.Deadline;
import tributary.resilience.Ticker;
import tributary.tls.TlsContexts;

/**
 * A token service by HTTP: client credentials for a token (RFC 6749, 4.4).
 *
 * <p>Over our own transport, and not the JDK's client: that has threads of its own and no bound on an answer, follows what an
 * answer says, and is one more thing to set up for TLS. Each time over a connection of its own, since minutes lie between.
 *
 * <p>Thread-safe.
 */
record HttpTokenService(OAuth2 spec, Resolver resolver, Ticker ticker, Alarms alarms) implements TokenService {
    /** An answer is a few hundred bytes; one with many claims some thousand. */
    private static final int MAX_ANSWER = 64 * 1024;

    @Override
    public Granted ask() throws InterruptedException {
        ServiceTls known = spec.tls();
        Origin origin = Origin.of(root(spec.tokenUrl())).certifiedAs(known == null ? null : known.serverName());
        TransportSettings settings = TransportSettings.of(spec.timeout(), 1, MAX_ANSWER);
        try (Transport transport = new Http1Transport(
                origin, settings, resolver, origin.https() ? TlsContexts.of(known) : null, ticker, alarms)) {
            return Granted.of(transport.exchange(request(), Deadline.after(spec.timeout(), ticker)), Instant.now());
        }
    }

    /** Without the path, whose last slash counts here, as it does not in a service's base URL. */
    private static URI root(URI url) {
        return URI.create(url.getScheme() + "://" + url.getRawAuthority());
    }

    private WireRequest request() {
        List<Field> fields = new ArrayList<>(List.of(new Field("accept", "application/json")));
        StringBuilder form = new StringBuilder("grant_type=client_credentials");
        if (!spec.scope().isEmpty()) {
            form.append("&scope=").append(encoded(spec.scope()));
        }
        if (spec.audience() != null) {
            form.append("&audience=").append(encoded(spec.audience()));
        }
        String id = encoded(spec.clientId());
        String secret = encoded(spec.clientSecret().text());
        if (spec.style() == Style.POST) {
            form.append("&client_id=").append(id).append("&client_secret=").append(secret);
        } else {
            // Encoded as in a form first (RFC 6749, 2.3.1): only so may a colon stand in either.
            byte[] pair = (id + ":" + secret).getBytes(StandardCharsets.US_ASCII);
            fields.add(new Field("authorization", "Basic " + Base64.getEncoder().encodeToString(pair)));
        }
        String path = spec.tokenUrl().getRawPath();
        return new WireRequest(
                "POST",
                path == null || path.isEmpty() ? "/" : path,
                fields,
                new Payload(
                        Bytes.of(form.toString().getBytes(StandardCharsets.US_ASCII)),
                        "application/x-www-form-urlencoded"));
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
