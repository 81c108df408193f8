package tributary.edge.admission;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import tributary.downstream.BodyRoom;
import tributary.edge.admission.Admission.Admitted;
import tributary.edge.admission.Admission.Refused;
import tributary.edge.admission.AdmissionCounts.Reason;
import tributary.plan.OverloadSpec;
import tributary.plan.OverloadSpec.Algorithm;
import tributary.plan.OverloadSpec.BodyMemory;
import tributary.resilience.Deadline;
import tributary.resilience.Pressure;
import tributary.resilience.Priority;

/** Who is admitted, on a clock and a heap that the test holds. */
class AdmissionTest {
    private final AtomicLong nanos = new AtomicLong();
    private final AtomicReference<Double> heap = new AtomicReference<>(0.0);

    private Overload overload(Algorithm algorithm, int min, int max) {
        return new Overload(
                new OverloadSpec(algorithm, min, max, false, new BodyMemory.Fixed(1000)), heap::get, nanos::get);
    }

    private Admission admit(Overload overload, Priority priority) throws InterruptedException {
        return overload.admit(priority, 1, true, Deadline.after(Duration.ofSeconds(1), nanos::get));
    }

    private Admitted admitted(Overload overload, Priority priority) throws InterruptedException {
        Admission admission = admit(overload, priority);
        assertThat(admission).isInstanceOf(Admitted.class);
        return (Admitted) admission;
    }

    /** Beats until the heap has been looked at. */
    private static void look(Overload overload) {
        for (int i = 0; i < 10; i++) {
            overload.beat(0);
        }
    }

    @Test
    void a_full_heap_refuses_bulk_and_then_all() throws Exception {
        Overload overload = overload(Algorithm.OFF, 1, 1);
        heap.set(0.93);
        look(overload);
        assertThat(overload.closesConnections()).isTrue();
        assertThat(admit(overload, Priority.BULK)).isInstanceOf(Admitted.class);
        heap.set(0.96);
        look(overload);
        assertThat(admit(overload, Priority.BULK)).isInstanceOf(Refused.class);
        assertThat(admit(overload, Priority.DEFAULT)).isInstanceOf(Admitted.class);
        assertThat(overload.pressure()).isEqualTo(Pressure.NO_OPTIONAL_CALLS);
        heap.set(0.99);
        look(overload);
        assertThat(admit(overload, Priority.CRITICAL)).isInstanceOf(Refused.class);
        assertThat(overload.counts().refusedOf(Priority.CRITICAL, Reason.HEAP)).isEqualTo(1);
        assertThat(overload.counts().refusedOf(Priority.BULK, Reason.HEAP)).isEqualTo(1);
    }

    @Test
    void what_a_collection_left_long_ago_counts_no_more() {
        Overload overload = overload(Algorithm.OFF, 1, 1);
        heap.set(0.99);
        look(overload);
        nanos.addAndGet(Duration.ofSeconds(4).toNanos());
        look(overload);
        assertThat(overload.pressure()).isEqualTo(Pressure.NO_CRITICAL);
        nanos.addAndGet(Duration.ofSeconds(2).toNanos());
        look(overload);
        assertThat(overload.pressure()).isEqualTo(Pressure.NONE);
    }

    @Test
    void a_clock_that_is_set_back_does_not_make_an_old_collection_count_for_longer() {
        Overload overload = overload(Algorithm.OFF, 1, 1);
        nanos.set(Duration.ofHours(3).toNanos());
        heap.set(0.99);
        look(overload);
        nanos.addAndGet(-Duration.ofHours(1).toNanos());
        look(overload);
        assertThat(overload.pressure()).isEqualTo(Pressure.NO_CRITICAL);
        nanos.addAndGet(Duration.ofSeconds(6).toNanos());
        look(overload);
        assertThat(overload.pressure()).isEqualTo(Pressure.NONE);
    }

    @Test
    void requests_that_only_wait_do_not_lower_the_limit_and_own_time_does() throws Exception {
        assertThat(limitAfter(1_000_000)).isGreaterThanOrEqualTo(128);
        assertThat(limitAfter(400_000_000)).isLessThan(64);
    }

    /** Of requests that take half a second, and of that {@code own} after a while. */
    private int limitAfter(long own) throws InterruptedException {
        Overload overload = overload(Algorithm.GRADIENT, 4, 1000);
        for (int window = 0; window < 30; window++) {
            for (int i = 0; i < 6; i++) {
                int share = overload.limit() * 2 / 3;
                var all = new Admitted[share];
                for (int each = 0; each < share; each++) {
                    all[each] = admitted(overload, Priority.CRITICAL);
                }
                nanos.addAndGet(20_000_000);
                for (Admitted each : all) {
                    each.served(window < 5 ? 1_000_000 : own, 500_000_000);
                    each.close();
                }
            }
        }
        assertThat(overload.inFlight()).isZero();
        return overload.limit();
    }

    @Test
    void late_threads_lower_the_limit_while_there_is_something_to_do() throws Exception {
        Overload overload = overload(Algorithm.GRADIENT, 4, 1000);
        for (int i = 0; i < 20; i++) {
            nanos.addAndGet(20_000_000);
            overload.beat(8_000_000);
        }
        assertThat(overload.limit()).isEqualTo(128);
        try (Admitted place = admitted(overload, Priority.DEFAULT)) {
            assertThat(place.gaveWay()).isFalse();
            for (int i = 0; i < 20; i++) {
                nanos.addAndGet(20_000_000);
                overload.beat(8_000_000);
            }
        }
        assertThat(overload.limit()).isLessThan(128);
        assertThat(overload.lateNanos()).isEqualTo(8_000_000);
    }

    @Test
    void whoever_must_give_way_is_interrupted_at_work_and_never_afterwards() throws Exception {
        Overload overload = overload(Algorithm.FIXED, 1, 1);
        CountDownLatch atWork = new CountDownLatch(1);
        AtomicReference<String> end = new AtomicReference<>("");
        Thread bulk = Thread.startVirtualThread(() -> {
            try (Admitted place = admitted(overload, Priority.BULK)) {
                try {
                    place.during(() -> {
                        atWork.countDown();
                        Thread.sleep(Duration.ofSeconds(20));
                        return "";
                    });
                } catch (InterruptedException e) {
                    end.set(place.gaveWay() + " " + Thread.currentThread().isInterrupted());
                }
            } catch (InterruptedException e) {
                end.set("not admitted");
            }
        });
        assertThat(atWork.await(20, TimeUnit.SECONDS)).isTrue();
        Admitted critical = admitted(overload, Priority.CRITICAL);
        bulk.join();
        assertThat(end.get()).isEqualTo("true false");
        critical.close();
        assertThat(overload.inFlight()).isZero();
    }

    @Test
    void whoever_must_give_way_before_it_began_does_not_begin() {
        GivingWay givingWay = new GivingWay();
        givingWay.run();
        assertThatThrownBy(() -> givingWay.during(() -> "")).isInstanceOf(InterruptedException.class);
        assertThat(Thread.currentThread().isInterrupted()).isFalse();
    }

    private static OverloadSpec rules(Algorithm algorithm, int min, int max, long bodyBytes) {
        return new OverloadSpec(algorithm, min, max, false, new BodyMemory.Fixed(bodyBytes));
    }

    @Test
    void changed_rules_count_those_in_flight_too() throws Exception {
        Overload overload = overload(Algorithm.FIXED, 3, 3);
        Admitted first = admitted(overload, Priority.CRITICAL);
        Admitted second = admitted(overload, Priority.CRITICAL);
        overload.follow(rules(Algorithm.FIXED, 2, 2, 1000));
        assertThat(overload.limit()).isEqualTo(2);
        assertThat(overload.inFlight()).isEqualTo(2);
        assertThat(admit(overload, Priority.CRITICAL)).isInstanceOf(Refused.class);
        first.close();
        Admitted third = admitted(overload, Priority.CRITICAL);
        assertThat(admit(overload, Priority.CRITICAL)).isInstanceOf(Refused.class);
        second.close();
        third.close();
        assertThat(overload.inFlight()).isZero();
    }

    @Test
    void the_limit_that_was_found_outlives_changed_rules() throws Exception {
        Overload overload = overload(Algorithm.GRADIENT, 4, 1000);
        try (Admitted _ = admitted(overload, Priority.DEFAULT)) {
            for (int i = 0; i < 100; i++) {
                nanos.addAndGet(20_000_000);
                overload.beat(8_000_000);
            }
        }
        int found = overload.limit();
        assertThat(found).isBetween(5, 60);
        overload.follow(rules(Algorithm.GRADIENT, 4, 1000, 2000));
        assertThat(overload.limit()).isEqualTo(found);
        overload.follow(rules(Algorithm.GRADIENT, 4, 2000, 2000));
        assertThat(overload.limit()).isEqualTo(found);
        overload.follow(rules(Algorithm.GRADIENT, 70, 2000, 2000));
        assertThat(overload.limit()).isEqualTo(70);
        overload.follow(rules(Algorithm.GRADIENT, 2, 3, 2000));
        assertThat(overload.limit()).isEqualTo(3);
        // A fixed limit was not found: from there it begins anew.
        overload.follow(rules(Algorithm.FIXED, 1, 900, 2000));
        assertThat(overload.limit()).isEqualTo(900);
        overload.follow(rules(Algorithm.GRADIENT, 4, 1000, 2000));
        assertThat(overload.limit()).isEqualTo(128);
    }

    @Test
    void memory_that_bodies_hold_counts_by_changed_rules_too() {
        Overload overload = overload(Algorithm.OFF, 1, 1);
        try (BodyRoom before = overload.room();
                BodyRoom after = overload.room()) {
            assertThat(before.take(Priority.CRITICAL, 800)).isTrue();
            overload.follow(rules(Algorithm.OFF, 1, 1, 1500));
            assertThat(overload.bodyBytes()).isEqualTo(800);
            assertThat(after.take(Priority.CRITICAL, 800)).isFalse();
            assertThat(after.take(Priority.CRITICAL, 700)).isTrue();
        }
        assertThat(overload.bodyBytes()).isZero();
    }
}
