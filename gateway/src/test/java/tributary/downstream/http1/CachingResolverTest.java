package tributary.downstream.http1;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import tributary.resilience.Deadline;
import tributary.resilience.Ticker;

class CachingResolverTest {
    private static final InetAddress ONE = InetAddress.ofLiteral("192.0.2.1");
    private static final InetAddress TWO = InetAddress.ofLiteral("192.0.2.2");

    private final AtomicLong now = new AtomicLong();
    private final AtomicInteger asked = new AtomicInteger();
    private final AtomicReference<CachingResolver.Lookup> lookup = new AtomicReference<>(_ -> new InetAddress[] {ONE});

    private CachingResolver resolver() {
        return new CachingResolver(
                host -> {
                    asked.incrementAndGet();
                    return lookup.get().addresses(host);
                },
                now::get);
    }

    private static Deadline soon() {
        return Deadline.after(Duration.ofSeconds(20), Ticker.SYSTEM);
    }

    private static InetAddress[] unknown(String host) throws UnknownHostException {
        throw new UnknownHostException(host);
    }

    @Test
    void remembers_for_thirty_seconds() throws Exception {
        try (CachingResolver resolver = resolver()) {
            assertThat(resolver.resolve("a", soon())).containsExactly(ONE);
            lookup.set(_ -> new InetAddress[] {TWO, ONE});
            now.addAndGet(29_999_999_999L);
            assertThat(resolver.resolve("a", soon())).containsExactly(ONE);
            assertThat(asked).hasValue(1);
            now.addAndGet(1);
            assertThat(resolver.resolve("a", soon())).containsExactly(TWO, ONE);
            assertThat(asked).hasValue(2);
        }
    }

    @Test
    void remembers_a_failure_for_a_second() throws Exception {
        lookup.set(CachingResolverTest::unknown);
        try (CachingResolver resolver = resolver()) {
            assertThat(resolver.resolve("a", soon())).isEmpty();
            assertThat(resolver.resolve("a", soon())).isEmpty();
            assertThat(asked).hasValue(1);
            now.addAndGet(1_000_000_000);
            lookup.set(_ -> new InetAddress[] {ONE});
            assertThat(resolver.resolve("a", soon())).containsExactly(ONE);
        }
    }

    @Test
    void keeps_the_last_good_addresses_while_asking_fails() throws Exception {
        try (CachingResolver resolver = resolver()) {
            assertThat(resolver.resolve("a", soon())).containsExactly(ONE);
            lookup.set(CachingResolverTest::unknown);
            for (int i = 0; i < 5; i++) {
                now.addAndGet(Duration.ofMinutes(1).toNanos());
                assertThat(resolver.resolve("a", soon())).containsExactly(ONE);
            }
            assertThat(asked).hasValue(6);
        }
    }

    @Test
    void does_not_wait_beyond_the_deadline_and_asks_once_for_all() throws Exception {
        CountDownLatch answer = new CountDownLatch(1);
        lookup.set(host -> {
            if (host.equals("b")) {
                return new InetAddress[] {TWO};
            }
            try {
                answer.await();
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
            return new InetAddress[] {ONE};
        });
        try (CachingResolver resolver = resolver()) {
            Deadline brief = Deadline.after(Duration.ofMillis(30), Ticker.SYSTEM);
            assertThat(resolver.resolve("a", brief)).isEmpty();
            List<Thread> waiting = new ArrayList<>();
            List<List<InetAddress>> found = Collections.synchronizedList(new ArrayList<>());
            for (int i = 0; i < 200; i++) {
                waiting.add(Thread.ofVirtual().start(() -> {
                    try {
                        found.add(resolver.resolve("a", soon()));
                    } catch (InterruptedException e) {
                        throw new AssertionError(e);
                    }
                }));
            }
            assertThat(resolver.resolve("b", soon()))
                    .as("another name is not held up")
                    .containsExactly(TWO);
            answer.countDown();
            for (Thread thread : waiting) {
                thread.join();
            }
            assertThat(found).hasSize(200).containsOnly(List.of(ONE));
            assertThat(asked).hasValue(2);
        }
    }

    @Test
    void a_lookup_that_breaks_leaves_nobody_waiting() throws Exception {
        lookup.set(_ -> {
            throw new IllegalStateException("expected in a test");
        });
        try (CachingResolver resolver = resolver()) {
            assertThat(resolver.resolve("a", soon())).isEmpty();
        }
    }

    @Test
    void after_close_names_are_unknown() throws Exception {
        CachingResolver resolver = resolver();
        resolver.close();
        assertThat(resolver.resolve("a", soon())).isEmpty();
    }

    @Test
    void asks_the_system() throws Exception {
        try (CachingResolver resolver = CachingResolver.system()) {
            assertThat(resolver.resolve("localhost", soon())).isNotEmpty().allMatch(InetAddress::isLoopbackAddress);
        }
    }
}
