package tributary.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import tributary.json.JsonNull;
import tributary.json.JsonString;
import tributary.json.JsonValue;

/** Stores without room, and clocks that jump. */
class JobsEndTest {
    private static final Jobs.Asked ASKED = new Jobs.Asked("", "GET /", 0, JsonNull.NULL, null);

    /** Takes everything but, where there is no room, results that succeeded. */
    private static final class Narrow implements JobStore {
        private final boolean room;
        private final ConcurrentHashMap<String, JsonValue> results = new ConcurrentHashMap<>();

        Narrow(boolean room) {
            this.room = room;
        }

        @Override
        public List<JobRecord> kept() {
            return List.of();
        }

        @Override
        public void add(JobRecord job, JsonValue request, Duration limit) {}

        @Override
        public void change(JobRecord job) {}

        @Override
        public void end(JobRecord job, @Nullable JsonValue result) throws Unavailable {
            if (result == null || (!room && job.state() == JobState.SUCCEEDED)) {
                throw new Unavailable("no room", null);
            }
            results.put(job.id(), result);
        }

        @Override
        public JsonValue request(String id) {
            return JsonNull.NULL;
        }

        @Override
        public @Nullable JsonValue result(String id) {
            return results.get(id);
        }

        @Override
        public void forget(List<String> ids) {}

        @Override
        public @Nullable String failure() {
            return null;
        }

        @Override
        public int waiting() {
            return 0;
        }

        @Override
        public void close() {}
    }

    private static class Easy implements PlainWork {
        @Override
        public Run run(JobRecord job, JsonValue request, Progress progress) throws JobStore.Unavailable {
            return new Run() {
                @Override
                public boolean whole() {
                    return true;
                }

                @Override
                public Ended ends(Verdict verdict) {
                    return new Ended(JobState.SUCCEEDED, 200, JsonString.of("large"));
                }
            };
        }
    }

    @Test
    void a_clock_that_jumps_ends_no_retention() throws Exception {
        AtomicLong ticks = new AtomicLong();
        AtomicLong days = new AtomicLong();
        // A year later at each look.
        InstantSource jumping = () -> Instant.EPOCH.plus(Duration.ofDays(365 * days.incrementAndGet()));
        Jobs.Clocks clocks = new Jobs.Clocks(ticks::get, jumping);
        try (Jobs jobs =
                Jobs.of(new Jobs.Settings(1, 10, 10, Duration.ofDays(9)), new Narrow(true), new Easy(), clocks)) {
            jobs.start();
            String id = ((Accepted.New) jobs.accept(ASKED, Duration.ofSeconds(9)))
                    .job()
                    .job()
                    .id();
            assertThat(jobs.awaitEnd(id, Duration.ofSeconds(30)).ended()).isTrue();
            jobs.clean();
            assertThat(jobs.find(id, "")).isNotNull();
            ticks.set(Duration.ofDays(9).toNanos());
            jobs.clean();
            assertThat(jobs.find(id, "")).isNull();
        }
    }

    @Test
    void the_job_fails_when_it_has_been_tried_for_long() throws Exception {
        // Each look at the clock is most of the patience later.
        AtomicLong clock = new AtomicLong();
        long step = JobWorkers.PATIENCE.toNanos() * 2 / 3;
        Jobs.Clocks clocks = new Jobs.Clocks(() -> clock.addAndGet(step), InstantSource.system());
        try (Jobs jobs =
                Jobs.of(new Jobs.Settings(1, 10, 10, Duration.ofDays(9)), new Narrow(false), new Easy(), clocks)) {
            jobs.start();
            Accepted accepted = jobs.accept(ASKED, Duration.ofSeconds(9));
            String id = ((Accepted.New) accepted).job().job().id();
            JobView ended = jobs.awaitEnd(id, Duration.ofSeconds(30));
            assertThat(ended).isNotNull();
            assertThat(ended.job().state()).isEqualTo(JobState.FAILED);
            assertThat(ended.job().status()).isEqualTo(507);
            assertThat(jobs.result(id)).isEqualTo(JsonString.of("unkept"));
            assertThat(jobs.counts().storeErrors()).isPositive();
        }
    }

    /** Has one of three steps behind it when it begins anew, with two. */
    private static final class Twice extends Easy {
        private final CountDownLatch again = new CountDownLatch(1);
        private final CountDownLatch gate = new CountDownLatch(1);

        @Override
        public Run run(JobRecord job, JsonValue request, Progress progress) throws JobStore.Unavailable {
            try {
                progress.begins(true, 3);
                progress.ended(2);
                progress.begins(true, 2);
                again.countDown();
                gate.await(30, TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                throw new IllegalStateException("nobody ends it", e);
            }
            return super.run(job, request, progress);
        }
    }

    @Test
    void who_begins_anew_has_done_nothing_yet() throws Exception {
        Twice twice = new Twice();
        Jobs.Clocks clocks = new Jobs.Clocks(System::nanoTime, InstantSource.system());
        try (Jobs jobs = Jobs.of(new Jobs.Settings(1, 10, 10, Duration.ofDays(9)), new Narrow(true), twice, clocks)) {
            jobs.start();
            String id = ((Accepted.New) jobs.accept(ASKED, Duration.ofSeconds(9)))
                    .job()
                    .job()
                    .id();
            assertThat(twice.again.await(30, TimeUnit.SECONDS)).isTrue();
            JobView job = jobs.find(id, "");
            assertThat(job).isNotNull();
            assertThat(job.stepsEnded()).isZero();
            assertThat(job.job().steps()).isEqualTo(2);
            twice.gate.countDown();
        }
    }
}
