package tributary.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import tributary.config.Configuration;
import tributary.config.Configuration.Loaded;

/** The option {@code -c}: which configuration a command is about. */
final class ConfigurationOption {
    @Option(
            names = {"-c", "--config"},
            paramLabel = "PATH",
            description = {
                "A YAML file, or a directory whose *.yaml files are united.",
                "Without it: what TRIBUTARY_CONFIG names, else config/ here, else the config/ that came with Tributary."
            })
    private @Nullable Path path;

    /** @throws ParameterException where there is no such file or directory */
    Loaded load(Shell shell, CommandLine command) {
        return Configuration.load(path(shell, command), shell.environment());
    }

    /**
     * The same as something that can be read again.
     *
     * @throws ParameterException where there is no such file or directory
     */
    ConfigurationSource source(Shell shell, CommandLine command) {
        return new ConfigurationSource(path(shell, command), shell.environment());
    }

    /** Where the configuration is. It exists, but need not be readable. */
    Path path(Shell shell, CommandLine command) {
        Path chosen = ConfigurationPath.chosen(path, shell);
        if (!Files.exists(chosen)) {
            throw new ParameterException(
                    command,
                    "no file or directory " + chosen + "; name the configuration with -c PATH or "
                            + ConfigurationPath.VARIABLE);
        }
        return chosen;
    }
}
