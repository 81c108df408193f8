package tributary.edge;

import java.util.List;
import tributary.downstream.Failure;
import tributary.engine.Answer;
import tributary.engine.Answer.Ended;
import tributary.observe.CallTrace;
import tributary.observe.RequestTrace;

/**
 * Where the requests for one aggregate of one generation are counted: by slot, so that nobody looks for a name. Immutable;
 * thread-safe as the counts are.
 *
 * @param calls in the aggregate's order
 */
record Counting(AggregateCounts requests, List<CallCounts> calls) {
    Counting {
        calls = List.copyOf(calls);
    }

    /** A request has ended, and with it its calls. */
    void ended(Account request, int status, long elapsedNanos) {
        requests.ended(status, request.outcome(), elapsedNanos, request.trace());
        RequestTrace made = request.made();
        if (made == null) {
            return;
        }
        for (int slot = 0; slot < calls.size(); slot++) {
            CallTrace call = made.call(slot);
            // What never began was not made: what it needs did not come.
            if (call != null) {
                calls.get(slot).ended(call);
            }
        }
    }

    /** What the answer lacks, also what never began because the deadline came first. */
    void answered(Answer answer) {
        if (answer instanceof Answer.Document document) {
            for (Ended ended : document.missing()) {
                Failure failure = ended.outcome().missing();
                if (failure != null) {
                    calls.get(ended.call().slot()).lacking(failure.reason());
                }
            }
        }
    }
}
