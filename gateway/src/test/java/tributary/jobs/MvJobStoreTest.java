package tributary.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tributary.json.JsonString;
import tributary.json.JsonValue;
import tributary.resilience.Ticker;

/** What a store of jobs takes of the disk. */
class MvJobStoreTest {
    private static final int JOBS = 300;
    private static final int KEPT = 20;

    /** With 300 of them, and three losses each time, it takes half a minute. */
    private static final int STEPS = 45;

    private static final JsonValue BODY = JsonString.of("b".repeat(400));

    @TempDir
    Path folder;

    @Test
    void jobs_that_are_forgotten_make_room_for_those_that_come() throws Exception {
        MvJobStore store = MvJobStore.open(folder, Ticker.SYSTEM);
        List<String> ended = new ArrayList<>();
        for (int i = 0; i < JOBS; i++) {
            JobRecord job = JobRecord.queued("job-" + i, "", "GET /things", i, 1, Instant.EPOCH, null);
            store.add(job, BODY, Duration.ofSeconds(30));
            store.end(job.ended(JobState.SUCCEEDED, 200, Instant.EPOCH), BODY);
            ended.add(job.id());
            if (ended.size() > KEPT) {
                store.forget(List.of(ended.removeFirst()));
            }
        }
        long size;
        try {
            size = Files.size(folder.resolve("jobs.mv"));
        } finally {
            store.close();
        }

        // Those that are kept come to some 20 KiB, and what is changed is written somewhere else each time.
        assertThat(size).isLessThan(1 << 20);
    }

    /** Parts of what was written since the disk was last forced are there then, and the room of what was forgotten is written to. */
    @Test
    void a_loss_of_power_leaves_what_was_told() throws Exception {
        SortedMap<String, JobState> told = new TreeMap<>();
        MvJobStore store = MvJobStore.open(
                StoreFolder.open(folder.resolve("store"), LosingDisk.scheme()), Ticker.SYSTEM, Duration.ofSeconds(30));
        LosingDisk.loses(1, 7);
        try {
            for (int i = 0; i < STEPS; i++) {
                JobRecord job = JobRecord.queued("job-" + (1000 + i), "", "GET /things", i, 1, Instant.EPOCH, null);
                step(told, job.id(), JobState.QUEUED, () -> store.add(job, BODY, Duration.ofSeconds(30)));
                JobRecord ended = job.ended(JobState.SUCCEEDED, 200, Instant.EPOCH);
                step(told, job.id(), JobState.SUCCEEDED, () -> store.end(ended, BODY));
                if (told.size() > KEPT) {
                    String oldest = told.firstKey();
                    step(told, oldest, null, () -> store.forget(List.of(oldest)));
                }
            }
        } finally {
            LosingDisk.loses(0, 0);
            store.close();
        }
    }

    private interface Writing {
        void run() throws JobStore.Unavailable;
    }

    private void step(SortedMap<String, JobState> told, String id, @Nullable JobState state, Writing writing)
            throws Exception {
        byte[] mark = Files.readAllBytes(folder.resolve("store/jobs.mv.last"));
        SortedMap<String, JobState> before = new TreeMap<>(told);
        writing.run();
        if (state == null) {
            told.remove(id);
        } else {
            told.put(id, state);
        }
        System.err.println("step " + id + " " + state);
        for (byte[] file : LosingDisk.left()) {
            assertThat(kept(file, mark)).isIn(before, told);
        }
    }

    private SortedMap<String, JobState> kept(byte[] file, byte[] mark) throws Exception {
        Path left = Files.createDirectories(folder.resolve("left"));
        Files.write(left.resolve("jobs.mv"), file);
        Files.write(left.resolve("jobs.mv.last"), mark);
        MvJobStore store = MvJobStore.open(left, Ticker.SYSTEM);
        try {
            SortedMap<String, JobState> kept = new TreeMap<>();
            for (JobRecord job : store.kept()) {
                kept.put(job.id(), job.state());
                boolean ended = job.state().ended();
                assertThat(ended ? store.result(job.id()) : store.request(job.id()))
                        .isEqualTo(BODY);
            }
            return kept;
        } finally {
            store.close();
        }
    }
}
