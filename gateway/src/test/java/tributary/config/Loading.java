package tributary.config;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import tributary.config.Configuration.Loaded;
import tributary.plan.Plan;

/** Loads configurations from texts. */
final class Loading {
    private Loading() {}

    /** The one file {@code gateway.yaml} with this text. */
    static Loaded load(String yaml) {
        return load(yaml, Map.of());
    }

    static Loaded load(String yaml, Map<String, String> environment) {
        try {
            Path folder = Files.createTempDirectory("configuration");
            Path file = folder.resolve("gateway.yaml");
            try {
                Files.writeString(file, yaml);
                return Configuration.load(file, environment);
            } finally {
                Files.delete(file);
                Files.delete(folder);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Plan plan(String yaml) {
        return plan(yaml, Map.of());
    }

    static Plan plan(String yaml, Map<String, String> environment) {
        Loaded loaded = load(yaml, environment);
        if (loaded.plan() == null) {
            throw new AssertionError(shown(loaded));
        }
        return loaded.plan();
    }

    /** The diagnostics, each without its file: {@code 3:5: error: …}. */
    static List<String> shown(Loaded loaded) {
        return loaded.diagnostics().stream().map(Loading::shown).toList();
    }

    private static String shown(Diagnostic diagnostic) {
        return diagnostic
                .toString()
                .substring(diagnostic.file().length() + 1)
                .replace(diagnostic.file(), "gateway.yaml");
    }
}
