package tributary;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static tributary.Eventually.eventually;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** A collector that is away, slow or unwilling costs spans, which are counted, and no request. */
class CollectorAwayTest {
    private static final String SECTIONS = """
            telemetry: { otlp: "${COLLECTOR}", sampling: 100% }
            services:
              shop: { url: "${SHOP}" }
            aggregates:
              GET /a: { calls: { a: { get: "shop:/" } } }
            """;

    /** Of the request, its call and the attempt. */
    private static final int SPANS = 3;

    @AutoClose
    private final LogLines log = LogLines.of("tributary.spans").kept();

    @AutoClose
    private final PlainService shop = new PlainService("1");

    private TestGateway gateway(String collector) throws Exception {
        return TestGateway.start(SECTIONS, Map.of("SHOP", shop.url(), "COLLECTOR", collector));
    }

    private static void ask(TestGateway gateway, int times) throws Exception {
        for (int i = 0; i < times; i++) {
            assertThat(gateway.get("/a").statusCode()).isEqualTo(200);
        }
    }

    private static double metric(TestGateway gateway, String name) throws Exception {
        return metric(gateway.admin("/metrics").body(), name);
    }

    private static double metric(String all, String name) {
        return all.lines()
                .filter(line -> line.startsWith(name + " "))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .findFirst()
                .orElse(-1);
    }

    private static double dropped(TestGateway gateway, String reason) throws Exception {
        return metric(gateway, "tributary_spans_dropped_total{reason=\"" + reason + "\"}");
    }

    private static double exported(TestGateway gateway) throws Exception {
        return metric(gateway, "tributary_spans_exported_total");
    }

    @Test
    void one_that_comes_later_gets_what_waited_and_is_spoken_of_twice_in_all() throws Exception {
        try (ClosedPort away = new ClosedPort();
                TestGateway gateway = gateway(away.url())) {
            ask(gateway, 1);
            eventually("a word about it", log::all, said -> !said.isEmpty());
            try (CollectorStub collector = CollectorStub.at(away.port())) {
                ask(gateway, 3);
                eventually("spans", collector::spans, all -> all.size() == 4 * SPANS);
                // It works again after three exports in a row: the one that waited, that of the three, and these.
                for (int batches = 1; batches <= 2; batches++) {
                    int sent = 4 + batches;
                    ask(gateway, 1);
                    eventually("spans", collector::spans, all -> all.size() == sent * SPANS);
                }
                eventually("a word about its return", log::all, said -> said.size() == 2);
                eventually("the count", () -> exported(gateway), sum -> sum == 6 * SPANS);
            }
        }
        assertThat(log.all().getFirst()).startsWith("WARNING traces do not reach");
        assertThat(log.all().getLast()).startsWith("INFO traces reach");
        assertThat(log.all()).hasSize(2);
    }

    @Test
    void one_that_never_answers_holds_up_neither_requests_nor_the_end() throws Exception {
        CountDownLatch never;
        TestGateway gateway;
        try (CollectorStub collector = CollectorStub.start()) {
            never = collector.hold();
            gateway = gateway(collector.url());
            ask(gateway, 1);
            eventually("an export", collector::asked, asked -> asked == 1);
            ask(gateway, 50);
            eventually("what waits", () -> metric(gateway, "tributary_spans_waiting"), sum -> sum == 50 * SPANS);
            long start = System.nanoTime();
            gateway.close();
            // Three seconds for the collector; the rest is the machine's, and far from the ten of an export.
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(9));
            never.countDown();
        }
        assertThat(log.all()).containsExactly("WARNING {0} spans could not be sent before the end");
    }

    @Test
    void while_it_is_away_what_finds_no_room_is_dropped_and_counted() throws Exception {
        // Long paths fill the room with few requests.
        String path = "/nothing/" + "x".repeat(7000);
        try (ClosedPort away = new ClosedPort();
                TestGateway gateway = gateway(away.url())) {
            for (int i = 0; i < 1500; i++) {
                assertThat(gateway.get(path).statusCode()).isEqualTo(404);
            }
            String all = gateway.admin("/metrics").body();
            double waiting = metric(all, "tributary_spans_waiting");
            double full = metric(all, "tributary_spans_dropped_total{reason=\"queue-full\"}");
            double unreachable = metric(all, "tributary_spans_dropped_total{reason=\"unreachable\"}");
            assertThat(full).isPositive();
            assertThat(waiting).isLessThan((double) (4 << 20) / 7000);
            // Up to a batch is on its way, or was dropped after all its tries.
            assertThat(waiting + full + unreachable).isBetween(1500.0 - 512, 1500.0);
            ask(gateway, 10);
        }
        assertThat(log.all()).hasSize(2);
    }

    @Test
    void what_it_does_not_want_is_not_sent_again() throws Exception {
        try (CollectorStub collector = CollectorStub.start();
                TestGateway gateway = gateway(collector.url())) {
            collector.answers(400, "no".getBytes(UTF_8));
            ask(gateway, 1);
            eventually("drops", () -> dropped(gateway, "rejected"), sum -> sum == SPANS);
            assertThat(collector.asked()).isEqualTo(1);
            assertThat(exported(gateway)).isZero();

            // An answer of 200 may still say that it did not want two of them.
            collector.answers(200, new byte[] {0x0A, 0x02, 0x08, 0x02});
            ask(gateway, 1);
            eventually("drops", () -> dropped(gateway, "rejected"), sum -> sum == SPANS + 2);
            eventually("the count", () -> exported(gateway), sum -> sum == SPANS - 2);
            assertThat(collector.asked()).isEqualTo(2);
        }
    }

    @Test
    void what_it_has_no_time_for_is_sent_again() throws Exception {
        try (CollectorStub collector = CollectorStub.start();
                TestGateway gateway = gateway(collector.url())) {
            collector.answers(429, "later".getBytes(UTF_8));
            ask(gateway, 1);
            eventually("an export", collector::asked, asked -> asked >= 1);
            collector.answers(200, new byte[0]);
            eventually("spans", collector::spans, all -> all.size() == SPANS);
            eventually("the count", () -> exported(gateway), sum -> sum == SPANS);
            assertThat(dropped(gateway, "unreachable")).isZero();
        }
    }

    @Test
    void the_end_sends_what_waits_and_leaves_no_thread() throws Exception {
        List<String> before = clientThreads();
        try (CollectorStub collector = CollectorStub.start()) {
            try (TestGateway gateway = gateway(collector.url())) {
                ask(gateway, 300);
            }
            assertThat(collector.spans()).hasSize(300 * SPANS);
        }
        assertThat(log.all()).isEmpty();
        eventually("clients' threads", CollectorAwayTest::clientThreads, before::containsAll);
    }

    private static List<String> clientThreads() {
        return Thread.getAllStackTraces().keySet().stream()
                .map(Thread::getName)
                .filter(name -> name.startsWith("HttpClient-"))
                .toList();
    }

    @Test
    void without_a_collector_there_is_nothing_of_it() throws Exception {
        try (TestGateway gateway = TestGateway.start(
                SECTIONS.lines().skip(1).reduce("", (all, line) -> all + line + "\n"), Map.of("SHOP", shop.url()))) {
            ask(gateway, 1);
            assertThat(gateway.admin("/metrics").body()).doesNotContain("tributary_spans");
            assertThat(gateway.admin("/threads").body()).doesNotContain("\"spans\"");
        }
    }
}
