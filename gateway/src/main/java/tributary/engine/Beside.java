package tributary.engine;

import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.StructuredTaskScope;
import java.util.concurrent.StructuredTaskScope.Subtask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import tributary.engine.SideBySide.Tasks;
import tributary.resilience.Deadline;

/**
 * Runs tasks beside their owner, who meanwhile takes what they hand over: as {@link SideBySide}, but the owner works for
 * somebody else than they do. At the deadline, or when nobody is there any more for whom he works, the tasks are interrupted, the
 * owner never: he may be writing to a client.
 *
 * <p>The queue has a place for all that can ever be handed over, so that no task waits for the owner.
 */
final class Beside {
    private static final int OVER = -1;

    private final BlockingQueue<Integer> handedOver;
    private final PartsWaiting parts;
    private final Runnable worked;

    /**
     * @param most how often {@link #handOver} is called at most
     * @param parts is told how many are there and not taken
     * @param worked is told once, by a task's thread, when no task goes on any more, though the owner may have much to take yet
     */
    Beside(int most, PartsWaiting parts, Runnable worked) {
        this.parts = parts;
        this.worked = worked;
        this.handedOver = new ArrayBlockingQueue<>(most + 1);
    }

    /** What the owner does. */
    interface Owner {
        /** What he does first, when the tasks are under way already. */
        default void begin() {}

        /** Takes what was handed over. */
        void take(int number);

        /** Nothing was, for the heartbeat's length. */
        void silence();

        /** Waits so that it can be ended meanwhile. */
        int waiting(Audience.Wait<Integer> wait) throws InterruptedException;

        /** Whether nobody is there any more for whom he works, within so long; asked by another thread. */
        default boolean leavesWithin(long nanos) throws InterruptedException {
            TimeUnit.NANOSECONDS.sleep(nanos);
            return false;
        }
    }

    /** Called by tasks. */
    void handOver(int number) {
        parts.came();
        handedOver.add(number);
    }

    /**
     * Runs tasks 0 to {@code count - 1}, each on a thread of its own, until all have ended, one has decided, or the deadline is
     * there; and {@code owner} with what they hand over, to the last.
     *
     * @throws InterruptedException where the owner's waiting was interrupted; every task has been too
     */
    void run(int count, Tasks tasks, Deadline deadline, long heartbeatNanos, Owner owner) throws InterruptedException {
        try {
            runAll(count, tasks, deadline, heartbeatNanos, owner);
        } finally {
            // Of a stream that has ended early.
            parts.gone((int) handedOver.stream().filter(each -> each != OVER).count());
        }
    }

    private void runAll(int count, Tasks tasks, Deadline deadline, long heartbeatNanos, Owner owner)
            throws InterruptedException {
        End end = new End(count);
        boolean whole = false;
        try (var scope = StructuredTaskScope.open(end)) {
            try {
                for (int i = 0; i < count; i++) {
                    int number = i;
                    scope.fork(() -> tasks.run(number));
                }
                scope.fork(() -> {
                    end.left = owner.leavesWithin(Math.max(0, deadline.remainingNanos()));
                    return true;
                });
                serve(heartbeatNanos, owner);
                if (end.left) {
                    // He may have been told of the end before he was told why.
                    int _ = owner.waiting(() -> OVER);
                }
                whole = true;
            } finally {
                end.cancelled = true;
                // It starts no thread: a scope whose joiner has decided is cancelled by the fork.
                scope.fork(() -> true);
                join(scope, whole);
            }
        }
        end.rethrow();
        // What came in the same moment as the end.
        for (Integer late = handedOver.poll(); late != null; late = handedOver.poll()) {
            if (late != OVER) {
                parts.gone(1);
                owner.take(late);
            }
        }
    }

    /** Where the owner has failed, his exception is the one that counts. */
    private static void join(StructuredTaskScope<Boolean, @Nullable Void> scope, boolean whole)
            throws InterruptedException {
        try {
            scope.join();
        } catch (InterruptedException e) {
            if (whole) {
                throw e;
            }
            Thread.currentThread().interrupt();
        }
    }

    private void serve(long heartbeatNanos, Owner owner) throws InterruptedException {
        owner.begin();
        while (true) {
            Integer next = handedOver.poll();
            if (next == null) {
                next = owner.waiting(() -> {
                    Integer came = handedOver.poll(heartbeatNanos, TimeUnit.NANOSECONDS);
                    return came == null ? Integer.MIN_VALUE : came;
                });
            }
            if (next == OVER) {
                return;
            }
            if (next == Integer.MIN_VALUE) {
                owner.silence();
            } else {
                parts.gone(1);
                owner.take(next);
            }
        }
    }

    /** Knows when there is nothing more to come, and says so last. */
    private final class End extends Deciding {
        private final AtomicInteger running;
        private final AtomicBoolean said = new AtomicBoolean();
        private volatile boolean cancelled;
        private volatile boolean left;

        End(int tasks) {
            this.running = new AtomicInteger(tasks);
        }

        @Override
        public boolean onFork(Subtask<? extends Boolean> subtask) {
            return cancelled;
        }

        @Override
        boolean ended(boolean decides) {
            boolean over = decides || running.decrementAndGet() == 0;
            if (over && !said.getAndSet(true)) {
                handedOver.add(OVER);
                worked.run();
            }
            return over;
        }
    }
}
