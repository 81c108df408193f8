package tributary.perf.report;

import java.util.List;

/** A section's figures as a table: median, spread, and each sample as a dot. */
final class Figures {
    private static final double LEFT = 6;
    private static final double WIDTH = 108;

    private final Html html;

    Figures(Html html) {
        this.html = html;
    }

    void table(Section section) {
        if (section.figures().isEmpty()) {
            return;
        }
        html.tags("<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"Figures: ")
                .text(section.title())
                .tags(
                        "\"><table class=\"figures\">\n<thead><tr><th scope=\"col\">Figure</th><th scope=\"col\">Median</th>")
                .tags(
                        "<th scope=\"col\">Least – most</th><th scope=\"col\" class=\"strip\">Samples</th></tr></thead>\n<tbody>\n");
        section.figures().forEach(this::row);
        html.tags("</tbody>\n</table></div>\n");
    }

    private void row(Figure figure) {
        List<Double> samples = figure.samples().stream().sorted().toList();
        String spread =
                samples.size() == 1 ? "–" : Numbers.text(samples.getFirst()) + " – " + Numbers.text(samples.getLast());
        html.tags("<tr>")
                .element("th scope=\"row\"", figure.label())
                .element("td class=\"number\"", Numbers.text(figure.median(), figure.unit()))
                .element("td class=\"number\"", spread)
                .tags("<td class=\"strip\">");
        strip(samples);
        html.tags("</td></tr>\n");
    }

    /** From nothing to the greatest sample, so that a spread that looks wide is wide beside the value itself. */
    private void strip(List<Double> samples) {
        double most = samples.getLast();
        html.tags("<svg width=\"120\" height=\"14\" role=\"img\" aria-label=\"" + samples.size() + " samples\">")
                .tags("<line x1=\"6\" x2=\"114\" y1=\"7\" y2=\"7\"/>");
        for (double sample : samples) {
            if (Double.isFinite(sample) && most > 0) {
                html.tags("<circle r=\"3.5\" cy=\"7\" cx=\"" + Math.round((LEFT + sample / most * WIDTH) * 10) / 10.0
                        + "\"/>");
            }
        }
        html.tags("</svg>");
    }
}
