package tributary.observe;

/**
 * How one try on the wire went. Immutable.
 *
 * @param number which of its call's attempts it was, from 1; two have the same where the second was made at another URL because
 *     nothing could be sent to the first
 * @param hedge whether it ran beside another
 * @param target the number of the URL, from 0
 * @param span its id in the trace; 0 where no spans are made
 * @param startNanos on the request's ticker
 * @param status what the service answered with; 0 where it did not answer
 * @param reason why it is no answer; empty where it is one
 * @param sentBytes of the body
 * @param receivedBytes of the body, unpacked
 */
public record AttemptTrace(
        int number,
        boolean hedge,
        int target,
        long span,
        long startNanos,
        long endNanos,
        int status,
        String reason,
        int sentBytes,
        int receivedBytes) {}
