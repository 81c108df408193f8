package tributary.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import tributary.config.Configuration;
import tributary.config.Configuration.Loaded;
import tributary.config.Diagnostic;
import tributary.config.Diagnostic.Severity;
import tributary.reload.Finding;
import tributary.reload.PlanSource;

/**
 * A configuration's files as something that can be read again. The environment stays as it was at the start: nobody outside
 * can change that of a process.
 */
public record ConfigurationSource(Path path, Map<String, String> environment) implements PlanSource {
    public ConfigurationSource {
        environment = Map.copyOf(environment);
    }

    @Override
    public List<Path> files() {
        return Configuration.files(path);
    }

    @Override
    public Reading read() {
        Loaded loaded = Configuration.load(path, environment);
        return new Reading(
                loaded.plan(),
                loaded.diagnostics().stream().map(ConfigurationSource::finding).toList(),
                loaded.secrets(),
                (key, message) -> finding(loaded.places().warning(key, message)));
    }

    private static Finding finding(Diagnostic found) {
        return new Finding(
                found.severity() == Severity.ERROR, found.file(), found.line(), found.column(), found.message());
    }
}
