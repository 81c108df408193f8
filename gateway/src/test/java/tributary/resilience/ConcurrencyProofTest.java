package tributary.resilience;

import java.time.Duration;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import org.jetbrains.lincheck.datastructures.ModelCheckingOptions;
import org.jetbrains.lincheck.datastructures.Operation;
import org.junit.jupiter.api.Test;
import tributary.resilience.Breaker.End;
import tributary.resilience.Breaker.Permission.Granted;

/**
 * The exactness of what threads share, by Lincheck: it runs small scenarios under very many interleavings of their steps and
 * wants each result to be one that some order of the operations, one after the other, would give.
 */
class ConcurrencyProofTest {
    private static final Quota TWO = new Quota(10, 2);

    private static void check(Class<?> scenario) {
        new ModelCheckingOptions()
                .iterations(8)
                .invocationsPerIteration(100)
                .threads(3)
                .actorsPerThread(2)
                .actorsBefore(1)
                .actorsAfter(1)
                .check(scenario);
    }

    @Test
    void a_token_bucket_is_as_exact_as_under_a_lock() {
        check(OneBucket.class);
    }

    @Test
    void buckets_by_client_are_as_exact_as_under_one_lock() {
        check(FewPlaces.class);
    }

    @Test
    void a_half_open_breaker_lets_exactly_its_probes_through() {
        check(TwoProbes.class);
    }

    /** Opened by one failure; its time is over. */
    public static final class TwoProbes {
        private final AtomicLong clock = new AtomicLong();
        private final Breaker breaker = new Breaker(
                new BreakerRule(1, Duration.ofSeconds(1), 1, Duration.ofNanos(1), 2, Duration.ofSeconds(1), 2),
                clock::get,
                _ -> {});

        public TwoProbes() {
            breaker.ended((Granted) breaker.enter(), End.FAILED, 1);
            clock.set(1);
        }

        @Operation
        public boolean begin() {
            return breaker.enter() instanceof Granted;
        }
    }

    /**
     * A clock that goes back is left out: looking at it is a step of its own, so no order of whole operations explains it.
     * {@link TokenBucketTest} has the bound under such a clock.
     *
     * <p>Public, with a public constructor, because Lincheck makes one for each run.
     */
    public static final class OneBucket {
        private final AtomicLong clock = new AtomicLong();
        private final TokenBucket bucket = new TokenBucket(TWO, clock::get);

        @Operation
        public boolean takeOne() {
            return bucket.take(1).granted();
        }

        @Operation
        public long takeTwo() {
            return bucket.take(2).remaining();
        }

        @Operation
        public void waitForOne() {
            clock.addAndGet(10);
        }
    }

    /** Three clients in one set. */
    public static final class FewPlaces {
        private final AtomicLong clock = new AtomicLong();
        private final TokenBuckets buckets = new TokenBuckets(1, clock::get, new Random(3));

        @Operation
        public boolean one() {
            return buckets.take("one", TWO, 1).granted();
        }

        @Operation
        public long two() {
            return buckets.take("two", TWO, 1).waitNanos();
        }

        @Operation
        public boolean three() {
            return buckets.take("three", TWO, 2).granted();
        }

        @Operation
        public void waitForOne() {
            clock.addAndGet(10);
        }
    }
}
