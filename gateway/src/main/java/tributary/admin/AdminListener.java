package tributary.admin;

import io.helidon.http.Status;
import io.helidon.webserver.CloseConnectionException;
import io.helidon.webserver.http.HttpRouting;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.lang.System.Logger.Level;
import java.net.BindException;
import tributary.edge.connection.Listener;
import tributary.observe.Observers;
import tributary.plan.ClientLimits;
import tributary.plan.Plan.AdminSpec;

/** The listener for those who run the gateway; see {@link AdminPages} for what is there. It asks nobody who they are. */
public final class AdminListener implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger("tributary.admin");

    private static final int MAX_HEADER_SIZE = 16 * 1024;
    private static final int MAX_BODY = 64 * 1024;

    private final Listener listener;
    private final AdminPages pages;

    private AdminListener(Listener listener, AdminPages pages) {
        this.listener = listener;
        this.pages = pages;
    }

    /**
     * Listens.
     *
     * @throws BindException where it cannot, such as on a port that is taken
     */
    public static AdminListener start(AdminSpec spec, Operated gateway) throws BindException {
        AdminPages pages = new AdminPages(gateway);
        Listener listener = Listener.start(
                spec.host(),
                spec.port(),
                ClientLimits.of(MAX_HEADER_SIZE, MAX_BODY),
                Observers.NONE,
                null,
                builder -> builder.routing(
                        HttpRouting.builder().any(pages).error(Throwable.class, AdminListener::failed)));
        return new AdminListener(listener, pages);
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
        return listener.port();
    }

    @Override
    public void close() {
        pages.close();
        listener.close();
    }
}
