package tributary.edge.connection;

import static org.assertj.core.api.Assertions.assertThat;

import io.helidon.webserver.CloseConnectionException;
import io.helidon.webserver.WebServer;
import io.helidon.webserver.WebServerConfig;
import io.helidon.webserver.http.HttpRouting;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;
import tributary.edge.LastResort;
import tributary.observe.Observers;
import tributary.plan.ClientLimits;
import tributary.tls.Certificates;

/**
 * A guarded listener on a free port with one handler of a few targets: {@code /echo} answers the body, {@code /hang} works
 * until its client leaves, {@code /slow} for some milliseconds, {@code /held} until it is let go, {@code /ignore} answers
 * without reading, {@code /large} with much, {@code /marker} counts. Closing it checks that nothing is left.
 */
final class GuardedServer implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger("tributary.test");

    static final Duration LONG = Duration.ofSeconds(30);

    final AtomicInteger markers = new AtomicInteger();
    final AtomicInteger hanging = new AtomicInteger();
    final AtomicInteger slow = new AtomicInteger();
    final AtomicInteger reading = new AtomicInteger();
    final Queue<Long> interruptedAt = new ConcurrentLinkedQueue<>();
    final Queue<Throwable> failures = new ConcurrentLinkedQueue<>();
    /** Why nobody was there to be answered, a word for each such request. */
    final Queue<String> unanswered = new ConcurrentLinkedQueue<>();

    /** Lets those go that wait in {@code /held}. */
    final CountDownLatch release = new CountDownLatch(1);

    /** Those of others, which may not have ended when this one has. */
    private final Set<Thread> watchesBefore = watches();

    private final Guard guard;
    private final WebServer server;
    private final @Nullable SSLContext tls;

    GuardedServer(ClientLimits limits) {
        this(limits, null, null);
    }

    /** The first handshake of a process reads hundreds of classes, for which tests of short times have no time. */
    private static final class Warm {
        static {
            try (GuardedServer server = unwarmed(limits())) {
                server.serves();
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        }

        private static GuardedServer up(ClientLimits limits) {
            return unwarmed(limits);
        }
    }

    /** One that speaks TLS. */
    static GuardedServer secured(ClientLimits limits) {
        return Warm.up(limits);
    }

    private static GuardedServer unwarmed(ClientLimits limits) {
        return new GuardedServer(limits, new Securing(Certificates.listener("first")), Certificates.client(null));
    }

    /** @param tls of the clients that it makes */
    GuardedServer(ClientLimits limits, @Nullable Securing securing, @Nullable SSLContext tls) {
        this.guard = new Guard(limits, Observers.NONE, securing);
        this.tls = tls;
        LastResort lastResort = new LastResort();
        WebServerConfig.Builder listener = WebServer.builder()
                .address(InetAddress.getLoopbackAddress())
                .port(0)
                .directHandlers(lastResort.handlers())
                .routing(HttpRouting.builder().any(this::handle).error(Throwable.class, (request, response, thrown) -> {
                    if (!(thrown instanceof IOException)) {
                        failures.add(thrown);
                    }
                    lastResort.handle(request, response, thrown);
                }))
                .featuresDiscoverServices(false)
                .shutdownHook(false)
                .shutdownGracePeriod(Duration.ofMillis(500));
        guard.protect(listener);
        this.server = listener.build().start();
    }

    /** Limits that no test meets but the one that asks for them. */
    static ClientLimits limits() {
        return new ClientLimits(LONG, LONG, LONG, LONG, 1000, 100, 16 * 1024, 1024 * 1024);
    }

    static ClientLimits timeouts(Duration header, Duration body, Duration idle, Duration write) {
        return new ClientLimits(header, body, idle, write, 1000, 100, 16 * 1024, 1024 * 1024);
    }

    private void handle(ServerRequest request, ServerResponse response) throws IOException, InterruptedException {
        try {
            answer(request, response);
        } catch (CloseConnectionException e) {
            unanswered.add(Presence.of(request).unanswered().reason());
            throw e;
        }
    }

    private void answer(ServerRequest request, ServerResponse response) throws IOException, InterruptedException {
        String path = request.prologue().uriPath().rawPath();
        switch (path) {
            case "/echo" -> {
                byte[] body = Presence.of(request).reading(() -> read(request));
                Presence.of(request).writing(() -> response.send(body));
            }
            case "/hang" -> {
                Presence.of(request).during(this::hang);
                response.send("released");
            }
            case "/slow" -> {
                int millis = Integer.parseInt(request.query().get("ms"));
                String answer = Presence.of(request).during(() -> {
                    slow.incrementAndGet();
                    Thread.sleep(millis);
                    return request.query().get("id");
                });
                response.send(answer);
            }
            case "/held" -> {
                String answer = Presence.of(request).during(this::held);
                response.send(answer);
            }
            case "/ignore" -> response.send("ignored");
            case "/refuse" -> response.status(415).header("Connection", "close").send("refused");
            case "/large" -> Presence.of(request).writing(() -> response.send(new byte[16 * 1024 * 1024]));
            case "/marker" -> {
                markers.incrementAndGet();
                response.send("marker");
            }
            default -> response.status(404).send("none");
        }
    }

    private byte[] read(ServerRequest request) throws IOException {
        reading.incrementAndGet();
        try (InputStream body = request.content().inputStream()) {
            return body.readAllBytes();
        } finally {
            reading.decrementAndGet();
        }
    }

    private String held() throws InterruptedException {
        slow.incrementAndGet();
        assertThat(release.await(LONG.toSeconds(), TimeUnit.SECONDS)).isTrue();
        return "held";
    }

    private boolean hang() throws InterruptedException {
        hanging.incrementAndGet();
        try {
            return new CountDownLatch(1).await(LONG.toSeconds(), TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            interruptedAt.add(System.nanoTime());
            throw e;
        } finally {
            hanging.decrementAndGet();
        }
    }

    int port() {
        return server.port();
    }

    Guard guard() {
        return guard;
    }

    ConnectionCounts counts() {
        return guard.counts();
    }

    RawClient client() throws IOException {
        return new RawClient(port(), tls, "http/1.1");
    }

    /** One that sends HTTP/2 as it is told to. */
    RawClient rawHttp2() throws IOException {
        return new RawClient(port(), tls, "h2");
    }

    H2Client http2(byte... settings) throws IOException {
        return new H2Client(port(), settings, tls);
    }

    /** A well-behaved client is served. */
    void serves() throws IOException {
        try (RawClient client = client()) {
            client.send("GET /ignore HTTP/1.1\r\nHost: x\r\n\r\n");
            assertThat(client.answer().status()).isEqualTo(200);
        }
    }

    /** The same, where times are short: perhaps not the first, for which this machine may have been too slow. */
    void servesOn() {
        await("a well-behaved client is served", () -> {
            try {
                serves();
                return true;
            } catch (IOException | AssertionError e) {
                return false;
            }
        });
    }

    @FunctionalInterface
    interface Attempt {
        void within(Duration time) throws IOException, InterruptedException;
    }

    /**
     * For what must be late by {@code brief}, and other things before it not: where this machine was too slow for those, all is
     * done once more with eight times as much. The log says so, since it may have been something else.
     */
    static void inTime(Duration brief, Attempt attempt) throws IOException, InterruptedException {
        try {
            attempt.within(brief);
        } catch (IOException | AssertionError e) {
            LOG.log(System.Logger.Level.WARNING, "once more with eight times as much time", e);
            attempt.within(brief.multipliedBy(8));
        }
    }

    static void await(String what, BooleanSupplier condition) {
        long end = System.nanoTime() + LONG.toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime() < end).as("waited in vain: " + what).isTrue();
            try {
                Thread.sleep(1);
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        }
    }

    static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    @Override
    public void close() {
        await("connections end", () -> counts().open() == 0);
        await("handlers end", () -> hanging.get() == 0);
        server.stop();
        guard.close();
        assertThat(failures).as("failures of handlers").isEmpty();
        await("the watch ends", () -> watchesBefore.containsAll(watches()));
    }

    private static Set<Thread> watches() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().equals("connection watch"))
                .collect(Collectors.toSet());
    }
}
