package tributary.perf.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import tributary.perf.report.Figure;
import tributary.perf.report.Figure.Better;
import tributary.perf.report.Goal;
import tributary.perf.report.Report;
import tributary.perf.report.ReportJson;
import tributary.perf.report.ReportReader;
import tributary.perf.report.Section;

class BenchTest {
    @TempDir
    private Path directory;

    /** What a command came to. */
    private record Ran(int code, String out, String err) {}

    /** A kind that takes no time. */
    private record Made(String name, double measured) implements Kind {
        @Override
        public String does() {
            return "Makes " + name + " up.";
        }

        @Override
        public Section run(Settings settings, Progress progress) throws IOException {
            if (Double.isNaN(measured)) {
                throw new IOException("the port is taken");
            }
            Files.writeString(settings.scratch().resolve(name), "");
            progress.at(0, 1, "making it up");
            progress.at(1, 1, "done");
            Figure figure = new Figure(name + ".f", name + " cost", "µs", Better.LESS, List.of(measured));
            Goal goal = new Goal(name + ".g", name + " promise", measured, 10, "µs");
            return new Section(
                    name,
                    "Section " + name,
                    List.of(figure),
                    List.of(),
                    List.of(goal),
                    List.of(settings.quick() ? "q" : "s"));
        }
    }

    private Ran run(List<Kind> kinds, String... args) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        CommandLine bench =
                Bench.in(kinds, directory).setOut(new PrintWriter(out)).setErr(new PrintWriter(err));
        return new Ran(bench.execute(args), out.toString(), err.toString());
    }

    private Path written(String name, double... samples) throws IOException {
        Figure figure = new Figure(
                "f",
                "Cost",
                "µs",
                Better.LESS,
                java.util.Arrays.stream(samples).boxed().toList());
        Report report = new Report(
                java.time.Instant.EPOCH,
                true,
                new Report.Machine("p", 1, 1, "s"),
                Map.of(),
                Map.of(),
                List.of(new Section("micro", "M", List.of(figure), List.of(), List.of(), List.of())));
        return Files.writeString(directory.resolve(name), ReportJson.text(report));
    }

    @Test
    void writes_a_page_and_values_and_prints_them() throws Exception {
        Path out = directory.resolve("out");
        Ran ran = run(List.of(new Made("one", 7)), "one", "--quick", "--out", out.toString());

        assertThat(ran.code()).isZero();
        assertThat(ran.out())
                .contains(
                        "Section one",
                        "one cost",
                        "7",
                        "held",
                        out.resolve("report.html").toString());
        assertThat(ran.err()).contains("░ 0/1", "making it up", "█ 1/1");
        assertThat(out.resolve("report.html")).content().contains("Section one");
        Report report = ReportReader.read(Files.readString(out.resolve("report.json")));
        assertThat(report.quick()).isTrue();
        assertThat(report.machine().cores()).isPositive();
        assertThat(report.versions()).containsKeys("JDK", "Helidon");
        assertThat(report.settings()).containsKey("JVM flags");
    }

    @Test
    void names_the_folder_by_date_unless_told() throws IOException {
        assertThat(run(List.of(new Made("one", 7)), "one").code()).isZero();

        try (var folders = Files.list(directory.resolve("perf/target/bench"))) {
            assertThat(folders).singleElement().satisfies(folder -> {
                assertThat(folder.getFileName().toString()).matches("\\d{4}-\\d\\d-\\d\\d-\\d{6}");
                assertThat(folder.resolve("report.json")).exists();
            });
        }
    }

    @Test
    void all_makes_one_report_of_every_kind() throws Exception {
        Path out = directory.resolve("out");
        Ran ran = run(List.of(new Made("one", 7), new Made("two", 8)), "all", "--out", out.toString());

        assertThat(ran.code()).isZero();
        assertThat(ReportReader.read(Files.readString(out.resolve("report.json")))
                        .sections())
                .extracting(Section::kind)
                .containsExactly("one", "two");
    }

    @Test
    void a_kind_that_fails_is_told_and_the_others_are_measured() {
        Ran ran = run(List.of(new Made("one", Double.NaN), new Made("two", 8)), "all", "--out", directory.toString());

        assertThat(ran.code()).isEqualTo(1);
        assertThat(ran.err()).contains("one could not be measured: the port is taken");
        assertThat(ran.out()).contains("two cost");
    }

    @Test
    void a_missed_goal_is_a_failure_only_where_goals_are_asked_for() {
        List<Kind> kinds = List.of(new Made("one", 11));

        assertThat(run(kinds, "one", "--out", directory.toString()).code()).isZero();
        Ran ran = run(kinds, "one", "--goals", "--out", directory.toString());
        assertThat(ran.code()).isEqualTo(1);
        assertThat(ran.out()).contains("missed");
        assertThat(run(List.of(new Made("one", 9)), "one", "--goals", "--out", directory.toString())
                        .code())
                .isZero();
    }

    @Test
    void compares_two_reports() throws IOException {
        String before = written("a.json", 10, 11, 12).toString();
        String after = written("b.json", 20, 21, 22).toString();

        Ran ran = run(List.of(), "compare", before, after);
        assertThat(ran.code()).isZero();
        assertThat(ran.out()).contains("90.9 % more, beyond noise: worse", "1 figures compared: 0 better, 1 worse");
        assertThat(run(List.of(), "compare", before, after, "--fail-on-worse").code())
                .isEqualTo(1);
        assertThat(run(List.of(), "compare", after, before, "--fail-on-worse").code())
                .isZero();
    }

    @Test
    void tells_unusable_arguments_from_failures() throws IOException {
        assertThat(run(List.of()).err()).contains("which kind?");
        assertThat(run(List.of()).code()).isEqualTo(2);
        assertThat(run(List.of(), "neither").code()).isEqualTo(2);
        assertThat(run(List.of(), "compare", "a.json").code()).isEqualTo(2);
        Files.writeString(directory.resolve("no.json"), "[]");
        String no = directory.resolve("no.json").toString();
        assertThat(run(List.of(), "compare", no, no).err()).contains("no.json is no report");
        assertThat(run(List.of(), "compare", "absent", "absent").code()).isEqualTo(2);
        assertThat(run(List.of(), "flame", "--seconds", "0").code()).isEqualTo(2);
    }

    @Test
    void helps() {
        Ran ran = run(List.of(new Made("one", 1)), "--help");
        assertThat(ran.code()).isZero();
        assertThat(ran.out()).contains("one", "Makes one up.", "all", "compare", "flame", "Exit codes");
        for (String command : List.of("one", "all", "compare", "flame")) {
            assertThat(run(List.of(new Made("one", 1)), command, "--help").out())
                    .contains("Usage:");
        }
    }
}
