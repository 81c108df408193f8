package tributary.perf.beyond;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class JobEndsTest {
    @Test
    void a_job_must_have_succeeded_or_say_why_it_failed() {
        JobEnds ends = JobEnds.of(List.of(
                "{\"id\":\"a\",\"state\":\"succeeded\",\"result\":{\"state\":\"failed\"}}",
                "{\"state\":\"failed\",\"problem\":{\"type\":\"urn:tributary:problem:interrupted\",\"status\":500}}",
                "{\"state\":\"failed\"}",
                "{\"state\":\"running\"}",
                "{\"type\":\"urn:tributary:problem:not-found\"}"));
        assertThat(ends).isEqualTo(new JobEnds(1, Map.of("interrupted", 1L), 3));
        assertThat(ends.reasons()).isEqualTo("{interrupted=1}");
        assertThat(JobEnds.of(List.of()).reasons()).isEqualTo("none");
    }
}
