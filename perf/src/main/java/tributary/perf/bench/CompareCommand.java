package tributary.perf.bench;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tributary.perf.report.Change;
import tributary.perf.report.Comparison;
import tributary.perf.report.NoReport;
import tributary.perf.report.Numbers;
import tributary.perf.report.Report;
import tributary.perf.report.ReportReader;

/** {@code compare}: two reports, figure by figure. */
@Command(
        sortOptions = false,
        description = {
            "What changed from one report to another, and whether it is more than noise.",
            "",
            "More than noise: the medians differ by 2 % or more, and, with three samples or more in each, all samples",
            "of one lie beyond those of the other, or, with five or more in each, a Mann-Whitney U test gives less than",
            "0.01 for chance. With fewer than three samples there is no verdict.",
            ""
        })
final class CompareCommand implements Callable<Integer> {
    @Parameters(index = "0", paramLabel = "A.json", description = "The earlier report.json, or its folder.")
    private Path before = Path.of("");

    @Parameters(index = "1", paramLabel = "B.json", description = "The later one.")
    private Path after = Path.of("");

    @Option(names = "--fail-on-worse", description = "Exit with 1 where a figure got worse beyond noise.")
    private boolean failOnWorse;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() {
        Comparison comparison = new Comparison(read(before), read(after));
        PrintWriter out = spec.commandLine().getOut();
        comparison.cautions().forEach(out::println);
        List<Change> changes = comparison.changes();
        Columns.lines(rows(changes)).forEach(out::println);
        comparison.unmatched().forEach(line -> out.println("  " + line));
        long better = count(changes, Change.Verdict.BETTER);
        long worse = count(changes, Change.Verdict.WORSE);
        out.println();
        out.println(changes.size() + " figures compared: " + better + " better, " + worse + " worse beyond noise.");
        out.flush();
        return failOnWorse && worse > 0 ? 1 : 0;
    }

    private static long count(List<Change> changes, Change.Verdict verdict) {
        return changes.stream().filter(change -> change.verdict() == verdict).count();
    }

    private static List<List<String>> rows(List<Change> changes) {
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of("", "before", "after", "ratio", "verdict"));
        for (Change change : changes) {
            String unit = change.after().unit();
            rows.add(List.of(
                    change.after().label(),
                    Numbers.text(change.before().median(), unit),
                    Numbers.text(change.after().median(), unit),
                    Numbers.text(change.ratio()),
                    " " + change.words()));
        }
        return rows;
    }

    private Report read(Path path) {
        Path file = Files.isDirectory(path) ? path.resolve("report.json") : path;
        try {
            return ReportReader.read(Files.readString(file));
        } catch (IOException e) {
            throw new ParameterException(spec.commandLine(), file + " cannot be read");
        } catch (NoReport e) {
            throw new ParameterException(spec.commandLine(), file + " is no report: " + e.getMessage());
        }
    }
}
