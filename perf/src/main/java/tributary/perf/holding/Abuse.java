package tributary.perf.holding;

import java.util.List;
import tributary.perf.holding.Replies.Reply;

/**
 * What a client was granted that asked far more than it may.
 *
 * @param asked all it asked
 * @param granted answered with 200
 * @param promised rate × t + burst, of every round
 * @param seconds t of all rounds: from its first request to its last refusal
 */
record Abuse(long asked, long granted, double promised, double seconds) {
    /** @param rounds of each, before which the bucket had filled up */
    static Abuse of(List<Replies> rounds, double rate, double burst) {
        double seconds = rounds.stream().mapToDouble(Abuse::seconds).sum();
        return new Abuse(
                rounds.stream().mapToLong(Replies::count).sum(),
                rounds.stream().mapToLong(round -> round.count(200)).sum(),
                rate * seconds + burst * rounds.size(),
                seconds);
    }

    /** A refusal is answered as soon as it is decided; what is granted takes as long as a service does. */
    private static double seconds(Replies round) {
        if (round.count() == 0) {
            return 0;
        }
        long first = round.all().getFirst().due();
        return (round.only(reply -> reply.status() == 429).all().stream()
                                .mapToLong(Reply::answered)
                                .max()
                                .orElse(first)
                        - first)
                / 1e9;
    }

    /** By how much what was granted differs from what is promised, in percent. */
    double offPercent() {
        return 100 * Math.abs(granted - promised) / promised;
    }
}
