package tributary.perf.soak;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tributary.perf.soak.Parts.Form;
import tributary.perf.soak.Parts.Part;

/** What the soak must not let pass of streams, jobs and events. */
class BeyondTest {
    private static final Set<Part> ONE = Set.of(new Part("one", "1"));
    private static final String END = "event: end\nid: 2\ndata: {\"outcome\":\"ok\"}\n\n";

    @TempDir
    Path folder;

    private static Answer events(String body) {
        return new Answer(200, Map.of("content-type", "text/event-stream"), body);
    }

    private static void refused(String body) {
        assertThatExceptionOfType(Mismatch.class)
                .isThrownBy(() -> StreamDeeds.whole(Form.EVENTS, false, ONE, events(body)));
    }

    @Test
    void a_stream_has_each_part_once_and_an_end() throws Exception {
        String one = "event: one\nid: 1\ndata: 1\n\n";

        assertThat(StreamDeeds.whole(Form.EVENTS, false, ONE, events(":\n\n" + one + END)))
                .isEqualTo(Deed.Outcome.WHOLE);
        refused(one);
        refused(one + one.replace("id: 1", "id: 2") + END.replace("id: 2", "id: 3"));
        refused(one.replace("data: 1", "data: 2") + END);
        refused(one.replace("id: 1", "id: 7") + END);
        refused(one + END.replace("ok", "partial"));
        refused((one + END).stripTrailing());
    }

    @Test
    void a_job_ends_with_its_own_result() throws Exception {
        Answer ended = new Answer(
                200,
                Map.of(),
                "{\"id\":\"abcdefghijklmnopqrstuvwx\",\"state\":\"succeeded\",\"status\":200,\"result\":7}");
        JobView job = JobView.view(200, ended);
        try (Http2Clients http2 = new Http2Clients(1);
                Visitor visitor = new Visitor(1, http2, new Ledger())) {
            job.succeeded(visitor, 200, "7");

            assertThat(visitor.ledger().ends(JobEnd.SUCCEEDED)).isOne();
            assertThatExceptionOfType(Mismatch.class).isThrownBy(() -> job.succeeded(visitor, 200, "8"));
            assertThatExceptionOfType(Mismatch.class).isThrownBy(() -> job.failed(visitor, "bad-status"));
            assertThatExceptionOfType(Mismatch.class).isThrownBy(() -> JobView.view(202, ended));
        }
    }

    private static Arrivals arrivals(int... numbers) {
        Arrivals arrivals = new Arrivals();
        for (int number : numbers) {
            arrivals.come("{\"key\":\"k\",\"n\":\"" + number + "\"}");
        }
        return arrivals;
    }

    @Test
    void an_event_that_is_lost_or_overtaken_is_noticed_and_one_that_comes_again_is_not() {
        Sequence three = new Sequence("k");
        for (int i = 0; i < 3; i++) {
            three.next();
        }
        List<Sequence> all = List.of(three);

        assertThat(arrivals(1, 2, 3).wrong(all)).isEmpty();
        assertThat(arrivals(1, 2, 2, 1, 3).wrong(all)).isEmpty();
        assertThat(arrivals(1, 2, 2, 1, 3).again()).isEqualTo(2);
        assertThat(arrivals(1, 2).wrong(all)).containsExactly("k: the last that came is 2 of 3");
        assertThat(arrivals(1, 3).wrong(all)).containsExactly("k 3 came behind 1");
        assertThat(arrivals(2, 1, 3).wrong(all)).isNotEmpty();
    }

    @Test
    void files_are_read_from_the_oldest_on_and_each_line_is_whole() throws Exception {
        Files.writeString(folder.resolve("lines.jsonl.2"), "{\"key\":\"k\",\"n\":\"1\"}\n");
        Files.writeString(folder.resolve("lines.jsonl.1"), "{\"key\":\"k\",\"n\":\"2\"}\n{\"half\":\n");
        Files.writeString(folder.resolve("lines.jsonl"), "{\"key\":\"k\",\"n\":\"3\"}");

        LinesFiles lines = LinesFiles.read(folder);

        assertThat(lines.files()).isEqualTo(3);
        assertThat(lines.count()).isEqualTo(4);
        assertThat(lines.broken()).containsExactly("{\"half\":", "the end of lines.jsonl");
        assertThat(lines.arrivals().wrong(List.of())).isEmpty();
    }

    @Test
    void two_at_the_same_time_are_seen_not_to_be_alone() throws Exception {
        Alone alone = new Alone(Long.MAX_VALUE);
        for (int i = 0; i < 3; i++) {
            alone.document();
        }
        assertThat(alone.most()).isOne();

        Thread fourth = Thread.startVirtualThread(() -> stays(alone));
        while (alone.visits() < 4) {
            Thread.onSpinWait();
        }
        alone.document();
        fourth.interrupt();
        fourth.join();

        assertThat(alone.most()).isEqualTo(2);
    }

    private static void stays(Alone alone) {
        try {
            alone.document();
        } catch (InterruptedException e) {
            // It has stayed long enough.
        }
    }
}
