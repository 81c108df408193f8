package tributary.engine;

import java.util.concurrent.StructuredTaskScope.Joiner;
import java.util.concurrent.StructuredTaskScope.Subtask;
import org.jspecify.annotations.Nullable;

/**
 * Ends a scope as soon as one of its tasks has decided; one that fails with an exception, which is a bug, has. Thread-safe: the
 * tasks' threads tell it of their end.
 */
abstract class Deciding implements Joiner<Boolean, @Nullable Void> {
    private volatile @Nullable Throwable failure;

    /** A task has ended, and decided or not; whether the scope is to end. */
    abstract boolean ended(boolean decides);

    @Override
    public final boolean onComplete(Subtask<? extends Boolean> subtask) {
        return ended(
                switch (subtask.state()) {
                    case SUCCESS -> subtask.get();
                    case FAILED -> {
                        failure = subtask.exception();
                        yield true;
                    }
                    case UNAVAILABLE -> false;
                });
    }

    @Override
    public final @Nullable Void result() {
        return null;
    }

    /** What is expected to go wrong is an {@link Outcome}; an exception is a bug, and is passed on as one. */
    final void rethrow() {
        if (failure != null) {
            throw new IllegalStateException("a call's thread failed", failure);
        }
    }
}
