package tributary.downstream;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import tributary.downstream.Failure.BadStatus;
import tributary.downstream.Failure.BulkheadFull;
import tributary.downstream.Failure.ClientError;
import tributary.downstream.Failure.InvalidJson;
import tributary.downstream.Failure.Timeout;
import tributary.downstream.WireRequest.Field;
import tributary.json.JsonException;
import tributary.json.JsonNull;
import tributary.json.JsonParser;
import tributary.plan.ServiceSpec;
import tributary.resilience.Bulkhead;
import tributary.resilience.Deadline;

/**
 * One service as a call sees it: everything that happens between a request that is ready to be sent and its value, in the
 * order in which it happens.
 *
 * <p>Thread-safe: all that calls share is the bulkhead, which keeps itself, and a count.
 */
public final class Downstream implements AutoCloseable {
    private final Transport transport;
    private final String deadlineHeader;
    private final @Nullable Bulkhead bulkhead;
    private final AtomicInteger inFlight = new AtomicInteger();

    public Downstream(ServiceSpec service, Transport transport, String deadlineHeader) {
        this.transport = transport;
        this.deadlineHeader = deadlineHeader;
        this.bulkhead = service.maxConcurrent() > 0 ? new Bulkhead(service.maxConcurrent(), service.queue()) : null;
    }

    /**
     * Calls the service once.
     *
     * @param timeout of one attempt
     * @param deadline of the whole request; the service is told what is left of it
     * @throws InterruptedException where the call was cancelled; its connection is closed, its permit returned
     */
    public Reply call(WireRequest request, Duration timeout, Deadline deadline) throws InterruptedException {
        inFlight.incrementAndGet();
        try {
            return admitted(request, timeout, deadline);
        } finally {
            inFlight.decrementAndGet();
        }
    }

    private Reply admitted(WireRequest request, Duration timeout, Deadline deadline) throws InterruptedException {
        // The place comes first and outside the attempt: waiting for it is not the service's slowness.
        if (bulkhead == null) {
            return attempt(request, timeout, deadline);
        }
        if (!bulkhead.enter(deadline)) {
            return new Reply.Failed(new BulkheadFull());
        }
        try {
            return attempt(request, timeout, deadline);
        } finally {
            bulkhead.leave();
        }
    }

    private Reply attempt(WireRequest request, Duration timeout, Deadline deadline) throws InterruptedException {
        long remainingMillis = deadline.remainingNanos() / 1_000_000;
        if (remainingMillis <= 0) {
            return new Reply.Failed(new Timeout());
        }
        WireRequest sent = request.with(new Field(deadlineHeader, Long.toString(remainingMillis)));
        return switch (transport.exchange(sent, deadline.within(timeout))) {
            case Exchanged.None(Failure failure) -> new Reply.Failed(failure);
            case WireAnswer answer -> read(answer);
        };
    }

    private static Reply read(WireAnswer answer) {
        int status = answer.status();
        if (status >= 500 || (status >= 300 && status < 400 && status != 304)) {
            return new Reply.Failed(new BadStatus(status));
        }
        if (status >= 400) {
            return new Reply.Failed(new ClientError(status));
        }
        Bytes body = answer.body();
        // A 205 has no content (RFC 9110, 15.3.6); what a service puts there all the same is no value.
        if (body.length() == 0 || status == 205) {
            return new Reply.Answered(status, JsonNull.NULL);
        }
        try {
            return new Reply.Answered(status, JsonParser.parse(body.array(), body.offset(), body.length()));
        } catch (JsonException e) {
            return new Reply.Failed(new InvalidJson("not one well-formed JSON text, at byte " + e.offset()));
        }
    }

    /** Calls that have begun and not ended, those that wait for a place too. */
    public int inFlight() {
        return inFlight.get();
    }

    /** Connections that serve one of these calls just now. */
    public int connectionsInUse() {
        return transport.inUse();
    }

    @Override
    public void close() {
        transport.close();
    }
}
