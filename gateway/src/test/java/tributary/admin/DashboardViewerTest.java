package tributary.admin;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class DashboardViewerTest {
    private static final Duration LONG = Duration.ofSeconds(20);

    private final DashboardViewer viewer = new DashboardViewer(Thread.currentThread());

    private String next(Duration silence) throws InterruptedException {
        return viewer.next(silence).map(event -> new String(event, UTF_8)).orElse("end");
    }

    @Test
    void gets_the_latest_and_not_what_he_was_too_slow_for() throws Exception {
        viewer.show("one".getBytes(UTF_8));
        viewer.show("two".getBytes(UTF_8));
        assertThat(next(LONG)).isEqualTo("two");
        assertThat(next(Duration.ZERO)).startsWith(": ");
    }

    @Test
    void hears_a_heartbeat_where_there_is_nothing_to_tell() throws Exception {
        assertThat(next(Duration.ofMillis(1))).isEqualTo(": still here\n\n");
    }

    @Test
    void ends_at_once_even_while_he_waits() throws Exception {
        Thread ender = Thread.startVirtualThread(viewer::end);
        assertThat(next(LONG)).isEqualTo("end");
        ender.join();
        viewer.show("late".getBytes(UTF_8));
        assertThat(next(LONG)).isEqualTo("end");
    }
}
