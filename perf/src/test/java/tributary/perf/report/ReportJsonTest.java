package tributary.perf.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import tributary.perf.report.Figure.Better;
import tributary.perf.report.Report.Machine;

class ReportJsonTest {
    @Test
    void reads_what_it_wrote() throws Exception {
        Report report = Samples.report();

        assertThat(report.sections())
                .extracting(Section::kind)
                .containsExactly("micro", "load", "scale", "start", "peers");
        assertThat(ReportReader.read(ReportJson.text(report))).isEqualTo(report);
    }

    @Test
    void a_number_that_is_none_stays_none() throws Exception {
        Figure figure = new Figure("a", "A", "ns", Better.LESS, List.of(Double.NaN, 1e-9, 3e20));
        Report report = new Report(
                Instant.EPOCH,
                true,
                new Machine("p", 1, 2, "s"),
                Map.of(),
                Map.of(),
                List.of(new Section("micro", "M", List.of(figure), List.of(), List.of(), List.of())));

        assertThat(ReportReader.read(ReportJson.text(report))).isEqualTo(report);
    }

    @Test
    void passes_over_members_it_does_not_know() throws Exception {
        String later = Samples.json().replaceFirst("\\{", "{\"added\": [1],");

        assertThat(ReportReader.read(later)).isEqualTo(Samples.report());
    }

    @Test
    void tells_what_is_no_report() {
        refused("{", "it is no JSON");
        refused("[]", "where an object belongs");
        refused("{\"a\":1}", "it is not what 'tributary bench' writes");
        refused("{\"format\":\"tributary-bench\",\"version\":2}", "it has version 2, and this reads 1");
        refused("{\"format\":\"tributary-bench\",\"version\":1}", "there is nothing where an object belongs");
        refused(
                ReportJson.text(new Report(
                                Instant.EPOCH, true, new Machine("p", 1, 2, "s"), Map.of(), Map.of(), List.of()))
                        .replace("1970-01-01T00:00:00Z", "yesterday"),
                "it holds a value that no report has");
    }

    private static void refused(String text, String why) {
        assertThatThrownBy(() -> ReportReader.read(text))
                .isInstanceOf(NoReport.class)
                .hasMessageContaining(why);
    }
}
