package tributary;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/** Where Prometheus' own checker is. */
public final class Promtool {
    private Promtool() {}

    /** Whoever asks is skipped where it is not installed. */
    public static String path() {
        Path found = Stream.of(System.getenv("PATH").split(":", -1))
                .map(each -> Path.of(each, "promtool"))
                .filter(Files::isExecutable)
                .findFirst()
                .orElse(null);
        Assumptions.assumeTrue(found != null, "promtool (Debian package prometheus) is not installed");
        return found.toString();
    }
}
