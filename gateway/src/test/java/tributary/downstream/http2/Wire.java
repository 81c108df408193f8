package tributary.downstream.http2;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import tributary.downstream.Bytes;
import tributary.downstream.Exchanged;
import tributary.downstream.Failure;
import tributary.downstream.WireAnswer;
import tributary.downstream.WireRequest;
import tributary.downstream.http1.Origin;
import tributary.downstream.http1.TransportSettings;
import tributary.resilience.Deadline;
import tributary.resilience.Ticker;

/** What the tests of this package have in common: a transport, requests, and exchanges as text. */
final class Wire implements AutoCloseable {
    static final int MAX_RESPONSE = 4_000_000;
    static final Duration SOON = Duration.ofSeconds(30);

    /** A clock that stands still until a test moves it on: for what is to happen before that no machine is too slow. */
    static final class Clock implements Ticker {
        private final AtomicLong nanos = new AtomicLong();

        @Override
        public long nanos() {
            return nanos.get();
        }

        void pass(Duration time) {
            nanos.addAndGet(time.toNanos());
        }
    }

    final Http2Transport transport;

    Wire(Http2Transport transport) {
        this.transport = transport;
    }

    static Wire to(FrameService service) {
        return to(service, TransportSettings.of(SOON, 4, MAX_RESPONSE));
    }

    static Wire to(FrameService service, TransportSettings settings) {
        return to(service, settings, Ticker.SYSTEM);
    }

    static Wire to(FrameService service, TransportSettings settings, Ticker ticker) {
        Origin origin = new Origin(false, "127.0.0.1", service.port(), "/base");
        return new Wire(new Http2Transport(origin, settings, (_, _) -> List.of(), null, ticker));
    }

    static WireRequest get(String target) {
        return new WireRequest("GET", target, List.of(), null);
    }

    static WireRequest post(byte[] body) {
        return new WireRequest("POST", "/", List.of(), new WireRequest.Payload(Bytes.of(body), "application/json"));
    }

    Exchanged exchange(WireRequest request, Duration timeout) {
        try {
            return transport.exchange(request, Deadline.after(timeout, Ticker.SYSTEM));
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** {@code 200 body}, or the failure's reason and what it says. */
    String get() {
        return text(exchange(get("/"), SOON));
    }

    String get(Duration timeout) {
        return text(exchange(get("/"), timeout));
    }

    static String text(Exchanged exchanged) {
        return switch (exchanged) {
            case WireAnswer answer -> (answer.status() + " " + text(answer.body())).strip();
            case Exchanged.None(Failure.Reset(String why)) -> "reset: " + why;
            case Exchanged.None(Failure.ConnectFailed(String why)) -> "connect-failed: " + why;
            case Exchanged.None(Failure.TlsFailed(String why)) -> "connect-failed: TLS: " + why;
            case Exchanged.None(Failure failure) -> failure.reason();
        };
    }

    private static String text(Bytes bytes) {
        return new String(bytes.array(), bytes.offset(), bytes.length(), StandardCharsets.ISO_8859_1);
    }

    /** Begins an exchange on a virtual thread. */
    Begun begin(WireRequest request, Duration timeout) {
        return begin(() -> text(transport.exchange(request, Deadline.after(timeout, Ticker.SYSTEM))));
    }

    @FunctionalInterface
    interface Making {
        String text() throws InterruptedException;
    }

    /** Begins what {@code making} does, one exchange, on a virtual thread. */
    Begun begin(Making making) {
        CompletableFuture<String> end = new CompletableFuture<>();
        Thread thread = Thread.ofVirtual().start(() -> {
            try {
                end.complete(making.text());
            } catch (InterruptedException e) {
                end.complete(Thread.currentThread().isInterrupted() ? "flag left set" : "interrupted");
            } catch (RuntimeException | Error e) {
                end.completeExceptionally(e);
            }
        });
        return new Begun(thread, end);
    }

    Begun begin() {
        return begin(get("/"), SOON);
    }

    /** Begins an exchange whose time is up when so much has passed on {@code clock}. */
    Begun begin(WireRequest request, Duration timeout, Clock clock) {
        return begin(() -> text(transport.exchange(request, Deadline.after(timeout, clock))));
    }

    record Begun(Thread thread, CompletableFuture<String> end) {
        String text() {
            try {
                return end.get();
            } catch (InterruptedException | ExecutionException e) {
                throw new AssertionError(e);
            }
        }

        /** The same, after so much has passed on {@code clock}, of which who waits for it knows nothing by himself. */
        String text(Clock clock, Duration passed) {
            clock.pass(passed);
            LockSupport.unpark(thread);
            return text();
        }
    }

    /** Waits until so many connections are there; their threads are gone with them. */
    void awaitConnections(int count) {
        long start = System.nanoTime();
        while (transport.connections() != count && System.nanoTime() - start < SOON.toNanos()) {
            Thread.onSpinWait();
        }
        assertThat(transport.connections()).as("connections").isEqualTo(count);
    }

    /** Nothing may be left when a test is over: no exchange, no connection, none of its threads. */
    @Override
    public void close() {
        assertThat(transport.inUse()).as("in use").isZero();
        transport.close();
        awaitConnections(0);
    }
}
