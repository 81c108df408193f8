package tributary.perf.micro;

import java.time.Duration;
import java.util.Random;
import java.util.stream.IntStream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import tributary.resilience.Quota;
import tributary.resilience.Quota.Decision;
import tributary.resilience.Ticker;
import tributary.resilience.TokenBucket;
import tributary.resilience.TokenBuckets;

/** Taking a token: of the bucket for all, and of one of ten thousand clients' buckets. For JMH. */
@State(Scope.Benchmark)
public class BucketBenchmark {
    private static final int CLIENTS = 10_000;
    private static final Quota QUOTA = Quota.of(1_000_000, Duration.ofSeconds(1), 1_000_000);
    private static final String[] KEYS =
            IntStream.range(0, CLIENTS).mapToObj(i -> "client-" + i).toArray(String[]::new);

    private final TokenBucket bucket = new TokenBucket(QUOTA, Ticker.SYSTEM);
    private final TokenBuckets buckets = new TokenBuckets(2 * CLIENTS, Ticker.SYSTEM, new Random(1));
    private int client;

    @Benchmark
    public Decision all() {
        return bucket.take(1);
    }

    @Benchmark
    public Decision client() {
        client = (client + 1) % CLIENTS;
        return buckets.take(KEYS[client], QUOTA, 1);
    }
}
