package tributary.perf.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;
import tributary.perf.report.Plot.Point;

class LineTest {
    @Test
    void finds_the_line_that_points_lie_on() {
        Line line = Line.through(List.of(new Point(1, 40), new Point(3, 60), new Point(8, 110), new Point(32, 350)));
        assertThat(line.slope()).isEqualTo(10, within(1e-9));
        assertThat(line.start()).isEqualTo(30, within(1e-9));
    }

    @Test
    void lies_between_points_that_scatter() {
        Line line = Line.through(List.of(new Point(0, 1), new Point(0, 3), new Point(2, 5), new Point(2, 7)));
        assertThat(line.slope()).isEqualTo(2, within(1e-9));
        assertThat(line.at(1)).isEqualTo(4, within(1e-9));
    }
}
