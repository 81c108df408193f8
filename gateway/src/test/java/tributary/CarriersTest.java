package tributary;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

class CarriersTest {
    @Test
    void gives_all_cores_while_virtual_threads_wait_and_takes_them_back_when_they_no_longer_do() throws Exception {
        BlockingQueue<Integer> used = new LinkedBlockingQueue<>();
        AtomicBoolean busy = new AtomicBoolean(true);
        try (Carriers carriers = Carriers.watched(
                1,
                2,
                Duration.ofMillis(1),
                beat -> {
                    if (!busy.get()) {
                        beat.run();
                    }
                },
                used::add)) {
            assertThat(carriers).isNotNull();
            assertThat(used.poll(20, TimeUnit.SECONDS)).isEqualTo(2);
            busy.set(false);
            assertThat(used.poll(20, TimeUnit.SECONDS)).isEqualTo(1);
            busy.set(true);
            assertThat(used.poll(20, TimeUnit.SECONDS)).isEqualTo(2);
        }
    }

    @Test
    void leaves_a_jvm_alone_that_did_not_begin_with_few() {
        assertThat(Carriers.watched()).isNull();
    }
}
