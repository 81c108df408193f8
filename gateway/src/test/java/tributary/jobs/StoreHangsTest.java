package tributary.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tributary.jobs.JobStore.Unavailable;
import tributary.json.JsonString;
import tributary.json.JsonValue;
import tributary.resilience.Ticker;

/** A disk that does not answer, or fails when it has taken all. What nobody was told of is not there afterwards. */
class StoreHangsTest {
    /** Of who finds a disk that hangs, where nothing else is waited for. */
    private static final Duration BRIEF = Duration.ofMillis(300);

    private static final Duration LONG = Duration.ofSeconds(30);
    private static final JsonValue REQUEST = JsonString.of("what was asked");

    @TempDir
    Path folder;

    @AfterEach
    void letGo() {
        HangingDisk.isWell();
    }

    private final AtomicLong ahead = new AtomicLong();

    private MvJobStore store() throws Exception {
        return store(LONG);
    }

    private MvJobStore store(Duration patience) throws Exception {
        Ticker clock = () -> System.nanoTime() + ahead.get();
        return MvJobStore.open(StoreFolder.open(folder, HangingDisk.scheme()), clock, patience);
    }

    /** So that whoever waits for the disk has done so for longer than he does. */
    private void passPatience() {
        ahead.addAndGet(LONG.toNanos() + 1);
    }

    /** Asks, and has the asker's time be up when the disk hangs. */
    private void givenUp(AutoCloseable asking) throws Exception {
        FutureTask<Boolean> asked = new FutureTask<>(() -> unavailable(asking), true);
        Thread asker = Thread.ofVirtual().start(asked);
        HangingDisk.awaitHanging();
        do {
            passPatience();
            // It does not end his wait, but has him look at the time.
            asker.interrupt();
        } while (!asker.join(Duration.ofMillis(5)));
        assertThat(asked.get()).isTrue();
    }

    private static JobRecord job(String id) {
        return JobRecord.queued(id, "", "GET /", 1, 1, Instant.EPOCH, null);
    }

    /** By id, as the next process finds them. */
    private Map<String, JobState> found() throws Exception {
        try (MvJobStore next = store()) {
            return next.kept().stream().collect(Collectors.toMap(JobRecord::id, JobRecord::state));
        }
    }

    private static void unavailable(AutoCloseable asking) {
        assertThatThrownBy(asking::close).isInstanceOf(Unavailable.class).hasMessageContaining("answer");
    }

    /** Anything that is answered once the disk is back. */
    private static <T> T eventually(Callable<T> asking) throws Exception {
        long end = System.nanoTime() + LONG.toNanos();
        while (true) {
            try {
                return asking.call();
            } catch (Unavailable e) {
                assertThat(System.nanoTime() - end).isNegative();
                Thread.onSpinWait();
            }
        }
    }

    @Test
    void a_new_job_of_which_nobody_heard_is_removed() throws Exception {
        try (MvJobStore store = store()) {
            store.add(job("kept"), REQUEST, LONG);
            HangingDisk.hangs();
            givenUp(() -> store.add(job("hung"), REQUEST, LONG));
            assertThat(store.waiting()).isZero();
            HangingDisk.isWell();
            assertThat(eventually(() -> store.request("kept"))).isEqualTo(REQUEST);
            assertThat(store.request("hung")).isNull();
            assertThat(store.failure()).isNull();
            store.add(job("next"), REQUEST, LONG);
        }
        assertThat(found()).containsOnlyKeys("kept", "next");
    }

    @Test
    void it_is_removed_before_the_end_too() throws Exception {
        MvJobStore store = store();
        HangingDisk.hangs();
        givenUp(() -> store.add(job("hung"), REQUEST, LONG));
        HangingDisk.isWell();
        store.close();
        // It may take longer than its patience on a busy machine.
        await(StoreHangsTest::noThread);
        assertThat(found()).isEmpty();
    }

    @Test
    void what_had_not_begun_is_left_out_and_nobody_waits_for_a_disk_that_hangs() throws Exception {
        try (MvJobStore store = store(BRIEF)) {
            CountDownLatch disk = HangingDisk.hangs();
            Thread first = Thread.startVirtualThread(() -> unavailable(() -> store.add(job("first"), REQUEST, LONG)));
            HangingDisk.awaitHanging();
            // By its own limit, which is shorter.
            unavailable(() -> store.add(job("second"), REQUEST, Duration.ofMillis(1)));
            assertThat(store.waiting()).isZero();
            first.join();
            while (store.failure() == null) {
                Thread.onSpinWait();
            }
            assertThat(store.failure()).isEqualTo("no-answer");
            unavailable(() -> store.add(job("third"), REQUEST, LONG));
            assertThat(disk.getCount()).isEqualTo(1);
        }
        HangingDisk.isWell();
        await(StoreHangsTest::noThread);
        assertThat(found()).isEmpty();
    }

    private static boolean noThread() {
        return Thread.getAllStackTraces().keySet().stream()
                .noneMatch(thread -> thread.getName().equals("jobs store"));
    }

    private static void await(Callable<Boolean> condition) throws Exception {
        long end = System.nanoTime() + LONG.toNanos();
        while (!condition.call()) {
            assertThat(System.nanoTime() - end).isNegative();
            Thread.onSpinWait();
        }
    }

    @Test
    void an_end_that_was_given_up_is_undone_until_it_is_told_again() throws Exception {
        JobRecord running = job("a").running(true, 1, Instant.EPOCH);
        JobRecord ended = running.ended(JobState.SUCCEEDED, 200, Instant.EPOCH);
        try (MvJobStore store = store()) {
            store.add(running, REQUEST, LONG);
            HangingDisk.hangs();
            givenUp(() -> store.end(ended, JsonString.of("result")));
            HangingDisk.isWell();
            assertThat(eventually(() -> store.request("a"))).isEqualTo(REQUEST);
            assertThat(store.result("a")).isNull();
        }
        assertThat(found()).containsEntry("a", JobState.RUNNING);
    }

    @Test
    void what_failed_on_a_disk_that_has_it_is_undone() throws Exception {
        try (MvJobStore store = store()) {
            store.add(job("a"), REQUEST, LONG);
            HangingDisk.fails(true);
            assertThatThrownBy(() -> store.end(job("a").ended(JobState.CANCELLED, 0, Instant.EPOCH), null))
                    .isInstanceOf(Unavailable.class);
            assertThat(store.failure()).isEqualTo("cannot-write");
            HangingDisk.fails(false);
            assertThat(store.request("a")).isEqualTo(REQUEST);
            assertThat(store.failure()).isNull();
        }
        assertThat(found()).containsEntry("a", JobState.QUEUED);
    }

    /** Gives back what it was asked, when it may. */
    private static final class Echo implements PlainWork {
        private final CountDownLatch begun = new CountDownLatch(1);
        private final CountDownLatch gate = new CountDownLatch(1);

        @Override
        public Run run(JobRecord job, JsonValue request, Progress progress) throws Unavailable {
            try {
                begun.countDown();
                gate.await(60, TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                return new Ends(false, request);
            }
            return new Ends(true, request);
        }

        private record Ends(boolean whole, JsonValue request) implements Run {
            @Override
            public @Nullable Ended ends(Verdict verdict) {
                return new Ended(JobState.SUCCEEDED, 200, request);
            }
        }
    }

    @Test
    void a_job_whose_cancellation_was_given_up_is_done() throws Exception {
        Echo echo = new Echo();
        Jobs.Clocks clocks = new Jobs.Clocks(Ticker.SYSTEM, InstantSource.system());
        try (Jobs jobs = Jobs.of(new Jobs.Settings(1, 10, 10, Duration.ofDays(9)), store(), echo, clocks)) {
            jobs.start();
            String first = accepted(jobs);
            echo.begun.await(30, TimeUnit.SECONDS);
            String second = accepted(jobs);
            HangingDisk.hangs();
            assertThat(jobs.accept(asked(), BRIEF)).isInstanceOf(Accepted.Unkept.class);
            HangingDisk.awaitHanging();
            passPatience();
            assertThat(jobs.failure()).isNotNull();
            unavailable(() -> jobs.cancel(second, "", LONG));
            HangingDisk.isWell();
            await(() -> jobs.failure() == null);
            echo.gate.countDown();
            for (String id : List.of(first, second)) {
                JobView ended = jobs.awaitEnd(id, LONG);
                assertThat(ended).isNotNull();
                assertThat(ended.job().state()).isEqualTo(JobState.SUCCEEDED);
                assertThat(jobs.result(id)).isEqualTo(REQUEST);
            }
            assertThat(jobs.states()).containsEntry(JobState.SUCCEEDED, 2).containsEntry(JobState.QUEUED, 0);
        }
    }

    private static String accepted(Jobs jobs) {
        return ((Accepted.New) jobs.accept(asked(), LONG)).job().job().id();
    }

    private static Jobs.Asked asked() {
        return new Jobs.Asked("", "GET /", 0, REQUEST, null);
    }

    @Test
    void the_end_waits_for_no_disk_that_hangs() throws Exception {
        Echo echo = new Echo();
        Jobs.Clocks clocks = new Jobs.Clocks(Ticker.SYSTEM, InstantSource.system());
        Jobs jobs = Jobs.of(new Jobs.Settings(1, 10, 10, Duration.ofDays(9)), store(BRIEF), echo, clocks);
        jobs.start();
        // On a busy machine so little patience may be too little.
        await(() -> jobs.accept(asked(), LONG) instanceof Accepted.New);
        echo.begun.await(30, TimeUnit.SECONDS);
        CountDownLatch disk = HangingDisk.hangs();
        // Its worker cannot have the end kept.
        echo.gate.countDown();
        HangingDisk.awaitHanging();
        jobs.close();
        assertThat(disk.getCount()).isEqualTo(1);
        assertThat(noThread()).isFalse();
        HangingDisk.isWell();
        await(StoreHangsTest::noThread);
    }
}
