package tributary.perf.bench;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import tributary.perf.report.Goal;

/** {@code micro}, {@code load} and so on, and {@code all}: kinds of measurement into one report. */
@Command(sortOptions = false)
final class KindCommand implements Callable<Integer> {
    private static final DateTimeFormatter NAME = DateTimeFormatter.ofPattern("yyyy-MM-dd-HHmmss", Locale.ROOT);

    private final List<Kind> kinds;
    private final Path home;

    @Option(
            names = "--quick",
            description = "The same measurements with fewer repetitions and points, each kind in under two minutes.")
    private boolean quick;

    @Option(
            names = "--out",
            paramLabel = "DIR",
            description = "Where the report goes. Default: perf/target/bench/DATE-TIME.")
    private @Nullable Path out;

    @Option(names = "--goals", description = "Exit with 1 where a goal was missed.")
    private boolean goals;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    KindCommand(List<Kind> kinds, Path home) {
        this.kinds = kinds;
        this.home = home;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        PrintWriter stdout = spec.commandLine().getOut();
        PrintWriter stderr = spec.commandLine().getErr();
        Path folder = out != null
                ? out
                : home.resolve("perf/target/bench").resolve(NAME.format(LocalDateTime.now(ZoneId.systemDefault())));
        Run run = new Run(kinds, new Settings(quick, home, folder.resolve("work")), folder);
        Run.Outcome outcome = run.run(Surroundings.find(home), Instant.now(), kind -> Bar.onTerminal(kind, stderr));
        Summary.lines(outcome.report()).forEach(stdout::println);
        stdout.println();
        stdout.println("Report: " + folder.resolve("report.html"));
        stdout.flush();
        outcome.failures().forEach(failure -> stderr.println(spec.qualifiedName() + ": " + failure));
        boolean missed = !outcome.report().goals().stream().allMatch(Goal::held);
        return outcome.failures().isEmpty() && !(goals && missed) ? 0 : 1;
    }
}
