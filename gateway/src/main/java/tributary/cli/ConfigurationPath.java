package tributary.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Where a configuration is looked for. */
final class ConfigurationPath {
    static final String VARIABLE = "TRIBUTARY_CONFIG";
    private static final Path DIRECTORY = Path.of("config");

    private ConfigurationPath() {}

    /** What the command line names, else what the variable names, else {@code config/} here, else the one that came along. */
    static Path chosen(@Nullable Path named, Shell shell) {
        if (named != null) {
            return named;
        }
        String variable = shell.environment().getOrDefault(VARIABLE, "");
        if (!variable.isEmpty()) {
            return Path.of(variable);
        }
        return Files.isDirectory(DIRECTORY) ? DIRECTORY : shell.home().resolve(DIRECTORY);
    }
}
