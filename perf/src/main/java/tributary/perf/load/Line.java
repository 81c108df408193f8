package tributary.perf.load;

import java.util.List;
import tributary.perf.report.Plot.Point;

/** The straight line nearest to some points, by least squares. */
record Line(double start, double slope) {
    static Line through(List<Point> points) {
        double middleX = points.stream().mapToDouble(Point::x).average().orElse(0);
        double middleY = points.stream().mapToDouble(Point::y).average().orElse(0);
        double up = 0;
        double along = 0;
        for (Point point : points) {
            up += (point.x() - middleX) * (point.y() - middleY);
            along += (point.x() - middleX) * (point.x() - middleX);
        }
        double slope = along == 0 ? 0 : up / along;
        return new Line(middleY - slope * middleX, slope);
    }

    double at(double x) {
        return start + slope * x;
    }
}
