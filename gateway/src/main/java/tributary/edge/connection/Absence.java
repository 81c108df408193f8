package tributary.edge.connection;

/**
 * Why a request ended that nobody was there any more to be answered to.
 *
 * @param status as it is counted; nobody receives it, but for one that the guard has told
 * @param reason in a word: the request's outcome
 * @param told whether observers know of it already, since the guard has refused what the client sent
 */
public record Absence(int status, String reason, boolean told) {
    /** What proxies log where a client closed the connection first. */
    public static final int NOBODY = 499;

    /** The client closed its connection or its stream, or it broke. */
    public static final Absence LEFT = new Absence(NOBODY, "client-left", false);

    /** The client is there and does not read: what it was sent has waited for longer than {@code server.write-timeout}. */
    public static final Absence UNREAD = new Absence(NOBODY, "write-timeout", false);

    /** The client was told so by the guard. */
    static Absence refused(Refusal refusal) {
        return new Absence(refusal.status(), refusal.reason(), true);
    }

    /** Its body did not come within {@code server.body-timeout}. */
    static Absence late(boolean told) {
        Refusal timeout = Refusal.timeout("");
        return new Absence(timeout.status(), timeout.reason(), told);
    }
}
