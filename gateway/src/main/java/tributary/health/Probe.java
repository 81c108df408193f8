package tributary.health;

import java.lang.System.Logger.Level;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tributary.downstream.Downstream;
import tributary.downstream.Exchanged;
import tributary.downstream.Failure;
import tributary.downstream.WireAnswer;
import tributary.downstream.WireRequest;
import tributary.downstream.WireRequest.Field;
import tributary.plan.HealthSpec;
import tributary.plan.ServiceSpec;
import tributary.resilience.Deadline;
import tributary.resilience.Ticker;
import tributary.schedule.Periodic.Result;
import tributary.schedule.Periodic.Work;

/**
 * Asks one URL of a service how it is: 2xx is up. Each change is one line in the log, with the URL's number and not the URL.
 *
 * <p>Run by one thread, read by any.
 */
final class Probe implements Work {
    private static final System.Logger LOG = System.getLogger("tributary.health");

    private final HealthSpec spec;
    private final Downstream service;
    private final int target;
    private final Ticker ticker;
    private final WireRequest request;
    private final String called;
    private volatile Status status;

    /** @param known what is known already */
    Probe(ServiceSpec service, HealthSpec spec, Downstream downstream, int target, Status known, Ticker ticker) {
        this.spec = spec;
        this.service = downstream;
        this.target = target;
        this.ticker = ticker;
        this.request = new WireRequest("GET", spec.path(), List.of(new Field("accept", "*/*")), null);
        this.called = "service " + service.name() + (service.urls().size() == 1 ? "" : ", URL " + target);
        this.status = known;
    }

    Status status() {
        return status;
    }

    @Override
    public Result run() throws InterruptedException {
        Exchanged exchanged = service.probe(target, request, Deadline.after(spec.timeout(), ticker));
        String why = why(exchanged);
        if (why == null) {
            found(Status.UP, "the probe is answered");
            return Result.DONE;
        }
        if (!unasked(exchanged)) {
            found(Status.DOWN, "the probe failed: " + why);
        }
        return new Result.Failed(why);
    }

    /** Null where it is up. */
    private static @Nullable String why(Exchanged exchanged) {
        return switch (exchanged) {
            case WireAnswer answer ->
                answer.status() >= 200 && answer.status() < 300 ? null : "status " + answer.status();
            // Only a 2xx fails for its size; any other answer stands without the body.
            case Exchanged.None(Failure.TooLarge _) -> null;
            case Exchanged.None(Failure failure) -> failure.reason();
        };
    }

    /** Whether all connections were in use, so that calls will tell; or there is no token, which is no fault of its. This says nothing then. */
    private static boolean unasked(Exchanged exchanged) {
        return exchanged instanceof Exchanged.None(Failure failure)
                && (failure instanceof Failure.BulkheadFull || failure instanceof Failure.AuthFailed);
    }

    private void found(Status now, String why) {
        Status before = status;
        status = now;
        if (now == Status.DOWN && before != Status.DOWN) {
            LOG.log(Level.WARNING, called + " is down: " + why);
        } else if (now == Status.UP && before == Status.DOWN) {
            LOG.log(Level.INFO, called + " is up again: " + why);
        }
    }
}
