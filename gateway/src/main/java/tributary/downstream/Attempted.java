package tributary.downstream;

/**
 * How an attempt ended.
 *
 * @param number which of its call's attempts it was, from 1; the next one has the next number
 * @param target the number of the URL it was made at
 * @param retryAfter nanoseconds that the service wants to be left alone; 0 where it did not say, {@link #FAR} where it said
 *     what nobody can wait for
 */
record Attempted(Reply reply, int number, int target, long retryAfter) {
    static final long FAR = -1;

    /** More digits are no time that anybody waits for. */
    private static final int MOST_DIGITS = 5;

    static Attempted of(Exchanged exchanged, Reply reply, int number, int target) {
        return new Attempted(reply, number, target, exchanged instanceof WireAnswer answer ? retryAfter(answer) : 0);
    }

    /** One that was over before it began. */
    static Attempted failed(Failure failure, int number, int target) {
        return new Attempted(new Reply.Failed(failure), number, target, 0);
    }

    /** The same, where others had begun when it ended. */
    Attempted asNumber(int last) {
        return new Attempted(reply, last, target, retryAfter);
    }

    /**
     * What a 429 or 503 says in {@code Retry-After} (RFC 9110, 10.2.3). A date counts as far away: to heed it, the service's
     * clock and ours would have to agree to within the few hundred milliseconds that a retry can wait.
     */
    private static long retryAfter(WireAnswer answer) {
        if (answer.status() != 503 && answer.status() != 429) {
            return 0;
        }
        String said = RetryAfter.said(answer);
        return said == null ? 0 : nanos(said);
    }

    private static long nanos(String value) {
        boolean digits = !value.isEmpty() && value.length() <= MOST_DIGITS;
        for (int i = 0; digits && i < value.length(); i++) {
            digits = value.charAt(i) >= '0' && value.charAt(i) <= '9';
        }
        return digits ? Long.parseLong(value) * 1_000_000_000 : FAR;
    }
}
