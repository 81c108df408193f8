package tributary;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.function.Predicate;

/** Waits for what other threads bring about. */
final class Eventually {
    private static final Duration LONG = Duration.ofSeconds(60);

    private Eventually() {}

    /** A piece of a test. */
    interface Try {
        void run() throws Exception;
    }

    /** What a machine may spoil that pauses a thread at the wrong moment: fails only if each of some tries does. */
    static void once(Try work) throws Exception {
        for (int left = 4; left > 0; left--) {
            try {
                work.run();
                return;
            } catch (AssertionError | IOException e) {
                // Once more.
            }
        }
        work.run();
    }

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
