package tributary.jobs;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import tributary.jobs.JobStore.Unavailable;
import tributary.json.JsonValue;
import tributary.resilience.Ticker;

/**
 * Something that is asked of the jobs' store. It has one end: it is answered, it has failed, or whoever asked has given it up;
 * which of these came first is what both sides go by. Thread-safe.
 */
final class StoreTask {
    /** What is done, by the store's thread. */
    interface Action {
        @Nullable
        JsonValue on(Changes changes);
    }

    private final Action action;
    private final boolean writes;
    private final CompletableFuture<@Nullable JsonValue> end = new CompletableFuture<>();

    StoreTask(Action action, boolean writes) {
        this.action = action;
        this.writes = writes;
    }

    Action action() {
        return action;
    }

    boolean writes() {
        return writes;
    }

    boolean hasEnded() {
        return end.isDone();
    }

    /** Whether somebody hears of it. */
    boolean isAnswered(@Nullable JsonValue value) {
        return end.complete(value);
    }

    void fails(Exception why) {
        end.completeExceptionally(why);
    }

    /** Waits at most so long and gives it up then; an interrupt does not end the wait. */
    @Nullable
    JsonValue await(Duration limit, Ticker ticker) throws Unavailable {
        long start = ticker.nanos();
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return end.get(limit.toNanos() - (ticker.nanos() - start), TimeUnit.NANOSECONDS);
                } catch (TimeoutException e) {
                    // Where it ends in this very moment, that is what holds.
                    end.completeExceptionally(new TimeoutException("it has not answered in time"));
                } catch (InterruptedException e) {
                    interrupted = true;
                } catch (ExecutionException e) {
                    Throwable cause = e.getCause() == null ? e : e.getCause();
                    throw new Unavailable("the jobs' store: " + cause.getMessage(), cause);
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
