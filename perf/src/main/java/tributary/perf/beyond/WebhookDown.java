package tributary.perf.beyond;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ConcurrentLinkedQueue;
import tributary.perf.bench.Settings;
import tributary.perf.beyond.Sink.Manner;
import tributary.perf.beyond.Sink.Taken;
import tributary.perf.holding.Beside;
import tributary.perf.holding.Client;
import tributary.perf.holding.Replies;
import tributary.perf.process.PlainAnswer;
import tributary.perf.process.ServiceProcess;
import tributary.perf.process.Steps;
import tributary.perf.process.TributaryProcess;
import tributary.perf.report.Figure.Better;
import tributary.perf.report.Findings;

/**
 * A webhook that is down in three ways, in turn with being up, while requests leave events for it. Each key has a connection of its
 * own, which asks one request after the other, so that the order of its events is known.
 */
final class WebhookDown {
    static final int STEPS = 4;

    private static final int KEYS = 16;
    private static final double PER_SECOND = 160;
    private static final List<Manner> DOWN = List.of(Manner.REFUSING, Manner.FAILING, Manner.HANGING);
    private static final Duration LONGEST_DELIVERY = Duration.ofSeconds(30);
    private static final String CONFIGURATION = """
            services:
              load: { url: "http://127.0.0.1:%d", timeout: 5s }
            events:
              hook: { webhook: { url: "http://127.0.0.1:%d/events", dead-letter: events.dead.jsonl } }
            aggregates:
              GET /things/{key}/{n}:
                calls: { a: { get: "load:/json/1024?delay=20" } }
                emit: { sink: hook, key: "{path.key}", body: { key: "{path.key}", n: "{path.n}" } }
            """;

    private final TributaryProcess gateway;
    private final ConcurrentLinkedQueue<Taken> accepted = new ConcurrentLinkedQueue<>();
    private int asked;

    private WebhookDown(TributaryProcess gateway) {
        this.gateway = gateway;
    }

    static void measure(Settings settings, Steps steps, Findings findings) throws IOException, InterruptedException {
        Duration time = Duration.ofSeconds(settings.quick() ? 4 : 20);
        steps.next("a webhook that is down: starting");
        try (ServiceProcess service = ServiceProcess.start(settings.scratch());
                Sink sink = Sink.start();
                TributaryProcess gateway =
                        TributaryProcess.start(settings, CONFIGURATION.formatted(service.port(), sink.port()), "")) {
            WebhookDown down = new WebhookDown(gateway);
            down.ask(Duration.ofSeconds(3));
            Replies up = new Replies(List.of());
            Replies meanwhile = new Replies(List.of());
            for (Manner manner : DOWN) {
                steps.next("a webhook " + manner.words());
                up = up.and(down.ask(time));
                sink.manner(manner);
                Replies now = down.ask(time);
                sink.manner(Manner.WELL);
                meanwhile = meanwhile.and(now);
                tell(manner, now, down.delivered(), findings);
            }
            tell(new Beside(up, meanwhile, List.of()), Deliveries.of(down.accepted, sink.taken()), findings);
        }
    }

    /** Of each key so many at even distances, and those of all keys spread evenly. */
    private Replies ask(Duration time) throws InterruptedException {
        List<Client> clients = new ArrayList<>();
        int from = asked;
        for (int key = 0; key < KEYS; key++) {
            clients.add(Client.start(gateway.port(), new Things("k" + key, from), PER_SECOND / KEYS, 1, time));
            Thread.sleep(Math.round(1000 / PER_SECOND));
        }
        Replies replies = new Replies(List.of());
        for (Client client : clients) {
            replies = replies.and(client.end());
        }
        asked += replies.count();
        return replies;
    }

    private final class Things implements Client.Asking {
        private final String key;
        private final int from;

        Things(String key, int from) {
            this.key = key;
            this.from = from;
        }

        @Override
        public byte[] request(int number) {
            return Client.request("GET /things/" + key + '/' + (from + number), "");
        }

        @Override
        public void answered(int number, PlainAnswer answer) {
            if (answer.status() == 200) {
                accepted.add(new Taken(key, from + number));
            }
        }
    }

    /** How many seconds it takes until no event waits any more. */
    private double delivered() throws IOException, InterruptedException {
        long start = System.nanoTime();
        while (gateway.metrics().sum("tributary_events_queued") > 0
                && System.nanoTime() - start < LONGEST_DELIVERY.toNanos()) {
            Thread.sleep(20);
        }
        return (System.nanoTime() - start) / 1e9;
    }

    private static void tell(Manner manner, Replies replies, double seconds, Findings findings) {
        String id = "webhook." + manner.name().toLowerCase(Locale.ROOT);
        String what = "Webhook " + manner.words();
        findings.figure(id + ".p99", what + ": p99 of requests", "ms", Better.LESS, replies.millis(99));
        findings.figure(id + ".delivered", what + ": all delivered after its return", "s", Better.LESS, seconds);
    }

    private static void tell(Beside beside, Deliveries events, Findings findings) {
        findings.figure(
                "webhook.up.p99",
                "Webhook up: p99 of requests",
                "ms",
                Better.LESS,
                beside.alone().millis(99));
        findings.count("webhook.accepted", "Events of requests that were answered", events.accepted());
        findings.count("webhook.again", "Events delivered more than once", events.again());
        findings.goal("webhook.lost", "No event is lost by a webhook that is down", (double) events.lost(), 0, "");
        findings.goal("webhook.order", "Events of one key come in their order", (double) events.outOfOrder(), 0, "");
        findings.goal(
                "webhook.p99", "p99 of requests while it is down ≤ 1.2 × while it is up", beside.ratio(), 1.2, "×");
        findings.goal("webhook.errors", "No request fails for it", (double) beside.troubled(), 0, "req");
    }
}
