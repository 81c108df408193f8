package tributary.perf.soak;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import tributary.perf.process.PlainAnswer;
import tributary.perf.process.PlainService.Asked;

/** Hands out tokens that end soon, and knows those that have. Thread-safe. */
final class TokenDesk {
    /** A fifth of it is left at the renewal: more than a busy machine may be late. */
    static final Duration LIFE = Duration.ofSeconds(20);

    private final Map<String, Long> issued = new ConcurrentHashMap<>();
    private final AtomicInteger count = new AtomicInteger();
    private final AtomicInteger refused = new AtomicInteger();

    PlainAnswer issue() {
        String token = "token-" + count.incrementAndGet();
        issued.put("Bearer " + token, System.nanoTime());
        return new PlainAnswer(
                200,
                "{\"access_token\":\"%s\",\"token_type\":\"Bearer\",\"expires_in\":%d}"
                        .formatted(token, LIFE.toSeconds()));
    }

    /** Answers whoever shows one that has not ended; whoever sent it in time may be slow to be read. */
    PlainAnswer check(Asked asked) {
        Long from = issued.get(asked.fields().getOrDefault("authorization", ""));
        if (from == null || System.nanoTime() - from > LIFE.plusSeconds(1).toNanos()) {
            refused.incrementAndGet();
            return new PlainAnswer(401, "{}");
        }
        return new PlainAnswer(
                200, Documents.item(asked.target().substring(asked.target().lastIndexOf('/') + 1)));
    }

    /** How many it has handed out. */
    int issued() {
        return count.get();
    }

    /** How many requests came without one that is good. */
    int refused() {
        return refused.get();
    }
}
