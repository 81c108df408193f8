package tributary.engine;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import tributary.downstream.Bytes;
import tributary.downstream.Exchanged;
import tributary.downstream.Failure;
import tributary.downstream.Transport;
import tributary.downstream.WireAnswer;
import tributary.downstream.WireRequest;
import tributary.resilience.Deadline;

/** A wire on which the test says when each exchange ends: those it has not released wait until their deadline. */
final class ScriptedTransport implements Transport {
    private static final long LOOK_NANOS = 5_000_000;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Map<String, CountDownLatch> gates = new HashMap<>();
    private final List<String> begun = new ArrayList<>();
    private final AtomicInteger inUse = new AtomicInteger();
    private final Function<WireRequest, Exchanged> answers;

    /** @param answers what each request is answered with once it is released */
    ScriptedTransport(Function<WireRequest, Exchanged> answers) {
        this.answers = answers;
    }

    static Exchanged json(String text) {
        return new WireAnswer(200, List.of(), Bytes.of(text.getBytes(StandardCharsets.UTF_8)));
    }

    @Override
    public Exchanged exchange(WireRequest request, Deadline deadline) throws InterruptedException {
        inUse.incrementAndGet();
        try {
            CountDownLatch gate;
            lock.lock();
            try {
                begun.add(request.target());
                gate = gate(request.target());
                changed.signalAll();
            } finally {
                lock.unlock();
            }
            // Looks now and then, since the deadline may be on a clock that the test moves on.
            boolean released;
            do {
                released = gate.await(Math.min(deadline.remainingNanos(), LOOK_NANOS), TimeUnit.NANOSECONDS);
            } while (!released && !deadline.passed());
            return released ? answers.apply(request) : new Exchanged.None(new Failure.Timeout());
        } finally {
            inUse.decrementAndGet();
        }
    }

    private CountDownLatch gate(String target) {
        return gates.computeIfAbsent(target, _ -> new CountDownLatch(1));
    }

    /** Lets the exchange with that target end, now or as soon as it begins. */
    void release(String target) {
        lock.lock();
        try {
            gate(target).countDown();
        } finally {
            lock.unlock();
        }
    }

    /** Waits until {@code count} exchanges have begun, and tells their targets in the order in which they did. */
    List<String> awaitBegun(int count) throws InterruptedException {
        lock.lock();
        try {
            long left = TimeUnit.SECONDS.toNanos(20);
            while (begun.size() < count) {
                if (left <= 0) {
                    throw new AssertionError("only " + begun + " have begun");
                }
                left = changed.awaitNanos(left);
            }
            return List.copyOf(begun);
        } finally {
            lock.unlock();
        }
    }

    @Override
    public int inUse() {
        return inUse.get();
    }

    @Override
    public void close() {}
}
