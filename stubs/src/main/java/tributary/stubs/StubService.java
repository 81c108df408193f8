package tributary.stubs;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.any;
import static com.github.tomakehurst.wiremock.client.WireMock.anyUrl;
import static com.github.tomakehurst.wiremock.client.WireMock.request;
import static com.github.tomakehurst.wiremock.client.WireMock.urlPathTemplate;

import com.github.tomakehurst.wiremock.WireMockServer;
import com.github.tomakehurst.wiremock.common.FatalStartupException;
import com.github.tomakehurst.wiremock.core.Options.ChunkedEncodingPolicy;
import com.github.tomakehurst.wiremock.core.WireMockConfiguration;
import java.net.BindException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.jspecify.annotations.Nullable;

/**
 * One service of a shop: a WireMock server on a port of its own, with a state that can be changed while it runs.
 *
 * <p>Each request is answered on a virtual thread, so that a thousand slow answers wait side by side and none in a
 * queue. A port of 0 takes a free one and keeps it over {@link ServiceState.Refusing}. Thread-safe.
 */
final class StubService implements AutoCloseable {
    private final ServiceSpec spec;
    private final StubAnswers answers;
    private final ExecutorService requests = Executors.newVirtualThreadPerTaskExecutor();
    private int port;
    private @Nullable WireMockServer server;

    private StubService(ServiceSpec spec, long seed) {
        this.spec = spec;
        this.port = spec.port();
        this.answers = new StubAnswers(
                spec.routes(),
                new Latency(spec.medianMillis(), seed ^ spec.name().hashCode()));
    }

    /** Returns the running service, or throws where its port is taken. */
    static StubService start(ServiceSpec spec, long seed) throws BindException {
        var service = new StubService(spec, seed);
        try {
            service.listen();
        } catch (BindException taken) {
            service.close();
            throw taken;
        }
        return service;
    }

    ServiceSpec spec() {
        return spec;
    }

    synchronized int port() {
        return port;
    }

    String url() {
        return "http://" + spec.host() + ":" + port();
    }

    Seen seen() {
        return answers.seen();
    }

    ServiceState state() {
        return answers.state();
    }

    /** Changes the state; throws where a port that was given up has been taken by somebody else meanwhile. */
    synchronized void turn(ServiceState state) throws BindException {
        if (state instanceof ServiceState.Refusing) {
            answers.turn(state);
            hangUp();
        } else {
            listen();
            answers.turn(state);
        }
    }

    @Override
    public void close() {
        requests.shutdownNow();
        hangUp();
        requests.close();
    }

    private synchronized void listen() throws BindException {
        if (server != null) {
            return;
        }
        var next = new WireMockServer(options());
        for (var route : spec.routes()) {
            next.stubFor(request(route.method(), urlPathTemplate(route.path()))
                    .willReturn(aResponse().withTransformerParameter(StubAnswers.ROUTE, StubAnswers.key(route))));
        }
        next.stubFor(any(anyUrl()).atPriority(Integer.MAX_VALUE).willReturn(aResponse()));
        try {
            next.start();
        } catch (FatalStartupException failed) {
            next.stop();
            throw NoListening.because(spec.name(), spec.host(), port, failed);
        }
        server = next;
        port = next.port();
    }

    private synchronized void hangUp() {
        if (server != null) {
            server.stop();
            server = null;
        }
    }

    private WireMockConfiguration options() {
        return WireMockConfiguration.options()
                .bindAddress(spec.host())
                .port(port)
                .extensions(answers)
                .templatingEnabled(false)
                // Content-Length and plain bytes, as most JSON services send them.
                .useChunkedTransferEncoding(ChunkedEncodingPolicy.NEVER)
                .gzipDisabled(true)
                // WireMock's own journal grows without end; Seen has a bound.
                .disableRequestJournal()
                .stubRequestLoggingDisabled(true)
                .jettyAcceptors(1)
                .jettyAcceptQueueSize(1024)
                .jettyStopTimeout(0L)
                .threadPoolFactory(unused -> threads());
    }

    private QueuedThreadPool threads() {
        // These few only accept and select; what answers is virtual.
        var pool = new QueuedThreadPool(16, 2);
        pool.setName("stub-" + spec.name());
        pool.setReservedThreads(0);
        pool.setDaemon(true);
        pool.setVirtualThreadsExecutor(requests);
        return pool;
    }
}
