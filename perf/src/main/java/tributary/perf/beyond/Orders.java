package tributary.perf.beyond;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import tributary.perf.holding.Client;
import tributary.perf.process.PlainAnswer;
import tributary.perf.process.PlainService.Asked;

/**
 * Jobs that are asked for until they are accepted, and how often the service behind them was asked. Those with an even number change
 * something. Thread-safe.
 */
final class Orders {
    private static final double PER_SECOND = 200;
    private static final int CONNECTIONS = 16;
    private static final long WORK_MILLIS = 60;
    private static final Pattern ID = Pattern.compile("\"id\":\"([^\"]+)\"");

    private final int all;
    private final Map<Integer, String> accepted = new ConcurrentHashMap<>();
    private final Map<String, AtomicInteger> changes = new ConcurrentHashMap<>();

    Orders(int all) {
        this.all = all;
    }

    /** What the service does. */
    PlainAnswer work(Asked asked) throws InterruptedException {
        if (asked.method().equals("POST")) {
            // Counted first: the gateway may be killed while it waits for the answer.
            changes.computeIfAbsent(asked.target(), _ -> new AtomicInteger()).incrementAndGet();
        }
        Thread.sleep(WORK_MILLIS);
        return new PlainAnswer(200, "{\"done\":true}");
    }

    int all() {
        return all;
    }

    /** Ids of those that were answered with 202. */
    Collection<String> accepted() {
        return accepted.values();
    }

    /** How many changed something more than once. */
    long twice() {
        return changes.values().stream().filter(times -> times.get() > 1).count();
    }

    /** Asks for all that have not been accepted. */
    Client ask(int port) {
        List<Integer> left = IntStream.range(0, all)
                .filter(number -> !accepted.containsKey(number))
                .boxed()
                .toList();
        Duration time = Duration.ofMillis(Math.round(left.size() * 1000 / PER_SECOND));
        return Client.start(port, new Left(left), PER_SECOND, CONNECTIONS, time);
    }

    private final class Left implements Client.Asking {
        private final List<Integer> left;

        Left(List<Integer> left) {
            this.left = left;
        }

        @Override
        public byte[] request(int number) {
            int job = left.get(number);
            String prefer = "prefer: respond-async\r\n";
            return job % 2 == 0
                    ? Client.request(
                            "POST /orders/" + job,
                            prefer + "idempotency-key: \"order-" + job + "\"\r\ncontent-length: 0\r\n")
                    : Client.request("GET /reports/" + job, prefer);
        }

        @Override
        public void answered(int number, PlainAnswer answer) {
            Matcher id = ID.matcher(answer.body());
            if (answer.status() == 202 && id.find()) {
                accepted.put(left.get(number), id.group(1));
            }
        }
    }
}
