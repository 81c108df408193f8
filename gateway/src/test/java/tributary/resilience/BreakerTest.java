package tributary.resilience;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import tributary.resilience.Breaker.Change;
import tributary.resilience.Breaker.End;
import tributary.resilience.Breaker.Permission;
import tributary.resilience.Breaker.Permission.Granted;
import tributary.resilience.Breaker.Permission.Refused;
import tributary.resilience.BreakerRule.Counts;

class BreakerTest {
    private static final BreakerRule HALF_OF_FOUR =
            new BreakerRule(0.5, Duration.ofSeconds(10), 4, Duration.ofSeconds(5));
    private static final List<End> ENDS = List.of(End.values());
    private static final long QUICK = 1_000_000;

    private final FakeTicker ticker = new FakeTicker();
    private final List<Change> changes = new ArrayList<>();

    private Breaker breaker(BreakerRule rule) {
        return new Breaker(rule, ticker, changes::add);
    }

    /**
     * Replays a history: {@code s f c} a call that succeeds, fails, is cancelled; {@code S} one that succeeds slowly;
     * {@code b} one begins, and {@code (} {@code )} {@code x} the oldest begun succeeds, fails, is cancelled; {@code #} one
     * is refused; a digit: so many seconds pass; {@code <} the clock goes back an hour. After a colon, the state expected.
     */
    private void check(BreakerRule rule, String... rows) {
        Breaker breaker = breaker(rule);
        Deque<Granted> begun = new ArrayDeque<>();
        for (String row : rows) {
            int colon = row.indexOf(':');
            for (char step : row.substring(0, colon).toCharArray()) {
                switch (step) {
                    case 's' -> breaker.ended(granted(breaker, row), End.SUCCEEDED, QUICK);
                    case 'S' -> breaker.ended(granted(breaker, row), End.SUCCEEDED, 1_000_000_000);
                    case 'f' -> breaker.ended(granted(breaker, row), End.FAILED, QUICK);
                    case 'c' -> breaker.ended(granted(breaker, row), End.CANCELLED, QUICK);
                    case 'b' -> begun.add(granted(breaker, row));
                    case '(' -> breaker.ended(begun.remove(), End.SUCCEEDED, QUICK);
                    case ')' -> breaker.ended(begun.remove(), End.FAILED, QUICK);
                    case 'x' -> breaker.ended(begun.remove(), End.CANCELLED, QUICK);
                    case '#' -> assertThat(breaker.enter()).as(row).isInstanceOf(Refused.class);
                    case '<' -> ticker.advanceMillis(-3_600_000);
                    case ' ' -> {}
                    default -> ticker.advanceMillis((step - '0') * 1000L);
                }
            }
            assertThat(breaker.state().text()).as(row).isEqualTo(row.substring(colon + 1));
        }
    }

    private static Granted granted(Breaker breaker, String row) {
        Permission permission = breaker.enter();
        assertThat(permission).as(row).isInstanceOf(Granted.class);
        return (Granted) permission;
    }

    @Test
    void opens_when_half_of_at_least_four_failed_and_closes_when_the_probes_do_well() {
        check(HALF_OF_FOUR, "fff:closed", "s:open", "#4#:open", "1s:half-open", "s:closed", "fff:closed", "f:open");
    }

    @Test
    void opens_again_as_soon_as_too_many_probes_failed() {
        check(HALF_OF_FOUR, "ffff:open", "5s:half-open", "f:half-open", "f:open", "4#:open", "1f:half-open", "f:open");
    }

    @Test
    void lets_exactly_three_probes_run() {
        check(HALF_OF_FOUR, "ffff:open", "5bbb:half-open", "####:half-open", "(:half-open", "#:half-open", "(:closed");
    }

    @Test
    void a_cancelled_call_counts_as_neither_and_a_cancelled_probe_gives_its_place_back() {
        check(HALF_OF_FOUR, "cccccfff:closed", "f:open", "5bbb#x:half-open", "b#((:closed");
    }

    @Test
    void what_began_in_an_earlier_state_counts_for_nothing() {
        check(HALF_OF_FOUR, "bbbbbb ffff:open", ")))):open", "5s:half-open", "))s:closed", "fff:closed");
        check(HALF_OF_FOUR, "ffff:open", "5bbb:half-open", ")):open", "5bs:half-open", "):half-open");
    }

    @Test
    void failures_fall_out_of_the_window() {
        check(HALF_OF_FOUR, "fff:closed", "9s:open");
        check(HALF_OF_FOUR, "fff:closed", "91s:closed", "fff:open");
        check(HALF_OF_FOUR, "fff:closed", "55sss:closed");
    }

    @Test
    void one_in_three_does_not_open_it() {
        check(HALF_OF_FOUR, "sssfssfssfssfssfssf:closed");
    }

    @Test
    void slow_calls_count_where_wanted() {
        check(HALF_OF_FOUR, "SSSSSS:closed");
        check(HALF_OF_FOUR.withSlow(Duration.ofSeconds(1), 0.75), "SSs:closed", "S:open", "5S:half-open", "S:open");
    }

    @Test
    void a_clock_that_goes_back_keeps_it_open_for_its_time_only() {
        check(HALF_OF_FOUR, "ffff:open", "<#4#1s:half-open");
    }

    @Test
    void each_change_is_told_once_with_its_counts() {
        check(HALF_OF_FOUR, "sfff:open", "5ss:closed");
        assertThat(changes)
                .extracting(change -> change.from().text() + " " + change.to().text())
                .containsExactly("closed open", "open half-open", "half-open closed");
        assertThat(changes).extracting(Change::counts).startsWith(new Counts(4, 3, 0), Counts.NONE);
    }

    @Test
    void says_how_long_it_stays_open() {
        Breaker breaker = breaker(HALF_OF_FOUR);
        for (int i = 0; i < 4; i++) {
            breaker.ended((Granted) breaker.enter(), End.FAILED, QUICK);
        }
        ticker.advanceMillis(1500);
        assertThat(breaker.enter()).isEqualTo(new Refused(3_500_000_000L));
    }

    /** Any history: legal changes only, no more probes than allowed, and it never opens for fewer failures than the rule wants. */
    @Test
    void keeps_its_rule_in_any_history() {
        for (int seed = 0; seed < 500; seed++) {
            Random random = new Random(seed);
            changes.clear();
            Breaker breaker = breaker(HALF_OF_FOUR);
            List<Granted> begun = new ArrayList<>();
            for (int step = 0; step < 400; step++) {
                ticker.advanceMillis(random.nextInt(600));
                if (random.nextBoolean()) {
                    if (breaker.enter() instanceof Granted granted) {
                        begun.add(granted);
                    }
                } else if (!begun.isEmpty()) {
                    Granted one = begun.remove(random.nextInt(begun.size()));
                    breaker.ended(one, ENDS.get(random.nextInt(ENDS.size())), random.nextLong(2 * QUICK));
                }
                if (breaker.state() instanceof BreakerState.HalfOpen half) {
                    long running = begun.stream()
                            .filter(each -> each.era() == half.era())
                            .count();
                    assertThat(half.running()).as("seed %d", seed).isEqualTo((int) running);
                    assertThat(half.known()).as("seed %d", seed).isBetween(0, 3);
                }
            }
            assertThat(changes).as("seed %d", seed).allSatisfy(change -> {
                String legal = change.from().text() + " " + change.to().text();
                assertThat(legal).isIn("closed open", "open half-open", "half-open open", "half-open closed");
                if (legal.equals("closed open")) {
                    assertThat(change.counts().calls()).isGreaterThanOrEqualTo(4);
                    assertThat(change.counts().failed() * 2)
                            .isGreaterThanOrEqualTo(change.counts().calls());
                }
            });
        }
    }
}
