package tributary.edge.connection;

import java.lang.System.Logger.Level;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.Arrays;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import tributary.edge.connection.ConnectionCounts.Handshake;
import tributary.observe.RequestRecord;
import tributary.plan.ListenerTls;
import tributary.resilience.Occasional;
import tributary.resilience.Ticker;
import tributary.tls.TlsContexts;

/**
 * What a listener shows its clients in TLS. It may be replaced while the listener works: connections that come later get the new
 * one, those there are go on.
 *
 * <p>TLS 1.3 and 1.2, of the latter only what keeps what was said secret when the key becomes known later, and is authenticated:
 * all that HTTP/2 allows (RFC 9113, 9.2.2). Thread-safe.
 */
public final class Securing {
    private static final System.Logger LOG = System.getLogger("tributary.edge");
    private static final Duration TOLD_EVERY = Duration.ofSeconds(10);
    private static final int LONGEST_REASON = 200;

    private final Occasional failures = new Occasional(TOLD_EVERY, Ticker.SYSTEM);
    private volatile Terms terms;

    private record Terms(ListenerTls tls, SSLContext context, SSLParameters parameters) {
        static Terms of(ListenerTls tls) {
            SSLContext context = TlsContexts.of(tls);
            SSLParameters parameters = context.getDefaultSSLParameters();
            parameters.setProtocols(new String[] {"TLSv1.3", "TLSv1.2"});
            parameters.setCipherSuites(Arrays.stream(parameters.getCipherSuites())
                    .filter(Terms::sound)
                    .toArray(String[]::new));
            parameters.setUseCipherSuitesOrder(true);
            parameters.setApplicationProtocols(new String[] {TlsLayer.HTTP_2, "http/1.1"});
            parameters.setNeedClientAuth(!tls.clientAuthorities().isEmpty());
            return new Terms(tls, context, parameters);
        }

        private static boolean sound(String suite) {
            boolean version13 = suite.startsWith("TLS_AES_") || suite.startsWith("TLS_CHACHA20_");
            return version13
                    || (suite.startsWith("TLS_ECDHE_") && (suite.contains("_GCM_") || suite.contains("_CHACHA20_")));
        }
    }

    public Securing(ListenerTls tls) {
        this.terms = Terms.of(tls);
    }

    /** From now on, shows {@code next}. Where it is the same, sessions can still be resumed. */
    public void follow(ListenerTls next) {
        if (!next.equals(terms.tls)) {
            terms = Terms.of(next);
        }
    }

    /** For one connection. */
    SSLEngine engine() {
        Terms now = terms;
        SSLEngine engine = now.context.createSSLEngine();
        engine.setUseClientMode(false);
        engine.setSSLParameters(now.parameters);
        return engine;
    }

    /** Tells of a client with whom TLS did not come about, if that was not told lately. */
    void tellFailure(SocketAddress client, Handshake how, String why) {
        long times = failures.happened();
        if (times > 0) {
            String kind =
                    switch (how) {
                        case DONE -> "";
                        case NO_TLS -> "it does not speak TLS";
                        case REFUSED -> why.length() > LONGEST_REASON ? why.substring(0, LONGEST_REASON) : why;
                        case BROKEN_OFF -> "it broke the handshake off";
                        case LATE -> "the handshake took too long";
                    };
            LOG.log(
                    Level.WARNING,
                    "TLS handshakes: no success with " + RequestRecord.address(client) + ": " + kind
                            + "; failed since this was last said: " + times);
        }
    }
}
