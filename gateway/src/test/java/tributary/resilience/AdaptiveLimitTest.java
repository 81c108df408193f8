package tributary.resilience;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tributary.resilience.AdaptiveLimit.Admission;
import tributary.resilience.AdaptiveLimit.Place;
import tributary.resilience.AdaptiveLimit.Refused;

class AdaptiveLimitTest {
    private static final Deadline FAR = Deadline.after(Duration.ofSeconds(30), Ticker.SYSTEM);

    private final FakeTicker ticker = new FakeTicker();
    private final List<Place> taken = new ArrayList<>();
    private AdaptiveLimit limit = fixed(10, false);

    private static void nothing() {}

    private AdaptiveLimit fixed(int places, boolean waitingRoom) {
        return new AdaptiveLimit(new LimitRule(places, places), waitingRoom, ticker, new Random(3));
    }

    @AfterEach
    void no_place_is_left() {
        taken.forEach(Place::close);
        assertThat(limit.inFlight()).isZero();
    }

    private boolean admit(Priority priority, int client, Runnable cancel) {
        Admission admission = limit.admit(priority, client, cancel);
        if (admission instanceof Place place) {
            taken.add(place);
        }
        return admission instanceof Place;
    }

    private int admitted(Priority priority, int client, int tries) {
        int admitted = 0;
        for (int i = 0; i < tries; i++) {
            admitted += admit(priority, client, AdaptiveLimitTest::nothing) ? 1 : 0;
        }
        return admitted;
    }

    @Test
    void each_class_finds_the_places_that_the_one_before_leaves() {
        limit = fixed(100, false);
        assertThat(admitted(Priority.DEFAULT, 1, 80)).isEqualTo(80);
        assertThat(limit.pressure()).isEqualTo(Pressure.NONE);
        assertThat(admitted(Priority.BULK, 1, 100)).isEqualTo(9);
        assertThat(admitted(Priority.DEFAULT, 1, 100)).isEqualTo(6);
        assertThat(limit.pressure()).isEqualTo(Pressure.NO_OPTIONAL_CALLS);
        assertThat(admitted(Priority.CRITICAL, 1, 100))
                .as("nine of them in the places of bulk")
                .isEqualTo(14);
        assertThat(limit.inFlight()).isEqualTo(100);
    }

    @Test
    void a_critical_request_takes_over_the_place_of_the_newest_bulk_request_and_cancels_it() {
        List<String> cancelled = new ArrayList<>();
        admitted(Priority.DEFAULT, 1, 6);
        assertThat(admit(Priority.BULK, 1, () -> cancelled.add("older"))).isTrue();
        assertThat(admit(Priority.BULK, 1, () -> cancelled.add("newer"))).isTrue();
        assertThat(admit(Priority.DEFAULT, 1, AdaptiveLimitTest::nothing)).isTrue();
        Place newer = taken.get(7);
        assertThat(newer.gaveWay()).isFalse();
        assertThat(admit(Priority.CRITICAL, 1, AdaptiveLimitTest::nothing)).isTrue();
        assertThat(cancelled).containsExactly("newer");
        assertThat(newer.gaveWay()).isTrue();
        assertThat(limit.inFlight()).isEqualTo(9);
        newer.close();
        assertThat(limit.inFlight()).as("the place is another's by now").isEqualTo(9);
        assertThat(admitted(Priority.CRITICAL, 1, 9)).isEqualTo(2);
        assertThat(cancelled).containsExactly("newer", "older");
    }

    @Test
    void a_gateway_that_does_nothing_admits_anybody() {
        limit = fixed(1, false);
        assertThat(admitted(Priority.BULK, 1, 5)).isEqualTo(1);
        taken.getFirst().close();
        assertThat(admitted(Priority.DEFAULT, 1, 5)).isEqualTo(1);
    }

    @Test
    void who_is_refused_hears_one_to_three_seconds() {
        admitted(Priority.CRITICAL, 1, 10);
        List<Integer> told = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            told.add(((Refused) limit.admit(Priority.CRITICAL, 1, AdaptiveLimitTest::nothing)).retryAfterSeconds());
        }
        assertThat(told).contains(1, 2, 3).allMatch(seconds -> seconds >= 1 && seconds <= 3);
    }

    @Test
    void who_asks_more_often_does_not_starve_the_others_of_its_class() {
        limit = fixed(100, false);
        assertThat(admitted(Priority.DEFAULT, 1, 1000))
                .as("alone it may have all")
                .isEqualTo(95);
        taken.removeLast().close();
        assertThat(admitted(Priority.DEFAULT, 2, 3)).isEqualTo(1);
        for (int i = 0; i < 8; i++) {
            taken.removeFirst().close();
        }
        assertThat(admitted(Priority.DEFAULT, 1, 1000))
                .as("the last tenth is not for it")
                .isZero();
        assertThat(admitted(Priority.DEFAULT, 2, 3)).isEqualTo(3);
    }

    @Test
    void equal_clients_fill_all_places_of_their_class() {
        limit = fixed(100, false);
        int admitted = 0;
        for (int i = 0; i < 1000; i++) {
            admitted += admitted(Priority.DEFAULT, i % 7, 1);
        }
        assertThat(admitted).isBetween(93, 95);
    }

    @Test
    void closing_twice_gives_back_once() {
        admitted(Priority.DEFAULT, 1, 2);
        taken.getFirst().close();
        taken.getFirst().close();
        assertThat(limit.inFlight()).isEqualTo(1);
    }

    @Test
    void a_clock_that_is_set_back_does_not_stop_the_limit() {
        limit = new AdaptiveLimit(new LimitRule(10, 1000), false, ticker, new Random(3));
        assertThat(admit(Priority.DEFAULT, 1, AdaptiveLimitTest::nothing)).isTrue();
        for (long hours : new long[] {-1, 2, -24, 1}) {
            int before = limit.limit();
            ticker.advanceMillis(hours * 3_600_000);
            for (int i = 0; i < 30; i++) {
                limit.wokeUp(6_000_000);
                ticker.advanceMillis(10);
            }
            assertThat(limit.limit()).as("after %d hours", hours).isBetween(before / 2, before - 1);
        }
    }

    @Test
    void the_limit_is_stepped_when_the_window_is_over() {
        limit = new AdaptiveLimit(new LimitRule(10, 1000), false, ticker, new Random(3));
        assertThat(limit.limit()).isEqualTo(128);
        for (int i = 0; i < 90; i++) {
            assertThat(admit(Priority.DEFAULT, 1, AdaptiveLimitTest::nothing)).isTrue();
            taken.get(i).served(1_000_000, 1_000_000);
        }
        taken.getFirst().close();
        assertThat(limit.limit()).isEqualTo(128);
        ticker.advanceMillis(100);
        taken.get(1).close();
        assertThat(limit.limit()).isEqualTo(130);
        for (int i = 0; i < 10; i++) {
            limit.wokeUp(6_000_000);
        }
        ticker.advanceMillis(100);
        limit.wokeUp(0);
        assertThat(limit.limit()).isEqualTo(117);
    }

    @Test
    void the_newest_of_the_most_important_is_called_from_the_waiting_room() throws Exception {
        limit = fixed(1, true);
        Place first = (Place) limit.enter(Priority.DEFAULT, 1, AdaptiveLimitTest::nothing, FAR);
        WaitingRoom<String> room = new WaitingRoom<>();
        assertThat(room.enter(Priority.DEFAULT, "a", 0)).isEqualTo(100_000_000L);
        assertThat(room.enter(Priority.BULK, "b", 100_000_000)).isEqualTo(100_000_000L);
        assertThat(room.enter(Priority.DEFAULT, "c", 100_000_001))
                .as("not empty for too long")
                .isEqualTo(5_000_000L);
        assertThat(room.next(_ -> true)).isEqualTo("c");
        assertThat(room.next(who -> !who.equals("a"))).isEqualTo("b");
        room.leave("a");
        assertThat(room.size()).isZero();
        assertThat(room.enter(Priority.BULK, "d", 100_000_002)).isEqualTo(100_000_000L);
        first.close();
    }

    @Test
    void who_waits_gets_the_place_that_falls_free() throws Exception {
        limit = new AdaptiveLimit(new LimitRule(1, 1), true, Ticker.SYSTEM, new Random(3));
        boolean served = false;
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            // Nobody waits for more than a tenth of a second; a busy machine may need a few of them.
            for (int tries = 0; tries < 100 && !served; tries++) {
                Place first = (Place) limit.enter(Priority.DEFAULT, 1, AdaptiveLimitTest::nothing, FAR);
                Future<Admission> waiting =
                        threads.submit(() -> limit.enter(Priority.DEFAULT, 1, AdaptiveLimitTest::nothing, FAR));
                while (limit.waiting() == 0 && !waiting.isDone()) {
                    Thread.onSpinWait();
                }
                first.close();
                if (waiting.get(10, TimeUnit.SECONDS) instanceof Place second) {
                    served = true;
                    assertThat(limit.inFlight()).isEqualTo(1);
                    second.close();
                }
            }
        }
        assertThat(served).isTrue();
    }

    @Test
    void who_waits_is_refused_at_the_deadline_and_leaves_when_interrupted() throws Exception {
        limit = new AdaptiveLimit(new LimitRule(1, 1), true, Ticker.SYSTEM, new Random(3));
        try (Place _ = (Place) limit.enter(Priority.DEFAULT, 1, AdaptiveLimitTest::nothing, FAR)) {
            Deadline past = Deadline.after(Duration.ZERO, Ticker.SYSTEM);
            assertThat(limit.enter(Priority.DEFAULT, 1, AdaptiveLimitTest::nothing, past))
                    .isInstanceOf(Refused.class);
            Thread.currentThread().interrupt();
            assertThatThrownBy(() -> limit.enter(Priority.CRITICAL, 1, AdaptiveLimitTest::nothing, FAR))
                    .isInstanceOf(InterruptedException.class);
            assertThat(limit.waiting()).isZero();
        }
    }

    @Test
    void who_waits_gets_a_place_of_a_higher_limit_and_leaves_a_room_that_is_closed() throws Exception {
        limit = new AdaptiveLimit(new LimitRule(1, 1), true, Ticker.SYSTEM, new Random(3));
        boolean served = false;
        try (var threads = Executors.newVirtualThreadPerTaskExecutor();
                Place _ = (Place) limit.enter(Priority.DEFAULT, 1, AdaptiveLimitTest::nothing, FAR)) {
            // As above.
            for (int tries = 0; tries < 100 && !served; tries++) {
                limit.follow(new LimitRule(1, 1), true);
                Future<Admission> waiting =
                        threads.submit(() -> limit.enter(Priority.CRITICAL, 1, AdaptiveLimitTest::nothing, FAR));
                while (limit.waiting() == 0 && !waiting.isDone()) {
                    Thread.onSpinWait();
                }
                limit.follow(new LimitRule(2, 2), false);
                if (waiting.get(10, TimeUnit.SECONDS) instanceof Place second) {
                    served = true;
                    assertThat(limit.enter(Priority.CRITICAL, 1, AdaptiveLimitTest::nothing, FAR))
                            .isInstanceOf(Refused.class);
                    second.close();
                }
            }
        }
        assertThat(served).isTrue();
        assertThat(limit.waiting()).isZero();
    }

    @Test
    void many_threads_keep_the_bound_and_leave_nothing_behind() throws Exception {
        limit = new AdaptiveLimit(new LimitRule(8, 8), true, Ticker.SYSTEM, new Random(3));
        AtomicInteger most = new AtomicInteger();
        AtomicInteger next = new AtomicInteger();
        List<Priority> classes = List.of(Priority.values());
        Callable<Boolean> visit = () -> {
            int number = next.incrementAndGet();
            Priority priority = classes.get(number % 3);
            Admission admission = limit.enter(priority, number % 5, AdaptiveLimitTest::nothing, FAR);
            if (admission instanceof Place place) {
                try (place) {
                    most.accumulateAndGet(limit.inFlight(), Math::max);
                    LockSupport.parkNanos(1_000);
                    place.served(1000, 1000);
                }
            }
            return admission instanceof Place;
        };
        int admitted = 0;
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (Future<Boolean> each : threads.invokeAll(Collections.nCopies(3000, visit))) {
                admitted += each.get() ? 1 : 0;
            }
        }
        assertThat(admitted).isPositive();
        assertThat(most.get()).isBetween(1, 8);
        assertThat(limit.waiting()).isZero();
    }
}
