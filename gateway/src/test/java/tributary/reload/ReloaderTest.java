package tributary.reload;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tributary.plan.Plan;
import tributary.reload.Outcome.Cause;

class ReloaderTest {
    @TempDir
    Path folder;

    @Test
    void goes_on_after_a_file_that_was_too_much_for_the_stack() throws Exception {
        Path file = Files.writeString(folder.resolve("gateway.yaml"), "");
        AtomicInteger readings = new AtomicInteger();
        CountDownLatch readAgain = new CountDownLatch(1);
        PlanSource source = new PlanSource() {
            @Override
            public Path path() {
                return file;
            }

            @Override
            public List<Path> files() {
                return List.of(file);
            }

            @Override
            public Reading read() {
                int number = readings.incrementAndGet();
                if (number == 2) {
                    throw new StackOverflowError();
                }
                if (number > 2) {
                    readAgain.countDown();
                }
                return new Reading(null, List.of(), Set.of());
            }
        };
        try (Reloader reloader = new Reloader(new Watched(source, Instant::now), 1, new Nobody(), Instant::now)) {
            reloader.start();
            reloader.ask(Cause.SIGNAL);
            while (readings.get() < 2) {
                Thread.onSpinWait();
            }
            reloader.ask(Cause.SIGNAL);
            assertThat(readAgain.await(20, TimeUnit.SECONDS)).isTrue();
        }
    }

    private static final class Nobody implements Reloader.Taker {
        @Override
        public Reloader.Taken take(Plan next) {
            throw new AssertionError("there is no plan");
        }

        @Override
        public void tidy() {}
    }
}
