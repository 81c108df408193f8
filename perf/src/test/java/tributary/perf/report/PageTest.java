package tributary.perf.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import tributary.perf.report.Plot.Axis;
import tributary.perf.report.Plot.Curve;
import tributary.perf.report.Plot.Point;
import tributary.perf.report.Plot.Scale;
import tributary.perf.report.Plot.Shape;

class PageTest {
    @Test
    void holds_each_section_plot_figure_and_goal() throws Exception {
        Report report = Samples.report();
        String page = Page.of(report);

        for (Section section : report.sections()) {
            assertThat(page).contains("<section id=\"" + section.kind() + "\">", "<h2>" + section.title() + "</h2>");
            section.plots().forEach(plot -> assertThat(page).contains("<h3>" + plot.title() + "</h3>"));
            section.figures().forEach(figure -> assertThat(page).contains(figure.label()));
        }
        report.goals().forEach(goal -> assertThat(page).contains(goal.promise()));
        assertThat(page)
                .contains(
                        "Goals: 6 of 8 held",
                        "A Processor with 8 Cores",
                        "0123456789ab",
                        "UseParallelGC",
                        "14 March 2026");
    }

    @Test
    void asks_nobody_for_anything() throws Exception {
        String page = Page.of(Samples.report());

        assertThat(page)
                .contains("default-src 'none'")
                .doesNotContainPattern("(?i)(src|href|action|poster|data)\\s*=\\s*[\"']?\\s*(https?:)?//")
                .doesNotContainPattern("(?i)url\\(|@import|<link|<iframe|<img")
                .doesNotContainPattern("\\b(fetch|importScripts|XMLHttpRequest|WebSocket)\\b");
    }

    @Test
    void comes_with_the_licence_of_what_draws() throws Exception {
        assertThat(Page.of(Samples.report())).contains("The MIT License (MIT)", "Leon Sorokin");
    }

    @Test
    void the_values_of_each_plot_are_in_a_table() throws Exception {
        Report report = Samples.report();
        long plots = report.sections().stream()
                .mapToLong(section -> section.plots().size())
                .sum();

        assertThat(Page.of(report).split("<summary>Values</summary>", -1)).hasSize((int) plots + 1);
    }

    @Test
    void names_are_text_and_never_tags() {
        String evil = "</script><script>alert(1)</script>\"&";
        Axis axis = new Axis(evil, evil, Scale.LINEAR, List.of());
        Plot plot =
                new Plot(evil, evil, evil, Shape.LINES, axis, axis, List.of(new Curve(evil, List.of(new Point(1, 2)))));
        Figure figure = new Figure(evil, evil, evil, Figure.Better.LESS, List.of(1.0));
        Goal goal = new Goal(evil, evil, 1, 2, evil);
        Section section = new Section(evil, evil, List.of(figure), List.of(plot), List.of(goal), List.of(evil));
        Report report = new Report(
                Instant.EPOCH,
                false,
                new Report.Machine(evil, 1, 1, evil),
                Map.of(evil, evil),
                Map.of(evil, evil),
                List.of(section));

        assertThat(Page.of(report)).doesNotContain("<script>alert");
    }
}
