package tributary.admin;

import io.helidon.http.Status;
import io.helidon.webserver.CloseConnectionException;
import io.helidon.webserver.WebServer;
import io.helidon.webserver.WebServerConfig;
import io.helidon.webserver.http.HttpRouting;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.lang.System.Logger.Level;
import tributary.edge.connection.Guard;
import tributary.plan.ClientLimits;
import tributary.plan.Plan.AdminSpec;

/** The listener for those who run the gateway; see {@link AdminPages} for what is there. It asks nobody who they are. */
public final class AdminListener implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger("tributary.admin");

    private static final int MAX_HEADER_SIZE = 16 * 1024;
    private static final int MAX_BODY = 64 * 1024;

    private final WebServer server;
    private final AdminPages pages;
    private final Guard guard;

    private AdminListener(WebServer server, AdminPages pages, Guard guard) {
        this.server = server;
        this.pages = pages;
        this.guard = guard;
    }

    /** Listens; throws an unchecked exception of the server's where it cannot. */
    public static AdminListener start(AdminSpec spec, Operated gateway) {
        AdminPages pages = new AdminPages(gateway);
        Guard guard = new Guard(ClientLimits.of(MAX_HEADER_SIZE, MAX_BODY));
        WebServerConfig.Builder listener = WebServer.builder()
                .host(spec.host())
                .port(spec.port())
                .routing(HttpRouting.builder().any(pages).error(Throwable.class, AdminListener::failed))
                .featuresDiscoverServices(false)
                .shutdownHook(false);
        guard.protect(listener);
        WebServer server = listener.build();
        try {
            server.start();
        } catch (RuntimeException e) {
            guard.close();
            throw e;
        }
        return new AdminListener(server, pages, guard);
    }

    private static void failed(ServerRequest request, ServerResponse response, Throwable thrown) {
        LOG.log(Level.WARNING, "a request on the admin listener failed", thrown);
        if (response.isSent()) {
            throw new CloseConnectionException("an answer that broke off cannot be mended", thrown);
        }
        Answers.problem(
                request, response, Status.INTERNAL_SERVER_ERROR_500.code(), "internal-error", "This did not work");
    }

    /** The port it listens on. */
    public int port() {
        return server.port();
    }

    @Override
    public void close() {
        pages.close();
        server.stop();
        guard.close();
    }
}
