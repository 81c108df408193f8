package tributary.perf.holding;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import tributary.perf.holding.CountedService.Manner;

class CountedServiceTest {
    private static Replies ask(CountedService service, int connections) throws InterruptedException {
        Client.Habit habit = new Client.Habit("/", "somebody", 100, connections);
        return Client.start(service.port(), habit, Duration.ofMillis(200)).end();
    }

    @Test
    void counts_what_it_is_asked_and_how_much_at_once() throws IOException, InterruptedException {
        try (CountedService service = CountedService.start(Manner.after(1))) {
            long before = System.nanoTime();
            Replies replies = ask(service, 1);
            long after = System.nanoTime();
            ask(service, 1);
            assertThat(replies.count(200)).isEqualTo(20);
            assertThat(service.asked(before, after)).isEqualTo(20);
            assertThat(service.mostAtOnce()).isEqualTo(1);
        }
    }

    @Test
    void a_dead_one_hears_and_never_answers_and_may_come_back() throws IOException, InterruptedException {
        try (CountedService service = CountedService.start(Manner.DEAD)) {
            long before = System.nanoTime();
            Replies replies = ask(service, 2);
            long died = System.nanoTime();
            assertThat(replies.count(0)).isEqualTo(replies.count()).isEqualTo(20);
            assertThat(service.asked(before, died)).isEqualTo(20);
            service.manner(Manner.after(0));
            assertThat(ask(service, 2).count(200)).isEqualTo(20);
        }
    }

    @Test
    void each_request_may_be_treated_differently() throws IOException, InterruptedException {
        try (CountedService service = CountedService.start(number -> number % 10 == 0 ? -1 : 0)) {
            Replies replies = ask(service, 1);
            assertThat(replies.count(200)).isEqualTo(18);
            assertThat(replies.count(0)).isEqualTo(2);
        }
    }
}
