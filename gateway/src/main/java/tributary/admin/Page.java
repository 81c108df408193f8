package tributary.admin;

import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.io.IOException;

/** What answers one path of the admin listener. */
@FunctionalInterface
interface Page {
    void answer(ServerRequest request, ServerResponse response) throws IOException, InterruptedException;
}
