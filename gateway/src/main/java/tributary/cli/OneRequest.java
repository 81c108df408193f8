package tributary.cli;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import tributary.observe.Observer;
import tributary.observe.RequestRecord;

/** Waits for the record of the first request of a gateway in this process. Thread-safe. */
final class OneRequest implements Observer {
    private static final int PATIENCE_SECONDS = 10;

    private final CompletableFuture<RequestRecord> first = new CompletableFuture<>();

    @Override
    public boolean wants(Ended ended) {
        return !first.isDone();
    }

    @Override
    public void take(RequestRecord request) {
        first.complete(request);
    }

    /** It comes right after the answer has been written. */
    RequestRecord record() throws InterruptedException {
        try {
            return first.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new IllegalStateException("the gateway has told nothing of a request that it answered", e);
        }
    }
}
