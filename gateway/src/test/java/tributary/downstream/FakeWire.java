package tributary.downstream;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import tributary.resilience.Deadline;

/** A wire whose answers a test gives, one exchange after the other, and which remembers what it was sent. */
final class FakeWire implements Transport {
    private final Script script;
    private final List<WireRequest> sent = new ArrayList<>();
    private final AtomicInteger inUse = new AtomicInteger();

    /** Answers the exchange of this number, from 0; may block. */
    @FunctionalInterface
    interface Script {
        Exchanged answer(int number) throws InterruptedException;
    }

    FakeWire(Script script) {
        this.script = script;
    }

    static Exchanged ok() {
        return new WireAnswer(200, List.of(), Bytes.of("1".getBytes(StandardCharsets.UTF_8)));
    }

    static Exchanged status(int status) {
        return new WireAnswer(status, List.of(), Bytes.NONE);
    }

    static Exchanged later(int status, String retryAfter) {
        return new WireAnswer(status, List.of(new WireRequest.Field("retry-after", retryAfter)), Bytes.NONE);
    }

    static Exchanged none(Failure failure) {
        return new Exchanged.None(failure);
    }

    @Override
    public Exchanged exchange(WireRequest request, Deadline deadline) throws InterruptedException {
        inUse.incrementAndGet();
        try {
            int number;
            synchronized (sent) {
                number = sent.size();
                sent.add(request);
            }
            return script.answer(number);
        } finally {
            inUse.decrementAndGet();
        }
    }

    /** How many exchanges have begun. */
    int exchanges() {
        synchronized (sent) {
            return sent.size();
        }
    }

    /** What each exchange was sent as this header; empty where it was not. */
    List<String> header(String name) {
        synchronized (sent) {
            return sent.stream()
                    .map(request -> request.headers().stream()
                            .filter(field -> field.name().equals(name))
                            .map(WireRequest.Field::value)
                            .findFirst()
                            .orElse(""))
                    .toList();
        }
    }

    @Override
    public int inUse() {
        return inUse.get();
    }

    @Override
    public void close() {}
}
