package tributary.perf.micro;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import tributary.config.Configuration;
import tributary.plan.Plan;

/** Plans for benchmarks, read from a configuration as a user would write it. */
final class Planned {
    private Planned() {}

    static Plan plan(String yaml) {
        try {
            Path file = Files.createTempFile("benchmark", ".yaml");
            try {
                Files.writeString(file, yaml);
                Configuration.Loaded loaded = Configuration.load(file, Map.of());
                if (loaded.plan() == null) {
                    throw new IllegalStateException(loaded.diagnostics().toString());
                }
                return loaded.plan();
            } finally {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
