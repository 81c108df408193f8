package tributary.perf.report;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import tributary.json.JsonOutput;

/**
 * A report as one HTML page that needs nothing else: style, script and data are in it, and its own policy forbids it to load
 * anything. Tables and bars are there without script; curves are drawn by uPlot, whose licence comes along.
 */
public final class Page {
    private static final DateTimeFormatter DATE = DateTimeFormatter.ofPattern(
                    "d MMMM yyyy, HH:mm 'UTC'", Locale.ENGLISH)
            .withZone(ZoneOffset.UTC);
    private static final String LIBRARY = "uPlot-1.6.32";

    private final Report report;
    private final Html html = new Html();

    private Page(Report report) {
        this.report = report;
    }

    public static String of(Report report) {
        return new Page(report).page();
    }

    private String page() {
        html.tags("""
                <!doctype html>
                <html lang="en">
                <head>
                <meta charset="utf-8">
                <meta name="viewport" content="width=device-width, initial-scale=1">
                <meta name="color-scheme" content="light dark">
                <meta http-equiv="Content-Security-Policy"
                  content="default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'">
                <title>Tributary, measured</title>
                <style>
                """)
                .tags(resource(LIBRARY + ".min.css"))
                .tags(resource("page.css"))
                .tags("</style>\n</head>\n<body>\n");
        header();
        html.tags("<main>\n");
        new Goals(html).all(report);
        report.sections().forEach(this::section);
        surroundings();
        html.tags("</main>\n");
        footer();
        scripts();
        return html.tags("</body>\n</html>\n").toString();
    }

    private void header() {
        html.tags("<header>\n<h1>Tributary, measured</h1>\n")
                .element("p class=\"when\"", DATE.format(report.made()) + (report.quick() ? " · quick form" : ""))
                .tags("\n<nav aria-label=\"Sections\">");
        for (Section section : report.sections()) {
            html.tags("<a href=\"#")
                    .text(section.kind())
                    .tags("\">")
                    .text(section.title())
                    .tags("</a>");
        }
        html.tags("<a href=\"#surroundings\">Machine and versions</a></nav>\n</header>\n");
    }

    private void section(Section section) {
        html.tags("<section id=\"").text(section.kind()).tags("\">\n").element("h2", section.title());
        section.notes().forEach(note -> html.element("p class=\"note\"", note));
        if (!section.plots().isEmpty()) {
            html.tags("\n<div class=\"plots\">\n");
            section.plots().forEach(plot -> new PlotHtml(html).figure(plot));
            html.tags("</div>\n");
        }
        new Figures(html).table(section);
        html.tags("</section>\n");
    }

    private void surroundings() {
        Report.Machine machine = report.machine();
        html.tags("<section id=\"surroundings\">\n<h2>Machine and versions</h2>\n<dl>");
        term("Processor", machine.processor());
        term("Cores", Integer.toString(machine.cores()));
        term("Memory", Numbers.text(machine.memoryBytes() / 1e9, "GB"));
        term("System", machine.system());
        terms(report.versions());
        terms(report.settings());
        html.tags("</dl>\n</section>\n");
    }

    private void terms(Map<String, String> terms) {
        terms.forEach(this::term);
    }

    private void term(String name, String value) {
        html.tags("<div>").element("dt", name).element("dd", value).tags("</div>");
    }

    private void footer() {
        html.tags("<footer>\n<p>The same as values: report.json, beside this page. Curves are drawn by uPlot.</p>\n")
                .tags("<details><summary>uPlot’s licence</summary>")
                .element("pre", resource(LIBRARY + ".LICENSE.txt"))
                .tags("</details>\n</footer>\n");
    }

    private void scripts() {
        String plots = JsonOutput.text(ReportJson.array(
                report.sections().stream()
                        .flatMap(section -> section.plots().stream())
                        .filter(plot -> plot.shape() == Plot.Shape.LINES)
                        .toList(),
                ReportJson::plot));
        // A label may hold what would end the element.
        html.tags("<script type=\"application/json\" id=\"plots\">")
                .tags(plots.replace("<", "\\u003c"))
                .tags("</script>\n<script>")
                .tags(resource(LIBRARY + ".iife.min.js"))
                .tags("</script>\n<script>\n")
                .tags(resource("page.js"))
                .tags("</script>\n");
    }

    private static String resource(String name) {
        try (InputStream stream = Objects.requireNonNull(Page.class.getResourceAsStream(name), name)) {
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
