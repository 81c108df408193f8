package tributary.config;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import tributary.plan.Plan;

/**
 * Reads the gateway's configuration.
 *
 * <p>All its mistakes are found at once, not the first only; a file that is no YAML hides those behind it. Never throws for
 * what a file holds, nor for a file that cannot be read. Stateless.
 */
public final class Configuration {
    private Configuration() {}

    /**
     * What a configuration came to.
     *
     * @param plan null exactly where {@code diagnostics} hold an error
     * @param diagnostics by file, line and column
     * @param secrets the files that {@code ${file:…}}, {@code auth.api-keys.file} and {@code tls} name, those too that could not be read
     * @param places where its keys stand
     */
    public record Loaded(@Nullable Plan plan, List<Diagnostic> diagnostics, Set<Path> secrets, KeyPlaces places) {
        public Loaded {
            diagnostics = List.copyOf(diagnostics);
            secrets = Set.copyOf(secrets);
        }
    }

    /**
     * Loads a YAML file, or the union of those in a directory.
     *
     * @param environment where {@code ${NAME}} is looked up
     */
    public static Loaded load(Path fileOrDirectory, Map<String, String> environment) {
        Problems problems = new Problems();
        Set<Path> secrets = new TreeSet<>();
        List<Node> roots = new ConfigurationFiles(environment, problems, secrets).read(fileOrDirectory);
        // Where a file could not be read, all that it defines would be reported as missing.
        Place start = Place.startOf(fileOrDirectory.toString());
        if (roots != null && roots.isEmpty()) {
            // Above all a file that is just being written: nobody means to serve nothing.
            problems.error(start, "there is nothing in it; a configuration has services and aggregates");
        }
        KeyFile keyFile = new KeyFile(environment, problems, secrets);
        Planner planner = new Planner(problems, keyFile, new PemFiles(problems, secrets));
        Node.Mapping united = roots == null ? null : new Union(problems).of(roots, start);
        Plan plan = united == null ? null : plan(united, start, planner, problems);
        return new Loaded(
                problems.errors() ? null : plan,
                problems.sorted(),
                secrets,
                united == null ? KeyPlaces.none(start) : KeyPlaces.of(united));
    }

    /** The files that {@link #load} would read now, but for secrets; none where a directory cannot be read. */
    public static List<Path> files(Path fileOrDirectory) {
        return new ConfigurationFiles(Map.of(), new Problems(), new TreeSet<>()).files(fileOrDirectory);
    }

    private static @Nullable Plan plan(Node.Mapping united, Place start, Planner planner, Problems problems) {
        Fields file = RootKeys.ROOT.read(At.top(start), united, problems);
        return file == null ? null : planner.plan(file);
    }
}
