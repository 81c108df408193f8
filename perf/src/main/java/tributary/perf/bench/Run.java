package tributary.perf.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import tributary.perf.report.Page;
import tributary.perf.report.Report;
import tributary.perf.report.ReportJson;
import tributary.perf.report.Section;

/**
 * Makes one report of one or more kinds. It is written anew after each of them, so that what was measured is there whatever
 * happens to the next; a kind that fails is told and does not keep the others from being measured.
 */
record Run(List<Kind> kinds, Settings settings, Path folder) {

    /** The report, and what kept a kind from being in it. */
    record Outcome(Report report, List<String> failures) {}

    Outcome run(Surroundings on, Instant made, Function<String, Bar> bars) throws IOException, InterruptedException {
        Files.createDirectories(settings.scratch());
        List<Section> sections = new ArrayList<>();
        List<String> failures = new ArrayList<>();
        Report report = report(on, made, sections);
        for (Kind kind : kinds) {
            try (Bar bar = bars.apply(kind.name())) {
                sections.add(kind.run(settings, bar));
            } catch (IOException e) {
                failures.add(kind.name() + " could not be measured: " + e.getMessage());
            }
            report = report(on, made, sections);
            Files.writeString(folder.resolve("report.json"), ReportJson.text(report));
            Files.writeString(folder.resolve("report.html"), Page.of(report));
        }
        return new Outcome(report, failures);
    }

    private Report report(Surroundings on, Instant made, List<Section> sections) {
        return new Report(made, settings.quick(), on.machine(), on.versions(), on.settings(), sections);
    }
}
