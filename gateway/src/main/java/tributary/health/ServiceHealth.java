package tributary.health;

import java.net.URI;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tributary.schedule.RunState;

/**
 * How one service is, at one moment.
 *
 * @param status {@code DOWN} where its probes or an open breaker say so, {@code DEGRADED} where some of its URLs are down or
 *     set aside or the breaker is not closed, {@code UNKNOWN} where it has neither probes nor a breaker
 * @param probed what its probes say alone
 * @param required whether the gateway is not ready without it
 * @param breaker the state's name; null where there is none
 * @param outstanding calls that have begun and not ended
 * @param lastError null where it has failed none
 * @param lastSuccess when a call was answered; null where none was
 */
public record ServiceHealth(
        String name,
        Status status,
        Status probed,
        boolean required,
        @Nullable String breaker,
        int outstanding,
        int connectionsInUse,
        @Nullable LastError lastError,
        @Nullable Instant lastSuccess,
        List<Target> targets) {
    public ServiceHealth {
        targets = List.copyOf(targets);
    }

    /** The last call that the service failed. */
    public record LastError(String reason, Instant when) {}

    /**
     * One of its URLs.
     *
     * @param probe null where it is not probed
     */
    public record Target(
            URI url,
            int outstanding,
            boolean ejected,
            @Nullable ProbeState probe) {}

    /** What its probe found, and when. */
    public record ProbeState(Status status, RunState runs) {}

    /** Whether it keeps the gateway from being ready. The breaker has no say: it closes by calls, which then would not come. */
    public boolean missed() {
        return required && (probed == Status.DOWN || probed == Status.UNKNOWN);
    }

    /** Whether one should know that it is not well. */
    public boolean degraded() {
        return status == Status.DOWN || status == Status.DEGRADED;
    }
}
