package tributary.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tributary.json.JsonString;
import tributary.json.JsonValue;
import tributary.resilience.Ticker;

/** What a store of jobs takes of the disk. */
class MvJobStoreTest {
    private static final int JOBS = 300;
    private static final int KEPT = 20;
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
}
