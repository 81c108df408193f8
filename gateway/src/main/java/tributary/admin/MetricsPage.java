package tributary.admin;

import io.helidon.http.HeaderNames;
import io.helidon.http.Status;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.nio.charset.StandardCharsets;
import tributary.metrics.Metrics;

/** {@code /metrics}. Thread-safe. */
record MetricsPage(Metrics metrics) implements Page {

    @Override
    public void answer(ServerRequest request, ServerResponse response) {
        String accept = request.headers().contains(HeaderNames.ACCEPT)
                ? String.join(",", request.headers().get(HeaderNames.ACCEPT).allValues())
                : "";
        Metrics.Text text = metrics.text(accept);
        byte[] body = text.value().getBytes(StandardCharsets.UTF_8);
        response.status(Status.OK_200);
        response.header(HeaderNames.CONTENT_TYPE, text.contentType());
        response.header(HeaderNames.CACHE_CONTROL, "no-store");
        response.header(HeaderNames.VARY, "Accept");
        if (Answers.isHead(request)) {
            response.header(HeaderNames.CONTENT_LENGTH, Integer.toString(body.length));
            response.send();
        } else {
            response.send(body);
        }
    }
}
