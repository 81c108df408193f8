package tributary.downstream.http1;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import tributary.downstream.http1.ConnectionPool.Place;
import tributary.resilience.Deadline;
import tributary.resilience.Ticker;

/** The places alone, without a socket. */
class ConnectionPoolTest {
    private static ConnectionPool pool(int places, int waiting) {
        Duration minute = Duration.ofMinutes(1);
        return new ConnectionPool(new TransportSettings(minute, places, waiting, 0, minute), Ticker.SYSTEM);
    }

    private static Deadline in(Duration timeout) {
        return Deadline.after(timeout, Ticker.SYSTEM);
    }

    @Test
    void places_come_back_and_are_lent_again() throws Exception {
        ConnectionPool pool = pool(2, 0);
        Place one = pool.take(in(Wire.SOON));
        Place two = pool.take(in(Wire.SOON));
        assertThat(pool.take(in(Wire.SOON))).as("nobody may wait").isNull();
        pool.giveBack(one);
        pool.giveBack(two);
        assertThat(pool.use()).isEqualTo(new PoolUse(0, 0, 0));
        assertThat(pool.take(in(Wire.SOON))).isNotNull();
    }

    @Test
    void those_who_wait_are_served_in_the_order_of_their_coming() throws Exception {
        ConnectionPool pool = pool(1, 10);
        Place held = pool.take(in(Wire.SOON));
        List<Integer> served = new ArrayList<>();
        List<Thread> waiting = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            int number = i;
            waiting.add(Thread.ofVirtual().start(() -> {
                try {
                    Place place = pool.take(in(Wire.SOON));
                    served.add(number);
                    pool.giveBack(place);
                } catch (InterruptedException e) {
                    throw new AssertionError(e);
                }
            }));
            while (pool.use().waiting() <= i) {
                Thread.onSpinWait();
            }
        }
        pool.giveBack(held);
        for (Thread thread : waiting) {
            thread.join();
        }
        assertThat(served).containsExactly(0, 1, 2, 3, 4, 5, 6, 7, 8, 9);
    }

    /** A place is handed over in the moment in which its taker is interrupted, or its time is up. */
    @Test
    void a_place_handed_to_somebody_who_just_left_is_not_lost() throws Exception {
        Random random = new Random(3);
        ConnectionPool pool = pool(1, 1);
        AtomicInteger served = new AtomicInteger();
        for (int i = 0; i < 5_000; i++) {
            Place held = pool.take(in(Wire.SOON));
            assertThat(held).as("round %d", i).isNotNull();
            Duration patience = i % 2 == 0 ? Wire.SOON : Duration.ofNanos(random.nextInt(1, 100_000));
            CountDownLatch over = new CountDownLatch(1);
            Thread waiter = Thread.ofVirtual().start(() -> {
                try {
                    Place place = pool.take(in(patience));
                    if (place != null) {
                        served.incrementAndGet();
                        pool.giveBack(place);
                    }
                } catch (InterruptedException e) {
                    // One of the two ways to leave.
                } finally {
                    over.countDown();
                }
            });
            for (int spins = random.nextInt(1_000); spins > 0; spins--) {
                Thread.onSpinWait();
            }
            if (i % 100 == 0) {
                while (pool.use().waiting() == 0) {
                    Thread.onSpinWait();
                }
                pool.giveBack(held);
            } else if (i % 4 == 0) {
                waiter.interrupt();
                pool.giveBack(held);
            } else {
                pool.giveBack(held);
                waiter.interrupt();
            }
            over.await();
            assertThat(pool.use()).as("round %d", i).isEqualTo(new PoolUse(0, 0, 0));
        }
        assertThat(served).as("at least all who were let wait").hasValueGreaterThanOrEqualTo(50);
    }
}
