package tributary.spans;

import java.lang.System.Logger.Level;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tributary.observe.Observer;
import tributary.observe.RequestRecord;
import tributary.spans.SpanCounts.Reason;

/**
 * Sends what is recorded of requests to a collector of OpenTelemetry (OTLP over HTTP, in protobuf), as spans.
 *
 * <p>Requests only put their record into a bounded queue; one virtual thread makes spans of it and sends them. Nothing ever waits for
 * the collector. What finds no place in the queue, or does not arrive, is dropped and counted. {@link #close} sends what still waits, for
 * three seconds at most.
 *
 * <p>Thread-safe.
 */
public final class SpanExport implements Observer, AutoCloseable {
    /** How long the end of the gateway may wait for a collector. */
    private static final Duration LAST_CHANCE = Duration.ofSeconds(3);

    private static final System.Logger LOG = System.getLogger("tributary.spans");

    private final SpanCounts counts = new SpanCounts();
    private final Waiting waiting = new Waiting();
    private final Thread thread;

    private SpanExport(URI collector, Map<String, String> headers, Spans spans) {
        this.thread = Thread.ofVirtual().name("spans").unstarted(() -> send(collector, headers, spans));
    }

    /** Where services are. */
    public interface Addresses {
        /** The URL of a service by its number, from 0; null where there is none. */
        @Nullable
        URI of(String service, int number);
    }

    /**
     * Starts it.
     *
     * @param collector its URL; where that has no path, {@code /v1/traces} is meant
     * @param headers sent with each export
     * @param scheme that clients speak: {@code http} or {@code https}
     * @param version of this gateway
     * @param environment of which {@code OTEL_SERVICE_NAME} and {@code OTEL_RESOURCE_ATTRIBUTES} count
     * @throws IllegalArgumentException whose message is the name of a header that cannot be sent
     */
    public static SpanExport start(
            URI collector,
            Map<String, String> headers,
            String scheme,
            String version,
            Map<String, String> environment,
            Addresses addresses) {
        Collector.check(headers);
        Spans spans = new Spans(Resource.of(version, environment), version, scheme, addresses);
        SpanExport export = new SpanExport(collector, headers, spans);
        export.thread.start();
        return export;
    }

    private void send(URI to, Map<String, String> headers, Spans spans) {
        // Made here, since it reads certificates: the start of the gateway does not wait for that.
        try (Collector collector = new Collector(to, headers)) {
            new Delivery(waiting, spans, collector, counts).run();
        } catch (InterruptedException e) {
            LOG.log(Level.DEBUG, "the collector did not answer before the end", e);
        } finally {
            waiting.close();
            int lost = waiting.clear();
            if (lost > 0) {
                counts.dropped(Reason.ENDING, lost);
            }
        }
    }

    @Override
    public boolean wants(Ended ended) {
        return ended.recorded();
    }

    @Override
    public void take(RequestRecord request) {
        Reason refused = waiting.add(request);
        if (refused != null) {
            counts.dropped(refused, Waiting.spans(request));
        }
    }

    /** What became of spans. */
    public SpanCounts counts() {
        return counts;
    }

    /** How many spans wait to be sent. */
    public int waiting() {
        return waiting.spans();
    }

    /** Sends what waits, as far as that is possible soon, and ends. */
    @Override
    public void close() {
        waiting.close();
        boolean interrupted = false;
        try {
            if (!thread.join(LAST_CHANCE)) {
                thread.interrupt();
                boolean _ = thread.join(LAST_CHANCE);
            }
        } catch (InterruptedException e) {
            interrupted = true;
            thread.interrupt();
        }
        long lost = counts.dropped(Reason.ENDING);
        if (lost > 0) {
            LOG.log(Level.WARNING, "{0} spans could not be sent before the end", Long.toString(lost));
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
