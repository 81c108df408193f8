package tributary.edge.limits;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import tributary.downstream.WireRequest.Field;
import tributary.edge.client.Caller;
import tributary.plan.Address;
import tributary.plan.ApiKey;
import tributary.plan.LimitsSpec;
import tributary.plan.LimitsSpec.By;
import tributary.plan.LimitsSpec.PerClient;
import tributary.resilience.Quota;

class LimitsTest {
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final List<By> STANDARD = List.of(By.API_KEY, By.CLAIMS_SUB, By.IP);

    private final AtomicLong now = new AtomicLong(17);

    private void wait(Duration time) {
        now.addAndGet(time.toNanos());
    }

    private static Quota quota(int rate, int burst) {
        return Quota.of(rate, SECOND, burst);
    }

    private static LimitsSpec spec(@Nullable Quota global, @Nullable Quota client) {
        return new LimitsSpec(global, client == null ? null : perClient(client, STANDARD));
    }

    private static PerClient perClient(Quota client, List<By> by) {
        return new PerClient(client, by, Map.of("gold", quota(100, 50)), 1000);
    }

    private Limits limits(@Nullable Quota global, @Nullable Quota client) {
        return Limits.of(spec(global, client), now::get);
    }

    private static Caller from(String address) {
        return new Caller(Address.parse(address), null);
    }

    private static Caller with(String key, String owner, String tier) {
        return new Caller(Address.parse("1.1.1.1"), new ApiKey(key, owner, tier));
    }

    private static int granted(Limits limits, Caller caller, int tries) {
        int granted = 0;
        for (int i = 0; i < tries; i++) {
            granted += limits.take(caller, 1).granted() ? 1 : 0;
        }
        return granted;
    }

    private static Map<String, String> fields(Verdict verdict) {
        return verdict.fields().stream().collect(java.util.stream.Collectors.toMap(Field::name, Field::value));
    }

    @Test
    void tells_the_policy_and_what_is_left() {
        Limits limits = limits(null, quota(10, 20));
        Verdict first = limits.take(from("1.1.1.1"), 5);
        assertThat(fields(first))
                .isEqualTo(Map.of("RateLimit-Policy", "\"client\";q=20;w=2", "RateLimit", "\"client\";r=15;t=1"));
        Verdict over = limits.take(from("1.1.1.1"), 16);
        assertThat(over.violated()).containsExactly("client");
        assertThat(over.retryAfterSeconds()).isEqualTo(1);
        assertThat(fields(over)).containsEntry("RateLimit", "\"client\";r=15;t=1");
    }

    @Test
    void whoever_waits_as_told_is_granted() {
        Limits limits = limits(quota(3, 7), quota(1, 5));
        for (int cost = 1; cost <= 6; cost++) {
            granted(limits, from("1.1.1.1"), 20);
            Verdict refused = limits.take(from("1.1.1.1"), cost);
            assertThat(refused.granted()).isFalse();
            assertThat(refused.retryAfterSeconds()).isPositive();
            wait(Duration.ofSeconds(refused.retryAfterSeconds()));
            assertThat(limits.take(from("1.1.1.1"), cost).granted())
                    .as("cost " + cost)
                    .isTrue();
        }
    }

    @Test
    void is_told_of_the_longer_wait_where_both_refuse() {
        Limits limits = limits(Quota.of(1, Duration.ofMinutes(1), 1), quota(1, 1));
        assertThat(limits.take(from("1.1.1.1"), 1).granted()).isTrue();
        Verdict refused = limits.take(from("1.1.1.1"), 1);
        assertThat(refused.violated()).containsExactly("client", "global");
        assertThat(refused.retryAfterSeconds()).isEqualTo(60);
    }

    @Test
    void what_one_bucket_refuses_the_other_is_not_charged_for() {
        Limits limits = limits(quota(1, 10), quota(1, 4));
        assertThat(granted(limits, from("1.1.1.1"), 1000)).isEqualTo(4);
        // The thousand tries have cost the others nothing.
        assertThat(granted(limits, from("2.2.2.2"), 1000)).isEqualTo(4);
        assertThat(granted(limits, from("3.3.3.3"), 1000)).isEqualTo(2);
        Verdict global = limits.take(from("3.3.3.3"), 1);
        assertThat(global.violated()).containsExactly("global");
        assertThat(fields(global)).containsEntry("RateLimit", "\"client\";r=2;t=2, \"global\";r=0;t=1");
        // Nor has being refused by the one for all cost them their own.
        wait(Duration.ofSeconds(2));
        assertThat(granted(limits, from("3.3.3.3"), 1000)).isEqualTo(2);
        assertThat(limits.counts().granted()).isEqualTo(12);
        assertThat(limits.counts().overClient()).isEqualTo(996 + 996);
        assertThat(limits.counts().overGlobal()).isEqualTo(998 + 1 + 998);
    }

    @Test
    void never_grants_more_than_either_under_concurrent_use() throws Exception {
        Limits limits = limits(quota(1, 500), quota(1, 100));
        AtomicInteger[] granted = new AtomicInteger[8];
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            AtomicInteger mine = new AtomicInteger();
            granted[i] = mine;
            Caller caller = from("10.0.0." + i);
            for (int j = 0; j < 4; j++) {
                threads.add(Thread.startVirtualThread(() -> mine.addAndGet(granted(limits, caller, 2_000))));
            }
        }
        for (Thread thread : threads) {
            thread.join();
        }
        int all = 0;
        for (AtomicInteger each : granted) {
            assertThat(each.get()).isLessThanOrEqualTo(100);
            all += each.get();
        }
        assertThat(all).isEqualTo(500);
    }

    @Test
    void tells_clients_apart_by_the_first_they_have() {
        Limits limits = limits(null, quota(1, 1));
        assertThat(granted(limits, with("k1", "a", ""), 5)).isEqualTo(1);
        assertThat(granted(limits, with("k2", "a", ""), 5)).isEqualTo(1);
        assertThat(granted(limits, from("1.1.1.1"), 5)).isEqualTo(1);
        assertThat(granted(limits, from("2001:db8::1"), 5)).isEqualTo(1);
        assertThat(granted(limits, from("2001:db8::ffff:1"), 5))
                .as("the same /64")
                .isZero();
        assertThat(granted(limits, from("2001:db8:0:1::1"), 5))
                .as("another /64")
                .isEqualTo(1);
        Limits byOwner = Limits.of(new LimitsSpec(null, perClient(quota(1, 1), List.of(By.OWNER))), now::get);
        assertThat(granted(byOwner, with("k1", "a", ""), 5)).isEqualTo(1);
        assertThat(granted(byOwner, with("k2", "a", ""), 5)).isZero();
        assertThat(granted(byOwner, from("1.1.1.1"), 5))
                .as("nothing tells who that is")
                .isEqualTo(5);
    }

    @Test
    void a_tier_has_a_limit_of_its_own_and_an_unknown_one_the_usual() {
        Limits limits = limits(null, quota(1, 2));
        assertThat(granted(limits, with("k1", "a", "gold"), 100)).isEqualTo(50);
        assertThat(granted(limits, with("k2", "a", "tin"), 100)).isEqualTo(2);
        assertThat(fields(limits.take(with("k1", "a", "gold"), 1)))
                .containsEntry("RateLimit-Policy", "\"client\";q=50;w=1");
    }

    @Test
    void what_was_taken_outlives_a_new_plan() {
        Limits limits = limits(quota(1, 10), quota(1, 4));
        assertThat(granted(limits, from("1.1.1.1"), 9)).isEqualTo(4);
        Limits same = limits.next(spec(quota(1, 10), quota(1, 4)));
        assertThat(granted(same, from("1.1.1.1"), 9)).isZero();
        assertThat(granted(same, from("2.2.2.2"), 9)).isEqualTo(4);
        assertThat(granted(same, from("3.3.3.3"), 9)).isEqualTo(2);
        Limits more = same.next(spec(quota(1, 20), quota(1, 4)));
        assertThat(granted(more, from("1.1.1.1"), 9))
                .as("its own bucket is as it was")
                .isZero();
        assertThat(granted(more, from("4.4.4.4"), 9))
                .as("the one for all is new")
                .isEqualTo(4);
        Limits none = more.next(LimitsSpec.NONE);
        assertThat(none.take(from("1.1.1.1"), 1)).isEqualTo(Verdict.UNLIMITED);
        assertThat(none.counts()).isSameAs(limits.counts());
    }

    @Test
    void a_cost_beyond_the_burst_takes_a_full_bucket() {
        Limits limits = limits(null, quota(1, 3));
        assertThat(limits.take(from("1.1.1.1"), 100).granted()).isTrue();
        assertThat(limits.take(from("1.1.1.1"), 0).granted())
                .as("what costs nothing")
                .isTrue();
        assertThat(limits.take(from("1.1.1.1"), 100).retryAfterSeconds()).isEqualTo(3);
    }
}
