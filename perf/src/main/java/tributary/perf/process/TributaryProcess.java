package tributary.perf.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import tributary.perf.bench.Settings;

/** A gateway started as its users start it, by the launcher of the checkout and with the launcher's own options. */
public final class TributaryProcess implements AutoCloseable {
    /** The launcher builds where a source is newer than its jar. */
    private static final Duration LONGEST_START = Duration.ofMinutes(5);

    private final Child child;
    private final int port;

    private TributaryProcess(Child child, int port) {
        this.child = child;
        this.port = port;
    }

    /**
     * Starts it and waits until it is ready.
     *
     * @param services the sections {@code services} and {@code aggregates} of its configuration
     * @param options for the JVM, empty for the launcher's own
     */
    public static TributaryProcess start(Settings settings, String services, String options)
            throws IOException, InterruptedException {
        int port = Http.freePort();
        int admin = Http.freePort();
        Files.createDirectories(settings.scratch());
        Path file = settings.scratch().resolve("gateway.yaml");
        Files.writeString(
                file,
                "server: { host: 127.0.0.1, port: " + port + ", idle-timeout: 10m }\nadmin: { host: 127.0.0.1, port: "
                        + admin + " }\n" + services);
        List<String> command = List.of(settings.home().resolve("tributary").toString(), "run", "-c", file.toString());
        Map<String, String> environment = options.isEmpty() ? Map.of() : Map.of("TRIBUTARY_JAVA_OPTS", options);
        Child child = Child.start("gateway", settings.scratch(), environment, command);
        boolean ready = false;
        try {
            Http.await200(child, admin, "/health/ready", LONGEST_START);
            ready = true;
            return new TributaryProcess(child, port);
        } finally {
            if (!ready) {
                child.close();
            }
        }
    }

    /** The public port on 127.0.0.1. */
    public int port() {
        return port;
    }

    /** The process. */
    public Child child() {
        return child;
    }

    @Override
    public void close() {
        child.close();
    }
}
