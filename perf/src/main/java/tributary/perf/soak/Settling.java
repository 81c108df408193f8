package tributary.perf.soak;

import java.io.IOException;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/** Looks again and again until what it sees is as it should be, or until it should have been. */
final class Settling {
    private static final long LONGEST = TimeUnit.SECONDS.toNanos(10);
    private static final long BETWEEN_LOOKS = 50;

    private Settling() {}

    interface Look<T> {
        T look() throws IOException;
    }

    /** What it saw last. */
    static <T> T settled(Look<T> look, Predicate<T> settled) throws IOException, InterruptedException {
        long start = System.nanoTime();
        T seen = look.look();
        while (!settled.test(seen) && System.nanoTime() - start < LONGEST) {
            Thread.sleep(BETWEEN_LOOKS);
            seen = look.look();
        }
        return seen;
    }
}
