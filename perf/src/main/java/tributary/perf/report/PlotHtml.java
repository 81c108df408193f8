package tributary.perf.report;

import java.util.List;
import java.util.Locale;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import tributary.perf.report.Plot.Axis;
import tributary.perf.report.Plot.Curve;
import tributary.perf.report.Plot.Point;

/** A plot on the page: bars are made here, lines get a place for the script to draw in; behind each are its values. */
final class PlotHtml {
    private final Html html;

    PlotHtml(Html html) {
        this.html = html;
    }

    void figure(Plot plot) {
        html.tags("<figure>\n<figcaption>").element("h3", plot.title());
        if (!plot.note().isEmpty()) {
            html.element("p", plot.note());
        }
        html.tags("</figcaption>\n");
        switch (plot.shape()) {
            case LINES ->
                html.tags("<div class=\"chart\" data-plot=\"")
                        .text(plot.id())
                        .tags("\" role=\"img\" aria-label=\"")
                        .text(plot.title())
                        .tags("; the values are in the table below\"></div>\n");
            case BARS -> bars(plot);
        }
        html.tags("<details><summary>Values</summary>");
        values(plot);
        html.tags("</details>\n</figure>\n");
    }

    private void bars(Plot plot) {
        double most = plot.curves().stream()
                .flatMap(curve -> curve.points().stream())
                .mapToDouble(Point::y)
                .filter(Double::isFinite)
                .max()
                .orElse(1);
        html.element("p class=\"axis\"", title(plot.y()));
        html.tags("<div class=\"bars\">");
        for (int group = 0; group < plot.x().names().size(); group++) {
            html.element("div class=\"name\"", plot.x().names().get(group)).tags("<div class=\"group\">");
            for (int i = 0; i < plot.curves().size(); i++) {
                Double value = at(plot.curves().get(i), group);
                if (value != null) {
                    bar(plot, group, i, value, most);
                }
            }
            html.tags("</div>");
        }
        html.tags("</div>\n");
        if (plot.curves().size() > 1) {
            html.tags("<ul class=\"legend\">");
            for (int i = 0; i < plot.curves().size(); i++) {
                html.tags("<li class=\"c" + i % 8 + "\">")
                        .text(plot.curves().get(i).label())
                        .tags("</li>");
            }
            html.tags("</ul>\n");
        }
    }

    /** Where each bar is a gateway of its own, ours has the colour. */
    private void bar(Plot plot, int group, int curve, double value, double most) {
        boolean alone = plot.curves().size() == 1;
        boolean ours = plot.x().names().get(group).toLowerCase(Locale.ROOT).contains("tributary");
        String colour = alone ? (ours ? "c0" : "other") : "c" + curve % 8;
        double width = most > 0 ? Math.round(value / most * 1000) / 10.0 : 0;
        html.tags("<div class=\"bar\"><span class=\"fill " + colour + "\" style=\"width:calc((100% - 5.5em)*"
                        + width / 100)
                .tags(")\" title=\"")
                .text(plot.curves().get(curve).label())
                .tags("\"></span>")
                .element("span class=\"value\"", Numbers.text(value, plot.y().unit()))
                .tags("</div>");
    }

    private void values(Plot plot) {
        html.tags("<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"Values: ")
                .text(plot.title())
                .tags("\"><table><thead><tr>")
                .element("th scope=\"col\"", title(plot.x()));
        plot.curves().forEach(curve -> html.element("th scope=\"col\"", curve.label()));
        html.tags("</tr></thead><tbody>");
        TreeSet<Double> places = new TreeSet<>();
        plot.curves().forEach(curve -> curve.points().forEach(point -> places.add(point.x())));
        for (double place : places) {
            html.tags("<tr>").element("th scope=\"row\"", place(plot.x(), place));
            for (Curve curve : plot.curves()) {
                Double value = at(curve, place);
                html.element(
                        "td class=\"number\"",
                        value == null ? "" : Numbers.text(value, plot.y().unit()));
            }
            html.tags("</tr>");
        }
        html.tags("</tbody></table></div>");
    }

    private static String place(Axis axis, double place) {
        List<String> names = axis.names();
        if (!names.isEmpty() && place >= 0 && place < names.size()) {
            return names.get((int) place);
        }
        return axis.scale() == Plot.Scale.PERCENTILE
                ? "p" + Double.toString(place).replaceAll("\\.0$", "")
                : Numbers.text(place);
    }

    private static String title(Axis axis) {
        return axis.unit().isEmpty() ? axis.label() : axis.label() + ", " + axis.unit();
    }

    private static @Nullable Double at(Curve curve, double x) {
        for (Point point : curve.points()) {
            if (point.x() == x) {
                return point.y();
            }
        }
        return null;
    }
}
