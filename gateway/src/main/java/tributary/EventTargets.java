package tributary;

import java.net.URI;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;
import tributary.downstream.Bytes;
import tributary.downstream.Exchanged;
import tributary.downstream.Failure;
import tributary.downstream.RetryAfter;
import tributary.downstream.Transport;
import tributary.downstream.WireAnswer;
import tributary.downstream.WireRequest;
import tributary.downstream.WireRequest.Field;
import tributary.downstream.WireRequest.Payload;
import tributary.downstream.http1.Http1Transport;
import tributary.downstream.http1.Origin;
import tributary.downstream.http1.Resolver;
import tributary.downstream.http1.TransportSettings;
import tributary.events.Limits;
import tributary.events.Poster;
import tributary.events.Sinks.Wanted;
import tributary.events.Target;
import tributary.plan.Plan;
import tributary.plan.SinkSpec;
import tributary.resilience.Alarms;
import tributary.resilience.Deadline;
import tributary.resilience.Ticker;

/**
 * What a plan's sinks are made of. Webhooks are sent over the same strict HTTP/1.1 that services are asked over: it has deadlines, and
 * looks up names without holding a thread.
 */
record EventTargets(Resolver resolver, Alarms alarms, Ticker ticker) {
    /** Bytes of a webhook's answer, in which nobody is interested. */
    private static final int LARGEST_ANSWER = 64 * 1024;

    List<Wanted> of(Plan plan) {
        List<Wanted> wanted = new ArrayList<>();
        for (SinkSpec sink : plan.events().values()) {
            Limits limits = new Limits(sink.queue(), sink.queueMemory(), sink.maxSize(), sink.whenFull());
            wanted.add(new Wanted(sink.name(), limits, target(sink)));
        }
        return wanted;
    }

    private Target target(SinkSpec sink) {
        return switch (sink.target()) {
            case SinkSpec.File(var path, SinkSpec.Rotation rotation, Duration flush) ->
                rotation == null
                        ? new Target.ToFile(path, 0, 1, flush)
                        : new Target.ToFile(path, rotation.size(), rotation.keep(), flush);
            case SinkSpec.Webhook webhook -> {
                Integer attempts = webhook.retry().attempts();
                yield new Target.ToWebhook(
                        webhook.url(),
                        new Posts(webhook.url(), webhook.timeout(), this),
                        webhook.secret() == null ? "" : webhook.secret(),
                        sink.workers(),
                        webhook.timeout(),
                        attempts == null ? Integer.MAX_VALUE : attempts,
                        webhook.retry().age(),
                        webhook.retry().backoff(),
                        webhook.deadLetter());
            }
        };
    }

    /** Equal where the same is sent to the same place, so that a reload lets it be. */
    private record Posts(URI url, Duration timeout, EventTargets by) implements Supplier<Poster> {
        @Override
        public Poster get() {
            Origin named = Origin.of(URI.create(url.getScheme() + "://" + url.getRawAuthority()));
            String path = url.getRawPath() == null || url.getRawPath().isEmpty() ? "/" : url.getRawPath();
            String target = url.getRawQuery() == null ? path : path + "?" + url.getRawQuery();
            Transport transport = new Http1Transport(
                    named,
                    TransportSettings.of(timeout, 1, LARGEST_ANSWER),
                    by.resolver,
                    named.https() ? tls() : null,
                    by.ticker,
                    by.alarms);
            return new Post(transport, target, by.ticker);
        }

        private static SSLContext tls() {
            try {
                return SSLContext.getDefault();
            } catch (NoSuchAlgorithmException e) {
                throw new IllegalStateException(
                        "TLS could not be set up: see javax.net.ssl.keyStore and trustStore", e);
            }
        }
    }

    private record Post(Transport transport, String target, Ticker ticker) implements Poster {
        @Override
        public Posted post(byte[] json, Map<String, String> headers, Duration timeout) throws InterruptedException {
            List<Field> fields = headers.entrySet().stream()
                    .map(header -> new Field(header.getKey(), header.getValue()))
                    .toList();
            Exchanged exchanged = transport.exchange(
                    new WireRequest("POST", target, fields, new Payload(Bytes.of(json), "application/json")),
                    Deadline.after(timeout, ticker));
            return switch (exchanged) {
                case WireAnswer answer -> new Posted.Answered(answer.status(), RetryAfter.of(answer, Instant.now()));
                // Only an answer that says that all is well is read beyond its size.
                case Exchanged.None(Failure.TooLarge _) -> new Posted.Answered(200, Duration.ZERO);
                case Exchanged.None(Failure failure) -> new Posted.Unanswered(failure.reason());
            };
        }

        @Override
        public void close() {
            transport.close();
        }
    }
}
