package tributary.downstream.http1;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import tributary.downstream.Bytes;
import tributary.downstream.Exchanged;
import tributary.downstream.Failure;
import tributary.downstream.WireAnswer;
import tributary.downstream.WireRequest;
import tributary.resilience.Alarms;
import tributary.resilience.Deadline;
import tributary.resilience.Ticker;

/** What the tests of this package have in common: a transport, requests, and exchanges as text. */
final class Wire implements AutoCloseable {
    static final int MAX_RESPONSE = 1_000;
    /** One for all tests; its thread is a daemon. */
    static final Alarms ALARMS = Alarms.start(Ticker.SYSTEM);

    static final Duration SOON = Duration.ofSeconds(30);

    final Http1Transport transport;

    Wire(Http1Transport transport) {
        this.transport = transport;
    }

    static Wire to(ScriptedServer server) {
        return to(server.port(), settings(4));
    }

    static Wire to(int port, TransportSettings settings) {
        return new Wire(transport(new Origin(false, "127.0.0.1", port, ""), settings));
    }

    static Http1Transport transport(Origin origin, TransportSettings settings) {
        return new Http1Transport(origin, settings, (_, _) -> List.of(), null, Ticker.SYSTEM, ALARMS);
    }

    static TransportSettings settings(int maxConnections) {
        return TransportSettings.of(SOON, maxConnections, MAX_RESPONSE);
    }

    static WireRequest get(String target) {
        return new WireRequest("GET", target, List.of(), null);
    }

    static WireRequest post(String target, byte[] body) {
        return new WireRequest("POST", target, List.of(), new WireRequest.Payload(Bytes.of(body), "application/json"));
    }

    /** {@code 200 body}, or the reason of the failure. */
    String exchange(WireRequest request, Duration timeout) {
        try {
            return text(transport.exchange(request, Deadline.after(timeout, Ticker.SYSTEM)));
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    String get() {
        return exchange(get("/"), SOON);
    }

    Failure failure(WireRequest request, Duration timeout) {
        try {
            Exchanged exchanged = transport.exchange(request, Deadline.after(timeout, Ticker.SYSTEM));
            return exchanged instanceof Exchanged.None none ? none.failure() : null;
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    static String text(Exchanged exchanged) {
        return switch (exchanged) {
            case WireAnswer answer -> (answer.status() + " " + text(answer.body())).strip();
            case Exchanged.None none -> none.failure().reason();
        };
    }

    static String text(Bytes bytes) {
        return new String(bytes.array(), bytes.offset(), bytes.length(), StandardCharsets.ISO_8859_1);
    }

    /** Begins an exchange on a virtual thread; the future holds its text, or {@code interrupted}. */
    Begun begin(WireRequest request, Duration timeout) {
        return begin(request, Deadline.after(timeout, Ticker.SYSTEM));
    }

    Begun begin(WireRequest request, Deadline deadline) {
        CompletableFuture<String> end = new CompletableFuture<>();
        Thread thread = Thread.ofVirtual().start(() -> {
            try {
                end.complete(text(transport.exchange(request, deadline)));
            } catch (InterruptedException e) {
                end.complete(Thread.currentThread().isInterrupted() ? "flag left set" : "interrupted");
            } catch (RuntimeException | Error e) {
                end.completeExceptionally(e);
            }
        });
        return new Begun(thread, end);
    }

    record Begun(Thread thread, CompletableFuture<String> end) {
        String text() {
            try {
                return end.get();
            } catch (InterruptedException | ExecutionException e) {
                throw new AssertionError(e);
            }
        }
    }

    /** No place may be lent and nobody may wait when a test is over. */
    @Override
    public void close() {
        assertThat(transport.use().inUse()).as("in use").isZero();
        assertThat(transport.use().waiting()).as("waiting").isZero();
        transport.close();
        assertThat(transport.use().open()).as("open").isZero();
    }
}
