package tributary.observe;

import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/** What happened with the calls of one request. Thread-safe. */
public final class RequestTrace {
    private final TraceContext context;
    private final AtomicReferenceArray<@Nullable CallTrace> calls;

    /** @param calls how many the aggregate has */
    public RequestTrace(TraceContext context, int calls) {
        this.context = context;
        this.calls = new AtomicReferenceArray<>(calls);
    }

    /** Of a request that nobody follows. */
    public static RequestTrace untold(int calls) {
        return new RequestTrace(TraceContext.of(null, null, null, TraceContext.NEVER), calls);
    }

    public TraceContext context() {
        return context;
    }

    /** All that a call needs is there. */
    public CallTrace begins(int slot, long nanos) {
        CallTrace call = new CallTrace(context, nanos);
        calls.set(slot, call);
        return call;
    }

    /** Null where it never came to that. */
    public @Nullable CallTrace call(int slot) {
        return calls.get(slot);
    }
}
