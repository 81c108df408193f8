package tributary.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import tributary.json.JsonNull;
import tributary.json.JsonString;
import tributary.json.JsonValue;

/** Stores without room, and clocks that jump. */
class JobsEndTest {
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
        public void add(JobRecord job, JsonValue request) {}

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
        public int waiting() {
            return 0;
        }

        @Override
        public void close() {}
    }

    private static final class Easy implements Work {
        @Override
        public Run run(JobRecord job, JsonValue request, Progress progress) {
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

        @Override
        public Ended lost(JobRecord job, @Nullable JsonValue request) {
            return new Ended(JobState.FAILED, 500, JsonString.of("lost"));
        }

        @Override
        public Ended broken(JobRecord job) {
            return new Ended(JobState.FAILED, 500, JsonString.of("broken"));
        }

        @Override
        public Ended unkept(JobRecord job) {
            return new Ended(JobState.FAILED, 507, JsonString.of("unkept"));
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
            String id = ((Accepted.New) jobs.accept("", "GET /", 0, JsonNull.NULL, null))
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
            Accepted accepted = jobs.accept("", "GET /", 0, JsonNull.NULL, null);
            String id = ((Accepted.New) accepted).job().job().id();
            JobView ended = jobs.awaitEnd(id, Duration.ofSeconds(30));
            assertThat(ended).isNotNull();
            assertThat(ended.job().state()).isEqualTo(JobState.FAILED);
            assertThat(ended.job().status()).isEqualTo(507);
            assertThat(jobs.result(id)).isEqualTo(JsonString.of("unkept"));
            assertThat(jobs.counts().storeErrors()).isPositive();
        }
    }
}
