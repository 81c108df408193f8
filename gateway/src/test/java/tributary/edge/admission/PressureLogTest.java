package tributary.edge.admission;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import tributary.LogLines;
import tributary.resilience.Pressure;

class PressureLogTest {
    private final AtomicLong nanos = new AtomicLong();
    private final PressureLog log = new PressureLog(nanos::get);

    @AutoClose
    private final LogLines lines = LogLines.of("tributary.edge");

    /** So many looks, 10 ms apart. */
    private void look(Pressure pressure, int looks) {
        for (int i = 0; i < looks; i++) {
            log.look(pressure);
            nanos.addAndGet(10_000_000);
        }
    }

    @Test
    void a_rise_is_told_at_once_and_a_fall_when_it_has_lasted() {
        look(Pressure.NONE, 10);
        assertThat(lines.messages()).isEmpty();
        look(Pressure.NO_BULK, 1);
        assertThat(lines.messages()).containsExactly("overload: pressure is no-bulk, and was none");
        look(Pressure.NONE, 400);
        assertThat(lines.messages()).hasSize(1);
        look(Pressure.NONE, 1200);
        assertThat(lines.messages()).hasSize(2).last().isEqualTo("overload: pressure is none, and was no-bulk");
    }

    @Test
    void what_flaps_is_told_once() {
        for (int i = 0; i < 10_000; i++) {
            look(i % 2 == 0 ? Pressure.NO_DEFAULT : Pressure.NONE, 1);
        }
        assertThat(lines.messages()).containsExactly("overload: pressure is no-default, and was none");
    }
}
