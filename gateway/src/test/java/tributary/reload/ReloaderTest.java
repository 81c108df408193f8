package tributary.reload;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tributary.plan.Plan;
import tributary.reload.Outcome.Cause;
import tributary.schedule.RunState;

@Timeout(60)
class ReloaderTest {
    private static final PlanSource.Places NOWHERE = (_, message) -> new Finding(false, "", 1, 1, message);

    @TempDir
    Path folder;

    @Test
    void goes_on_after_a_file_that_was_too_much_for_the_stack() throws Exception {
        Path file = Files.writeString(folder.resolve("gateway.yaml"), "");
        AtomicInteger readings = new AtomicInteger();
        CountDownLatch readAgain = new CountDownLatch(1);
        PlanSource source = source(file, () -> {
            int number = readings.incrementAndGet();
            if (number == 2) {
                throw new StackOverflowError();
            }
            if (number > 2) {
                readAgain.countDown();
            }
        });
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

    @Test
    void who_asks_does_not_wait_for_a_disk_that_hangs_and_what_was_read_is_told_later() throws Exception {
        Path file = Files.writeString(folder.resolve("gateway.yaml"), "");
        CountDownLatch answers = new CountDownLatch(1);
        AtomicReference<Thread> reader = new AtomicReference<>();
        Thread starting = Thread.currentThread();
        PlanSource source = source(file, () -> {
            if (Thread.currentThread() != starting) {
                reader.set(Thread.currentThread());
                assertThat(answers.await(20, TimeUnit.SECONDS)).isTrue();
            }
        });
        Duration patience = Duration.ofMillis(100);
        try (Reloader reloader =
                new Reloader(new Watched(source, Instant::now), 1, new Nobody(), Instant::now, patience)) {
            reloader.start();
            assertThat(reloader.reload(Cause.REQUEST)).as("held up by the disk").isEmpty();
            assertThat(reloader.reload(Cause.REQUEST))
                    .as("held up by the one before")
                    .isEmpty();
            answers.countDown();
            while (reloader.readings(Outcome.Result.REFUSED) == 0) {
                Thread.onSpinWait();
            }
            assertThat(reloader.last().cause()).isEqualTo(Cause.REQUEST);
            assertThat(reader.get()).isNotSameAs(starting);
            assertThat(reader.get().isVirtual()).isFalse();
        }
    }

    @Test
    void looks_are_told_as_all_that_is_done_again_and_again() throws Exception {
        Path file = Files.writeString(folder.resolve("gateway.yaml"), "");
        CountDownLatch hangs = new CountDownLatch(1);
        CountDownLatch answers = new CountDownLatch(1);
        AtomicInteger readings = new AtomicInteger();
        PlanSource source = source(file, () -> {
            int number = readings.incrementAndGet();
            if (number == 2) {
                hangs.countDown();
                assertThat(answers.await(20, TimeUnit.SECONDS)).isTrue();
            } else if (number == 3) {
                throw new IllegalStateException("as a bug would");
            }
        });
        try (Reloader reloader = new Reloader(new Watched(source, Instant::now), 1, new Nobody(), Instant::now)) {
            assertThat(reloader.looks().name()).isEqualTo("configuration files");
            assertThat(reloader.looks().runningSince()).isNull();
            reloader.start();
            await(reloader, looks -> looks.nextRun() != null);
            reloader.ask(Cause.SIGNAL);
            assertThat(hangs.await(20, TimeUnit.SECONDS)).isTrue();
            RunState hanging = reloader.looks();
            assertThat(hanging.runningSince()).isNotNull().isEqualTo(hanging.lastRun());
            assertThat(hanging.nextRun()).isNull();
            assertThat(hanging.failed()).isZero();
            answers.countDown();
            await(reloader, looks -> looks.failed() == 1 && looks.lastTook() != null);
            reloader.ask(Cause.SIGNAL);
            await(reloader, looks -> looks.failed() == 2);
            // One that finds nothing new goes well.
            await(reloader, looks -> looks.done() > hanging.done() && looks.failure() == null);
        }
    }

    private static void await(Reloader reloader, Predicate<RunState> fits) {
        while (!fits.test(reloader.looks())) {
            Thread.onSpinWait();
        }
    }

    private interface Disk {
        void read() throws InterruptedException;
    }

    private static PlanSource source(Path file, Disk disk) {
        return new PlanSource() {
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
                try {
                    disk.read();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
                return new Reading(null, List.of(), Set.of(), NOWHERE);
            }
        };
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
