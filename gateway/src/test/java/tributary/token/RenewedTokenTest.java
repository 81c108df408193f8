package tributary.token;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tributary.plan.Secret;
import tributary.plan.ServiceAuth;
import tributary.plan.ServiceAuth.OAuth2;
import tributary.resilience.Deadline;
import tributary.schedule.Periodic.Result;

/** One token's life, second by second, on one thread. */
@Timeout(30)
class RenewedTokenTest {
    private static final OAuth2 SPEC = new OAuth2(
            URI.create("http://login"),
            "me",
            new Secret("hunter2"),
            "",
            null,
            ServiceAuth.Style.BASIC,
            Duration.ofSeconds(5),
            null);
    private static final Granted AWAY = new Granted.Nothing("connect-failed", true);
    private static final Granted REFUSED = new Granted.Nothing("status 401", false);

    private final Random random = new Random(11);
    private final List<Long> asked = new ArrayList<>();
    private long nanos = -5_000_000_000L;
    private long nextNanos = nanos;
    private LongFunction<Granted> answers = second -> granted("t" + second, 300);
    private final RenewedToken token = new RenewedToken(
            SPEC,
            () -> {
                asked.add(second());
                return answers.apply(second());
            },
            () -> nanos,
            random);

    private static Granted granted(String text, long seconds) {
        return new Granted.Token(new Secret(text), Duration.ofSeconds(seconds));
    }

    private long second() {
        return (nanos + 5_000_000_000L) / 1_000_000_000;
    }

    /** Runs it whenever its rhythm says so, until then. */
    private void pass(long toSecond) throws InterruptedException {
        long until = toSecond * 1_000_000_000 - 5_000_000_000L;
        while (nextNanos <= until) {
            nanos = Math.max(nanos, nextNanos);
            token.run();
            nextNanos = nanos + token.next(Duration.ZERO, random).toNanos();
        }
        nanos = until;
    }

    private @Nullable String shown() throws InterruptedException {
        return token.value(Deadline.after(Duration.ZERO, () -> nanos));
    }

    @Test
    void is_renewed_at_about_four_fifths_of_its_life() throws Exception {
        pass(3000);
        assertThat(asked).hasSizeBetween(12, 14).startsWith(0L);
        for (int i = 1; i < asked.size(); i++) {
            assertThat(asked.get(i) - asked.get(i - 1)).isBetween(224L, 256L);
        }
        assertThat(asked.stream().distinct().toList()).isEqualTo(asked);
    }

    @Test
    void no_call_fails_while_the_token_service_is_away_for_half_a_minute_around_a_renewal() throws Exception {
        answers = second -> second >= 225 && second < 255 ? AWAY : granted("t" + second, 300);
        for (int second = 0; second < 600; second++) {
            pass(second);
            assertThat(shown()).as("second " + second).isNotNull();
        }
        assertThat(asked)
                .as("asked while it is away")
                .filteredOn(at -> at >= 225 && at < 255)
                .hasSizeBetween(1, 12);
        assertThat(asked).anyMatch(at -> at >= 255 && at <= 270);
    }

    @Test
    void is_used_to_its_end_and_not_beyond() throws Exception {
        answers = second -> second == 0 ? granted("t", 300) : AWAY;
        pass(299);
        assertThat(shown()).isEqualTo("Bearer t");
        pass(300);
        assertThat(shown()).isNull();
        answers = second -> granted("new", 300);
        pass(311);
        assertThat(shown()).isEqualTo("Bearer new");
    }

    @Test
    void asks_ever_more_rarely_where_it_is_refused() throws Exception {
        answers = _ -> REFUSED;
        pass(600);
        assertThat(asked).hasSizeBetween(14, 30);
        assertThat(asked.getLast() - asked.get(asked.size() - 2)).isBetween(29L, 61L);
        int before = asked.size();
        answers = _ -> AWAY;
        pass(1200);
        assertThat(asked.size() - before).isBetween(55, 125);
    }

    @Test
    void does_not_ask_without_a_pause_for_tokens_that_end_at_once() throws Exception {
        answers = _ -> new Granted.Token(new Secret("t"), Duration.ofMillis(1));
        pass(60);
        assertThat(asked).hasSizeBetween(59, 62);
    }

    @Test
    void a_refusal_is_heeded_only_where_something_renews_it() throws Exception {
        pass(1);
        token.refused("Bearer t0");
        assertThat(token.insteadOf("Bearer t0", Deadline.after(Duration.ofHours(1), () -> nanos)))
                .isNull();
        token.ended();
        assertThat(shown()).isEqualTo("Bearer t0");
        pass(2);
    }

    @Test
    void a_call_before_the_first_answer_waits_and_gets_it() throws Exception {
        List<String> got = new ArrayList<>();
        Thread caller = Thread.ofVirtual().start(() -> {
            try {
                got.add(String.valueOf(token.value(Deadline.after(Duration.ofSeconds(20), System::nanoTime))));
            } catch (InterruptedException e) {
                got.add("interrupted");
            }
        });
        while (caller.getState() != Thread.State.TIMED_WAITING) {
            Thread.onSpinWait();
        }
        assertThat(token.run()).isEqualTo(Result.DONE);
        assertThat(caller.join(Duration.ofSeconds(20))).isTrue();
        assertThat(got).containsExactly("Bearer t0");
    }

    @Test
    void a_call_after_a_failed_answer_does_not_wait() throws Exception {
        answers = _ -> AWAY;
        assertThat(token.run()).isEqualTo(new Result.Failed("connect-failed"));
        long start = System.nanoTime();
        assertThat(token.value(Deadline.after(Duration.ofSeconds(20), System::nanoTime)))
                .isNull();
        assertThat(System.nanoTime() - start).isLessThan(TimeUnit.SECONDS.toNanos(10));
    }

    @Test
    void leaves_the_token_service_alone_as_long_as_it_wants() throws Exception {
        answers = second -> second < 225
                ? granted("t" + second, 300)
                : new Granted.Nothing("status 503", true, Duration.ofSeconds(40));
        pass(400);
        List<Long> late = asked.stream().filter(at -> at >= 225).toList();
        assertThat(late).hasSizeBetween(4, 5);
        for (int i = 1; i < late.size(); i++) {
            assertThat(late.get(i) - late.get(i - 1)).isBetween(40L, 41L);
        }
    }

    @Test
    void leaves_it_alone_no_longer_than_five_minutes() throws Exception {
        answers = _ -> new Granted.Nothing("status 429", true, Duration.ofSeconds(999_999_999));
        pass(1000);
        assertThat(asked).containsExactly(0L, 300L, 600L, 900L);
    }

    @Test
    void shows_no_secret() {
        assertThat(SPEC.toString()).contains("me").doesNotContain("hunter2");
    }
}
