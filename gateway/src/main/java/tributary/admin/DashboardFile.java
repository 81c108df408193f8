package tributary.admin;

import io.helidon.http.HeaderNames;
import io.helidon.http.Status;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;

/**
 * A file of the dashboard: it comes from our jar, and the browser is told to take nothing from elsewhere, to run nothing that
 * stands in the page itself, and to show it in nobody's frame. Thread-safe.
 */
record DashboardFile(String path, String file) implements Page {
    private static final String FOLDER = "/tributary/dashboard/";

    private static final String POLICY =
            "default-src 'self'; object-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    /** The page itself, and what it asks for. */
    static List<DashboardFile> all() {
        return List.of(
                new DashboardFile("/", "index.html"),
                of("dashboard.css"),
                of("icon.svg"),
                of("main.js"),
                of("dom.js"),
                of("format.js"),
                of("charts.js"),
                of("overview.js"),
                of("aggregates.js"),
                of("graph.js"),
                of("services.js"),
                of("classes.js"),
                of("requests.js"),
                of("configuration.js"),
                of("schedules.js"),
                of("uplot/uPlot.iife.min.js"),
                of("uplot/uPlot.min.css"),
                of("uplot/LICENSE"));
    }

    private static DashboardFile of(String file) {
        return new DashboardFile("/dashboard/" + file, file);
    }

    @Override
    public void answer(ServerRequest request, ServerResponse response) throws IOException {
        byte[] content = content();
        response.status(Status.OK_200);
        response.header(HeaderNames.CONTENT_TYPE, type());
        response.header(HeaderNames.CONTENT_LENGTH, Integer.toString(content.length));
        response.header(HeaderNames.CACHE_CONTROL, "no-store");
        response.header(HeaderNames.create("Content-Security-Policy"), POLICY);
        response.header(HeaderNames.create("X-Content-Type-Options"), "nosniff");
        response.header(HeaderNames.create("Referrer-Policy"), "no-referrer");
        if (Answers.isHead(request)) {
            response.send();
        } else {
            response.send(content);
        }
    }

    byte[] content() throws IOException {
        try (InputStream in = DashboardFile.class.getResourceAsStream(FOLDER + file)) {
            if (in == null) {
                throw new FileNotFoundException(FOLDER + file);
            }
            return in.readAllBytes();
        }
    }

    String type() {
        int dot = file.lastIndexOf('.');
        return switch (dot < 0 ? "" : file.substring(dot)) {
            case ".html" -> "text/html; charset=utf-8";
            case ".css" -> "text/css; charset=utf-8";
            case ".js" -> "text/javascript; charset=utf-8";
            case ".svg" -> "image/svg+xml";
            default -> "text/plain; charset=utf-8";
        };
    }
}
