package tributary.observe;

import java.util.List;

/**
 * One call of a request that has ended. Immutable.
 *
 * @param method of what was sent
 * @param optional whether the request goes on without it
 * @param needs the calls it waited for
 * @param end null-free: a call that never began is {@link CallTrace.End#CANCELLED} with {@code began} false
 * @param began whether all it needed was there
 * @param reason why it is missing; empty where it is not
 * @param status of the service's answer; 0 where there is none
 * @param readyNanos when all it needed was there, on the request's ticker
 * @param requests that were sent for it: more than 1 with {@code for-each} only
 * @param shared how many of its requests were answered from an equal one
 * @param merged what became of its value in the answer, in a few words
 * @param made how many attempts were made, of which {@code attempts} are the first
 */
public record CallRecord(
        String name,
        String service,
        String method,
        boolean optional,
        List<String> needs,
        boolean began,
        CallTrace.End end,
        String reason,
        int status,
        long readyNanos,
        long endNanos,
        int requests,
        int shared,
        String merged,
        int made,
        List<AttemptTrace> attempts) {
    public CallRecord {
        needs = List.copyOf(needs);
        attempts = List.copyOf(attempts);
    }

    public long elapsedNanos() {
        return endNanos - readyNanos;
    }
}
