package tributary;

import static org.assertj.core.api.Assertions.assertThat;
import static tributary.Eventually.eventually;
import static tributary.JobsGateway.accepted;
import static tributary.JobsGateway.ended;
import static tributary.JobsGateway.posted;
import static tributary.JobsGateway.state;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of jobs when the gateway ends in good order, and starts again. */
class JobsRestartTest {
    @TempDir
    Path folder;

    @AutoClose
    private JobsGateway jobs;

    @BeforeEach
    void start() throws IOException {
        jobs = new JobsGateway(folder);
    }

    @Test
    void what_can_be_done_again_waits_for_the_next_start_and_the_rest_has_failed() throws Exception {
        String safe;
        String unsafe;
        String waiting;
        String text = jobs.sections(", workers: 2", "");
        try (TestGateway gateway = jobs.start(", workers: 2", "100ms")) {
            safe = accepted(gateway, "/slow");
            unsafe = posted(gateway, "\"k\"");
            eventually("both are under way", jobs::late, count -> count == 2);
            waiting = accepted(gateway, "/quick/1");
        }
        jobs.open();
        try (TestGateway gateway = TestGateway.start(text, Map.of())) {
            assertThat(ended(gateway, safe)).contains("\"late\":true");
            assertThat(ended(gateway, waiting)).contains("\"state\":\"succeeded\"");
            assertThat(ended(gateway, unsafe)).contains("urn:tributary:problem:interrupted");
            assertThat(posted(gateway, "\"k\"")).isEqualTo(unsafe);
            assertThat(jobs.late()).isEqualTo(3);
        }
    }

    @Test
    void a_job_whose_aggregate_is_gone_says_so() throws Exception {
        String waiting;
        try (TestGateway gateway = jobs.start(", workers: 1", "100ms")) {
            accepted(gateway, "/slow");
            waiting = accepted(gateway, "/quick/1");
        }
        String others = jobs.sections("", "").replace("GET /quick/{id}", "GET /other/{id}");
        jobs.open();
        try (TestGateway gateway = TestGateway.start(others, Map.of())) {
            assertThat(ended(gateway, waiting))
                    .contains("\"status\":410", "urn:tributary:problem:no-such-work", "GET /quick/{id}");
        }
    }

    @Test
    void a_job_that_goes_on_may_finish_within_the_drain() throws Exception {
        String job;
        TestGateway gateway = jobs.start("", "30s");
        job = accepted(gateway, "/slow");
        eventually("it is under way", jobs::late, count -> count == 1);
        Thread closing = Thread.startVirtualThread(gateway::close);
        jobs.open();
        closing.join();
        try (TestGateway next = jobs.start("")) {
            assertThat(state(next, job)).isEqualTo("succeeded");
            assertThat(jobs.late()).isEqualTo(1);
        }
    }
}
