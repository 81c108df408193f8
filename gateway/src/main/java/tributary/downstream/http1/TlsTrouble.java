package tributary.downstream.http1;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.time.Duration;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;
import tributary.downstream.Failure;
import tributary.resilience.Occasional;
import tributary.resilience.Ticker;

/**
 * Why TLS with one service does not come about. Operators find it in the log with the JDK's own words; the failure that calls
 * get tells only what kind it was. Thread-safe.
 */
final class TlsTrouble {
    private static final System.Logger LOG = System.getLogger("tributary.downstream");
    private static final Duration TOLD_EVERY = Duration.ofSeconds(10);
    private static final int LONGEST = 200;

    private final Occasional failures = new Occasional(TOLD_EVERY, Ticker.SYSTEM);
    private final String where;

    TlsTrouble(Origin origin) {
        where = origin.hostField();
    }

    Failure handshake(IOException e) {
        return told(Tls.why(e), e);
    }

    /**
     * What became of a connection that was ended before anything was read from it; null where it was not TLS that ended it. With
     * TLS 1.3 a service that does not believe us says so only after the handshake.
     */
    @Nullable
    Failure afterwards(IOException e) {
        boolean alert =
                e instanceof SSLException && String.valueOf(e.getMessage()).contains("fatal alert");
        return alert ? told("the service has refused us", e) : null;
    }

    private Failure told(String why, IOException e) {
        long times = failures.happened();
        if (times > 0) {
            LOG.log(
                    Level.WARNING,
                    "TLS with " + where + ": " + why + " (" + words(e) + "); failed since this was last said: "
                            + times);
        }
        return new Failure.TlsFailed(why);
    }

    /** The innermost is the most exact: whose certificate ended when, which name was looked for. */
    private static String words(Throwable e) {
        Throwable innermost = e;
        while (innermost.getCause() != null && innermost.getCause().getMessage() != null) {
            innermost = innermost.getCause();
        }
        String words = String.valueOf(innermost.getMessage());
        return words.length() > LONGEST ? words.substring(0, LONGEST) : words;
    }
}
