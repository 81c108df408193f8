package tributary.perf.holding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import tributary.perf.holding.Replies.Reply;

class RepliesTest {
    private static Reply reply(long dueMillis, long tookMillis, int status) {
        long due = TimeUnit.MILLISECONDS.toNanos(dueMillis);
        return new Reply(due, due + TimeUnit.MILLISECONDS.toNanos(tookMillis), status, false);
    }

    @Test
    void tells_percentiles_by_the_nearest_rank() {
        Replies replies = new Replies(
                LongStream.rangeClosed(1, 200).mapToObj(i -> reply(i, i, 200)).toList());
        assertThat(replies.millis(99)).isEqualTo(198);
        assertThat(replies.millis(50)).isEqualTo(100);
        assertThat(replies.millis(100)).isEqualTo(200);
        assertThat(new Replies(List.of()).millis(99)).isZero();
    }

    @Test
    void a_refusal_is_no_error_and_a_broken_connection_is() {
        Replies replies = new Replies(List.of(reply(1, 1, 200), reply(2, 1, 429), reply(3, 1, 503), reply(4, 1, 0)));
        assertThat(replies.errors()).isEqualTo(Map.of(503, 1L, 0, 1L));
        assertThat(new Beside(replies, replies, List.of()).troubled()).isEqualTo(3);
    }

    @Test
    void what_was_granted_is_compared_with_rate_and_burst() {
        // 40 at once, then one in 25 ms for a second; the last is answered long after the last refusal.
        List<Reply> round = new ArrayList<>();
        for (int millis = 0; millis <= 1000; millis++) {
            round.add(reply(millis, 0, 429));
            if (millis < 40 || millis % 25 == 0) {
                round.add(reply(millis, 500, 200));
            }
        }
        Abuse abuse = Abuse.of(List.of(new Replies(round), new Replies(round)), 40, 40);
        assertThat(abuse.seconds()).isEqualTo(2, within(0.001));
        assertThat(abuse.promised()).isEqualTo(160, within(0.1));
        assertThat(abuse.granted()).isEqualTo(2 * (40 + 39));
        assertThat(abuse.offPercent()).isEqualTo(100 * 2 / 160.0, within(0.1));
    }
}
