package tributary.perf.peers;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tributary.perf.bench.Settings;
import tributary.perf.process.Child;
import tributary.perf.process.Http;
import tributary.perf.process.Tool;

/** The gateway in {@code perf/peers/go}, built where Go is installed. */
public final class GoPeer {
    private GoPeer() {}

    /** A gateway that serves, or why there is none. */
    public sealed interface Started {}

    /** It serves. */
    public record Serving(int port, Child child) implements Started {}

    /** It cannot be had here. */
    public record Missing(String why) implements Started {}

    /** Builds it into the scratch folder and starts it. */
    public static Started start(Settings settings, int service) throws IOException, InterruptedException {
        Optional<Path> go = Tool.find("go", "/usr/local/go/bin", "/usr/lib/go/bin");
        if (go.isEmpty()) {
            return new Missing("Go is not installed, so its gateway was not measured.");
        }
        Path binary = settings.scratch().resolve("go-peer").toAbsolutePath();
        Optional<String> failure = Tool.failure(List.of(
                go.get().toString(),
                "-C",
                settings.home().resolve("perf/peers/go").toString(),
                "build",
                "-o",
                binary.toString(),
                "."));
        if (failure.isPresent()) {
            return new Missing("The Go gateway does not build here, so it was not measured: " + failure.get());
        }
        int port = Http.freePort();
        Child child = Child.start(
                "go-peer",
                settings.scratch(),
                Map.of(),
                List.of(binary.toString(), "-listen", "127.0.0.1:" + port, "-service", "http://127.0.0.1:" + service));
        boolean ready = false;
        try {
            Http.await200(child, port, "/three", Duration.ofSeconds(10));
            ready = true;
            return new Serving(port, child);
        } finally {
            if (!ready) {
                child.close();
            }
        }
    }
}
