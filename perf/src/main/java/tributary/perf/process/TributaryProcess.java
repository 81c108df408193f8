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
    private final int admin;

    private TributaryProcess(Child child, int port, int admin) {
        this.child = child;
        this.port = port;
        this.admin = admin;
    }

    /**
     * Starts it and waits until it is ready.
     *
     * @param services the sections {@code services} and {@code aggregates} of its configuration
     * @param options for the JVM, empty for the launcher's own
     */
    public static TributaryProcess start(Settings settings, String services, String options)
            throws IOException, InterruptedException {
        return ready(spawn(settings, services, options));
    }

    /**
     * The same with more in the section {@code server}.
     *
     * @param server such as {@code "write-timeout: 5s"}
     */
    public static TributaryProcess start(Settings settings, String server, String services, String options)
            throws IOException, InterruptedException {
        return ready(spawn(settings, ", " + server, services, options));
    }

    private static TributaryProcess ready(TributaryProcess process) throws IOException, InterruptedException {
        boolean ready = false;
        try {
            Http.await200(process.child, process.admin, "/health/ready", LONGEST_START);
            ready = true;
            return process;
        } finally {
            if (!ready) {
                process.close();
            }
        }
    }

    /** The same without waiting. */
    public static TributaryProcess spawn(Settings settings, String services, String options) throws IOException {
        return spawn(settings, "", services, options);
    }

    private static TributaryProcess spawn(Settings settings, String server, String services, String options)
            throws IOException {
        int port = Http.freePort();
        int admin = Http.freePort();
        Files.createDirectories(settings.scratch());
        Path file = settings.scratch().resolve("gateway.yaml");
        Files.writeString(
                file,
                "server: { host: 127.0.0.1, port: " + port + ", idle-timeout: 10m" + server
                        + " }\nadmin: { host: 127.0.0.1, port: " + admin + " }\n" + services);
        List<String> command = List.of(settings.home().resolve("tributary").toString(), "run", "-c", file.toString());
        Map<String, String> environment = options.isEmpty() ? Map.of() : Map.of("TRIBUTARY_JAVA_OPTS", options);
        return new TributaryProcess(Child.start("gateway", settings.scratch(), environment, command), port, admin);
    }

    /** Whether the launcher has it start from an ahead-of-time cache. */
    public boolean usesAotCache() {
        return child.arguments().contains("-XX:AOTCache");
    }

    /** The public port on 127.0.0.1. */
    public int port() {
        return port;
    }

    /** Where its admin listener is on 127.0.0.1. */
    public int admin() {
        return admin;
    }

    /** What it says of itself just now. */
    public Metrics metrics() throws IOException {
        return Metrics.of(Http.get(admin, "/metrics").body());
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
