package tributary;

import static org.assertj.core.api.Assertions.assertThat;
import static tributary.Eventually.eventually;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/** Clients that ask for {@code /page} again and again until they are told that the gateway ends. */
final class BusyClients implements AutoCloseable {
    private final int port;
    private final int connections;
    private final AtomicInteger begun = new AtomicInteger();
    private final AtomicInteger answered = new AtomicInteger();
    private final AtomicInteger late = new AtomicInteger();
    private final Queue<String> wrong = new ConcurrentLinkedQueue<>();
    private final List<Thread> threads = new ArrayList<>();
    private volatile boolean over;

    /** @param connections that each of them uses, one after the other: another one when it was told to close the one before */
    BusyClients(int port, int count, int connections) {
        this.port = port;
        this.connections = connections;
        for (int i = 0; i < count; i++) {
            threads.add(Thread.startVirtualThread(this::ask));
        }
    }

    private void ask() {
        try {
            for (int left = connections; left > 0 && !over; left--) {
                ask(left == connections);
            }
        } catch (IOException e) {
            // It came when the gateway had gone, or just then: whether that
            // is all is seen by what the service was asked.
            late.incrementAndGet();
        }
    }

    private void ask(boolean first) throws IOException {
        try (KeptClient client = new KeptClient(port)) {
            boolean kept = true;
            for (int i = 0; kept && !over; i++) {
                KeptClient.Answer answer = client.get("/page");
                kept = !answer.closing();
                answered.incrementAndGet();
                begun.addAndGet(first && i == 0 ? 1 : 0);
                if (answer.status() != 200) {
                    wrong.add(answer.toString());
                }
            }
        }
    }

    /** Until all have begun, and there were so many. */
    void awaitAnswers(int count) throws Exception {
        eventually("clients that have begun", begun::get, now -> now == threads.size());
        eventually("answers", answered::get, now -> now > count);
        assertThat(late).hasValue(0);
    }

    void awaitEnd() throws InterruptedException {
        for (Thread thread : threads) {
            thread.join();
        }
    }

    /**
     * A connection that lies idle is closed in the end, and a client that is held up may send its next request just then: it is
     * never read, and most clients must not be so late. All that was read was answered.
     *
     * @param asked of the service, once for each request that was read
     */
    void checkNothingLost(int asked) {
        assertThat(wrong).isEmpty();
        assertThat(asked).as("what was read was answered").isEqualTo(answered.get());
        assertThat(late.get()).as("clients that came too late").isLessThan(threads.size() / 4);
    }

    @Override
    public void close() {
        over = true;
    }
}
