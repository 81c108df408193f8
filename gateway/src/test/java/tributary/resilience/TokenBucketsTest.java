package tributary.resilience;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class TokenBucketsTest {
    private static final Quota TEN = Quota.of(10, Duration.ofSeconds(1), 10);

    private final FakeTicker ticker = new FakeTicker();

    private TokenBuckets buckets(int clients) {
        return new TokenBuckets(clients, ticker, new Random(7));
    }

    private static int grants(TokenBuckets buckets, String client, Quota quota, int tries) {
        int granted = 0;
        for (int i = 0; i < tries; i++) {
            granted += buckets.take(client, quota, 1).granted() ? 1 : 0;
        }
        return granted;
    }

    @Test
    void each_client_has_its_own_bucket() {
        TokenBuckets buckets = buckets(1000);
        for (int i = 0; i < 100; i++) {
            assertThat(grants(buckets, "client " + i, TEN, 15)).isEqualTo(10);
        }
        assertThat(buckets.inUse()).isEqualTo(100);
        ticker.advanceMillis(500);
        assertThat(grants(buckets, "client 50", TEN, 15)).isEqualTo(5);
        ticker.advanceMillis(1000);
        assertThat(buckets.inUse()).isZero();
        assertThat(buckets.shared()).isZero();
    }

    @Test
    void each_client_has_the_quota_of_its_tier_and_keeps_its_use_when_the_tier_changes() {
        TokenBuckets buckets = buckets(10);
        Quota gold = Quota.of(100, Duration.ofSeconds(1), 100);
        assertThat(grants(buckets, "a", TEN, 200)).isEqualTo(10);
        assertThat(grants(buckets, "b", gold, 200)).isEqualTo(100);
        assertThat(grants(buckets, "a", gold, 200)).isZero();
        ticker.advanceMillis(100);
        assertThat(grants(buckets, "a", gold, 200)).isEqualTo(10);
    }

    @Test
    void a_million_keys_of_one_attacker_reset_nobody_and_gain_little() {
        TokenBuckets buckets = buckets(1000);
        assertThat(grants(buckets, "victim", TEN, 10)).isEqualTo(10);
        int granted = 0;
        for (int i = 0; i < 1_000_000; i++) {
            granted += buckets.take("attacker " + i, TEN, 10).granted() ? 1 : 0;
        }
        assertThat(buckets.take("victim", TEN, 1).granted()).isFalse();
        // 125 sets of 16 places and a shared bucket each: no key finds more.
        assertThat(granted).isLessThanOrEqualTo(125 * 17 - 1);
        assertThat(buckets.shared()).isGreaterThan(990_000);
        ticker.advanceMillis(100);
        assertThat(grants(buckets, "victim", TEN, 10)).isEqualTo(1);
    }

    @Test
    void who_leaves_a_shared_bucket_for_one_of_its_own_begins_with_what_is_left() {
        TokenBuckets buckets = buckets(1);
        Quota slow = Quota.of(1, Duration.ofSeconds(1), 10);
        for (int i = 0; i < 16; i++) {
            buckets.take("early " + i, slow, 1);
        }
        assertThat(grants(buckets, "late", slow, 20)).isEqualTo(10);
        ticker.advanceMillis(1000);
        assertThat(grants(buckets, "late", slow, 20))
                .as("a place is free, no new burst")
                .isEqualTo(1);
        assertThat(buckets.shared()).isEqualTo(20);
    }

    /** A set of which every own place is in use for longer than the test. */
    private TokenBuckets full() {
        TokenBuckets buckets = buckets(1);
        for (int i = 0; i < 16; i++) {
            buckets.take("early " + i, Quota.of(1, Duration.ofHours(1), 1), 1);
        }
        return buckets;
    }

    @Test
    void of_those_who_share_a_small_quota_does_not_write_off_what_a_large_one_has_used() {
        TokenBuckets buckets = full();
        Quota large = Quota.of(10, Duration.ofSeconds(1), 400);
        TokenBucket all = new TokenBucket(Quota.of(1_000_000, Duration.ofSeconds(1), 1_000_000), ticker);
        assertThat(grants(buckets, "large", large, 500)).isEqualTo(400);
        Quota.Decision small = buckets.take("small", TEN, 1);
        assertThat(small.granted()).isFalse();
        assertThat(small.remaining()).isZero();
        assertThat(buckets.take("small", TEN, 0).granted()).isTrue();
        assertThat(buckets.take("small", TEN, 1, all).granted()).isFalse();
        assertThat(grants(buckets, "large", large, 500)).isZero();
        // What it was told to wait is true.
        assertThat(small.retryAfterSeconds()).isEqualTo(40);
        ticker.advanceNanos(small.waitNanos() - 1);
        assertThat(buckets.take("small", TEN, 1).granted()).isFalse();
        ticker.advanceNanos(1);
        assertThat(buckets.take("small", TEN, 1).granted()).isTrue();
        assertThat(grants(buckets, "large", large, 500)).isEqualTo(390);
    }

    @Test
    void those_who_share_wait_no_longer_than_for_a_bucket_where_the_clock_went_back() {
        TokenBuckets buckets = full();
        assertThat(grants(buckets, "late", TEN, 20)).isEqualTo(10);
        ticker.advanceMillis(-24 * 3_600_000L);
        assertThat(grants(buckets, "late", TEN, 20)).isZero();
        ticker.advanceMillis(3_600_000);
        assertThat(grants(buckets, "late", TEN, 20)).isEqualTo(10);
    }

    @Test
    void few_share_while_there_are_no_more_clients_than_planned() {
        TokenBuckets buckets = buckets(100_000);
        for (int i = 0; i < 100_000; i++) {
            buckets.take("client " + i, TEN, 1);
        }
        assertThat(buckets.shared()).isLessThan(300);
    }

    /** With keys coming and going in a table far too small, on any clock: no client gets more than its quota. */
    @Test
    void no_client_ever_gets_more_than_its_quota() {
        for (int seed = 0; seed < 200; seed++) {
            Random random = new Random(seed);
            TokenBuckets buckets = new TokenBuckets(1, ticker, random);
            Map<String, Integer> granted = new HashMap<>();
            long forward = 0;
            for (int step = 0; step < 2000; step++) {
                long by = random.nextInt(200) == 0 ? random.nextLong(-3_000_000_000L, 0) : random.nextLong(30_000_000);
                ticker.advanceNanos(by);
                forward += Math.max(by, 0);
                String client = "client " + random.nextInt(40);
                if (buckets.take(client, TEN, 1).granted()) {
                    granted.merge(client, 1, Integer::sum);
                }
            }
            long most = 10 + forward / TEN.tokenNanos();
            assertThat(granted.values()).as("seed %d", seed).allMatch(count -> count <= most);
        }
    }

    @Test
    void the_hash_is_siphash() {
        // The paper's key 00..0f, and its message 00..07 as four characters, low byte first.
        KeyedHash hash = new KeyedHash(0x0706050403020100L, 0x0f0e0d0c0b0a0908L);
        assertThat(hash.of("\u0100\u0302\u0504\u0706")).isEqualTo(0x93f5f5799a932462L);
        assertThat(hash.of("")).isEqualTo(0x726fdb47dd0e0e31L);
    }
}
