package tributary.perf.beyond;

import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import tributary.perf.process.PlainAnswer;
import tributary.perf.process.PlainService.Asked;

/** Hands out tokens that end, and knows those that have. Thread-safe. */
final class Tokens {
    private static final int PATIENCE_SECONDS = 20;

    private final Duration life;
    private final Map<String, Long> issued = new ConcurrentHashMap<>();
    private final CountDownLatch first = new CountDownLatch(1);
    private final AtomicInteger vain = new AtomicInteger();
    private final AtomicInteger refused = new AtomicInteger();
    private volatile boolean away;
    private volatile long last;

    Tokens(Duration life) {
        this.life = life;
    }

    /** From now on, or no longer: connections to the token service are reset. */
    void away(boolean now) {
        away = now;
    }

    @Nullable
    PlainAnswer issue() {
        if (away) {
            vain.incrementAndGet();
            return null;
        }
        String token = "token-" + issued.size();
        last = System.nanoTime();
        issued.put("Bearer " + token, last);
        first.countDown();
        return new PlainAnswer(
                200,
                "{\"access_token\":\"%s\",\"token_type\":\"Bearer\",\"expires_in\":%d}"
                        .formatted(token, life.toSeconds()));
    }

    PlainAnswer check(Asked asked) {
        Long from = issued.get(asked.fields().getOrDefault("authorization", ""));
        boolean good = from != null && System.nanoTime() - from < life.toNanos();
        if (!good) {
            refused.incrementAndGet();
        }
        return new PlainAnswer(good ? 200 : 401, "{\"well\":%b}".formatted(good));
    }

    /** When the first one was handed out. */
    long awaitFirst() throws IOException, InterruptedException {
        if (!first.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
            throw new IOException("the gateway asks for no token");
        }
        return last;
    }

    long lastIssued() {
        return last;
    }

    /** How often it was asked for one while it was away. */
    int vain() {
        return vain.get();
    }

    /** How many requests came without a token that is good. */
    int refused() {
        return refused.get();
    }
}
