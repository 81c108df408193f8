package tributary.events;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.jetbrains.lincheck.datastructures.ModelCheckingOptions;
import org.jetbrains.lincheck.datastructures.Operation;
import org.junit.jupiter.api.Test;
import tributary.json.JsonOutput;

class EventQueueTest {
    private static final long LONG = 20_000_000_000L;

    static Event event(String key, long number) {
        JsonOutput out = new JsonOutput();
        out.ascii(Long.toString(number));
        return Event.of(key, out, Instant.EPOCH, number);
    }

    private static long number(Event event) {
        return event.nanos();
    }

    @Test
    void takes_as_many_as_it_may_and_no_more() {
        EventQueue queue = new EventQueue(1, 2, 1 << 20, 0);
        assertThat(queue.offer(event("", 1))).isTrue();
        assertThat(queue.offer(event("", 2))).isTrue();
        assertThat(queue.full()).isTrue();
        assertThat(queue.offer(event("", 3))).isFalse();
        queue.done(0, 1);
        assertThat(queue.full()).isFalse();
        assertThat(queue.offer(event("", 4))).isTrue();
        assertThat(queue.rest(0)).extracting(EventQueueTest::number).containsExactly(2L, 4L);
    }

    @Test
    void takes_no_more_bytes_than_it_may_but_for_one_event() {
        EventQueue queue = new EventQueue(1, 100, 10, 0);
        assertThat(queue.offer(event("", 1))).isTrue();
        assertThat(queue.offer(event("", 2))).isFalse();
    }

    @Test
    void what_is_looked_at_counts_until_it_is_done() throws InterruptedException {
        EventQueue queue = new EventQueue(1, 2, 1 << 20, 0);
        queue.offer(event("", 1));
        queue.offer(event("", 2));
        assertThat(queue.first(0, 10, LONG)).hasSize(2);
        assertThat(queue.size()).isEqualTo(2);
        assertThat(queue.offer(event("", 3))).isFalse();
    }

    @Test
    void an_event_without_a_key_does_not_wait_behind_one_that_is_stuck() {
        EventQueue queue = new EventQueue(2, 100, 1 << 20, 0);
        for (int i = 0; i < 10; i++) {
            queue.offer(event("stuck", i));
        }
        int other = queue.rest(0).isEmpty() ? 0 : 1;
        queue.offer(event("", 99));
        assertThat(queue.rest(other)).extracting(EventQueueTest::number).containsExactly(99L);
        assertThat(queue.oldest()).extracting(EventQueueTest::number).isEqualTo(0L);
    }

    @Test
    void a_key_that_is_stuck_leaves_room_for_others() {
        EventQueue queue = new EventQueue(2, 100, 1 << 20, 10);
        int taken = 0;
        while (queue.offer(event("stuck", taken))) {
            taken++;
        }
        assertThat(taken).isEqualTo(90);
        int stuck = queue.rest(0).isEmpty() ? 1 : 0;
        // Those of other keys in the same lane would wait behind it.
        for (int i = 0; i < 10; i++) {
            assertThat(queue.offer(event("", 1000 + i))).isTrue();
        }
        assertThat(queue.rest(1 - stuck)).hasSize(10);
        assertThat(queue.offer(event("", 2000))).isFalse();
        assertThat(queue.full()).isTrue();
    }

    @Test
    void events_over_all_lanes_take_all_the_room() {
        EventQueue queue = new EventQueue(4, 100, 1 << 20, 10);
        for (int i = 0; i < 100; i++) {
            assertThat(queue.offer(event("", i))).isTrue();
        }
        assertThat(queue.offer(event("", 100))).isFalse();
    }

    @Test
    void a_large_event_that_is_stuck_leaves_memory_for_others() {
        long weight = event("stuck", 0).weight();
        EventQueue queue = new EventQueue(2, 1000, 100 * weight, 10);
        int taken = 0;
        while (queue.offer(event("stuck", taken % 10))) {
            taken++;
        }
        assertThat(taken).isEqualTo(90);
        assertThat(queue.offer(event("", 1))).isTrue();
    }

    @Test
    void other_lanes_get_what_is_there_before_what_comes() throws InterruptedException {
        EventQueue queue = new EventQueue(2, 100, 1 << 20, 0);
        for (int i = 0; i < 10; i++) {
            queue.offer(event("key" + i % 3, i));
        }
        queue.relay(5);
        assertThat(queue.over(0) && queue.over(1)).isTrue();
        assertThat(queue.lanes()).isEqualTo(5);
        queue.offer(event("key0", 10));
        // Once more, before anybody has looked at them.
        queue.relay(3);
        queue.offer(event("key0", 11));
        // One that was on its way when they became others.
        int first = queue.rest(0).isEmpty() ? 1 : 0;
        long delivered = number(queue.rest(first).getFirst());
        queue.done(first, 1);
        assertThat(queue.size()).isEqualTo(11);
        assertThat(queue.relaid()).isTrue();
        assertThat(queue.relaid()).isFalse();
        assertThat(queue.over(0)).isFalse();
        Map<String, List<Long>> byKey = new HashMap<>();
        for (int lane = 0; lane < 3; lane++) {
            for (Event event : queue.first(lane, 100, 0)) {
                byKey.computeIfAbsent(event.key(), _ -> new ArrayList<>()).add(number(event));
            }
        }
        List<Long> all = byKey.values().stream().flatMap(List::stream).toList();
        assertThat(all).hasSize(11).doesNotContain(delivered);
        assertThat(byKey.values()).allSatisfy(each -> assertThat(each).isSorted());
    }

    @Test
    void keys_are_spread_over_the_lanes() {
        EventQueue queue = new EventQueue(8, 10_000, 1 << 30, 0);
        for (int i = 0; i < 8_000; i++) {
            queue.offer(event("order-" + i, i));
        }
        for (int lane = 0; lane < 8; lane++) {
            assertThat(queue.rest(lane)).hasSizeBetween(700, 1300);
        }
    }

    @Test
    void who_waits_for_room_gets_it_and_the_end_lets_everybody_go() throws Exception {
        EventQueue queue = new EventQueue(1, 1, 1 << 20, 0);
        queue.offer(event("", 1));
        List<Boolean> results = new ArrayList<>();
        Thread waiting = Thread.ofVirtual().start(() -> {
            try {
                results.add(queue.offer(event("", 2), LONG));
                results.add(queue.offer(event("", 3), LONG));
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        });
        assertThat(queue.first(0, 1, LONG)).hasSize(1);
        queue.done(0, 1);
        assertThat(queue.first(0, 1, LONG)).extracting(EventQueueTest::number).containsExactly(2L);
        queue.end();
        waiting.join();
        assertThat(results).containsExactly(true, false);
        assertThat(queue.over(0)).isFalse();
        queue.done(0, 1);
        assertThat(queue.over(0)).isTrue();
    }

    @Test
    void what_is_accepted_comes_out_once_and_in_order_of_its_key() throws Exception {
        long seed = new Random().nextLong();
        EventQueue queue = new EventQueue(3, 50, 1 << 20, 0);
        AtomicInteger accepted = new AtomicInteger();
        AtomicInteger refused = new AtomicInteger();
        List<List<Event>> out = List.of(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
        List<Thread> workers = new ArrayList<>();
        for (int lane = 0; lane < 3; lane++) {
            int mine = lane;
            workers.add(Thread.ofVirtual().start(() -> empty(queue, mine, out.get(mine))));
        }
        List<Thread> makers = new ArrayList<>();
        for (int maker = 0; maker < 8; maker++) {
            String key = "k" + maker;
            Random random = new Random(seed + maker);
            makers.add(Thread.ofVirtual().start(() -> fill(queue, key, random, accepted, refused)));
        }
        for (Thread maker : makers) {
            maker.join();
        }
        queue.end();
        for (Thread worker : workers) {
            worker.join();
        }
        assertThat(accepted.get() + refused.get()).isEqualTo(8 * 1000);
        assertThat(out.stream().mapToInt(List::size).sum()).as("seed " + seed).isEqualTo(accepted.get());
        Map<String, Long> last = new HashMap<>();
        for (List<Event> lane : out) {
            for (Event event : lane) {
                Long before = last.put(event.key(), number(event));
                assertThat(number(event)).as("seed " + seed).isGreaterThan(before == null ? -1 : before);
            }
        }
        assertThat(queue.size()).isZero();
    }

    private static void fill(
            EventQueue queue, String key, Random random, AtomicInteger accepted, AtomicInteger refused) {
        for (int i = 0; i < 1000; i++) {
            try {
                boolean taken = random.nextBoolean()
                        ? queue.offer(event(key, i))
                        : queue.offer(event(key, i), random.nextInt(1_000_000));
                (taken ? accepted : refused).incrementAndGet();
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        }
    }

    private static void empty(EventQueue queue, int lane, List<Event> out) {
        try {
            while (!queue.over(lane)) {
                List<Event> first = queue.first(lane, 7, LONG);
                out.addAll(first);
                queue.done(lane, first.size());
            }
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void is_as_exact_as_one_step_after_the_other() {
        new ModelCheckingOptions()
                .iterations(5)
                .invocationsPerIteration(60)
                .threads(2)
                .actorsPerThread(3)
                .check(TwoPlaces.class);
    }

    /** Public, with a public constructor, because Lincheck makes one for each run. */
    public static final class TwoPlaces {
        private final EventQueue queue = new EventQueue(1, 2, 1 << 20, 0);

        @Operation
        public boolean offer() {
            return queue.offer(event("", 0));
        }

        @Operation
        public void take() {
            queue.done(0, 1);
        }

        @Operation
        public int size() {
            return queue.size();
        }
    }
}
