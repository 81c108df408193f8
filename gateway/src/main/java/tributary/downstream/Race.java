package tributary.downstream;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.StructuredTaskScope;
import java.util.concurrent.StructuredTaskScope.Joiner;
import java.util.concurrent.StructuredTaskScope.Subtask;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * An attempt and, where that takes long, a second one beside it. The first final answer wins and the other attempt is cancelled:
 * its thread is interrupted, its connection closed. Where neither answers so, the first attempt's failure stands.
 *
 * <p>When {@link #run} returns or throws, neither runs any more. The caller's thread only waits, so that whoever cancels it
 * cancels both.
 */
final class Race {
    private Race() {}

    /** One of the two. */
    @FunctionalInterface
    interface Runner {
        /** Null where it did not begin. */
        @Nullable
        Attempted run() throws InterruptedException;
    }

    /**
     * Runs {@code first}, and {@code second} beside it if that is not over after {@code delayNanos} and {@code mayBegin} says
     * yes.
     */
    static Attempted run(
            Runner first, Runner second, long delayNanos, BooleanSupplier mayBegin, Clockwork.Waiting waiting)
            throws InterruptedException {
        CountDownLatch over = new CountDownLatch(1);
        Winner winner = new Winner();
        try (var scope = StructuredTaskScope.open(winner)) {
            scope.fork(() -> {
                try {
                    Attempted attempted = first.run();
                    winner.first = attempted;
                    return attempted;
                } finally {
                    over.countDown();
                }
            });
            if (isLate(over, delayNanos, waiting) && mayBegin.getAsBoolean()) {
                scope.fork(second::run);
            }
            return scope.join();
        }
    }

    /** Where the wait is interrupted, joining, which must come in any case, says so. */
    private static boolean isLate(CountDownLatch over, long delayNanos, Clockwork.Waiting waiting) {
        try {
            return !waiting.until(over, delayNanos);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private static final class Winner implements Joiner<@Nullable Attempted, Attempted> {
        private volatile @Nullable Attempted first;
        private volatile @Nullable Attempted won;
        private volatile @Nullable Throwable bug;

        @Override
        public boolean onComplete(Subtask<? extends @Nullable Attempted> subtask) {
            return switch (subtask.state()) {
                case SUCCESS -> wins(subtask.get());
                case FAILED -> {
                    bug = subtask.exception();
                    yield true;
                }
                case UNAVAILABLE -> false;
            };
        }

        private synchronized boolean wins(@Nullable Attempted attempted) {
            boolean wins = attempted != null && won == null && Verdict.isFinal(attempted.reply());
            won = wins ? attempted : won;
            return won != null;
        }

        @Override
        public Attempted result() {
            Attempted best = won == null ? first : won;
            if (bug != null || best == null) {
                throw new IllegalStateException("an attempt's thread failed", bug);
            }
            return best;
        }
    }
}
