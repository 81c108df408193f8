package tributary.perf.report;

import java.util.List;

/**
 * Something to look at.
 *
 * @param id stable from run to run
 * @param note what to see in it, a sentence; may be empty
 */
public record Plot(String id, String title, String note, Shape shape, Axis x, Axis y, List<Curve> curves) {
    public Plot {
        curves = List.copyOf(curves);
    }

    /** How the curves are drawn: lines from point to point in the order of x; of bars, x numbers the {@link Axis#names}. */
    public enum Shape {
        LINES,
        BARS
    }

    /** How an axis counts; {@link #PERCENTILE} stretches towards 100 as latency plots do: 90, 99, 99.9, 99.99. */
    public enum Scale {
        LINEAR,
        LOG,
        PERCENTILE
    }

    /** @param names of bars or groups; empty on an axis of numbers */
    public record Axis(String label, String unit, Scale scale, List<String> names) {
        public Axis {
            names = List.copyOf(names);
        }
    }

    /** One line, or the bars of one colour. */
    public record Curve(String label, List<Point> points) {
        public Curve {
            points = List.copyOf(points);
        }
    }

    /** One point. */
    public record Point(double x, double y) {}
}
