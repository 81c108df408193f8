package tributary;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.function.Predicate;

/** Waits for what other threads bring about. */
final class Eventually {
    private static final Duration LONG = Duration.ofSeconds(20);

    private Eventually() {}

    /** The first value that fits; fails with the last one otherwise. */
    static <T> T eventually(String what, Callable<T> value, Predicate<T> fits) throws Exception {
        long start = System.nanoTime();
        T last = value.call();
        while (!fits.test(last) && System.nanoTime() - start < LONG.toNanos()) {
            Thread.sleep(10);
            last = value.call();
        }
        assertThat(last).as(what).matches(fits);
        return last;
    }
}
