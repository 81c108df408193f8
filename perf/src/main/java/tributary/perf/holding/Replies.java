package tributary.perf.holding;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What a client was answered. */
public record Replies(List<Reply> all) {
    /**
     * One answer.
     *
     * @param due when it was to be asked, as {@link System#nanoTime} tells it
     * @param status 0 where the connection broke
     * @param circuitOpen whether the answer says that a breaker was open
     */
    public record Reply(long due, long answered, int status, boolean circuitOpen) {
        /** From when it was due. */
        public long nanos() {
            return answered - due;
        }
    }

    public Replies {
        all = all.stream().sorted(Comparator.comparingLong(Reply::due)).toList();
    }

    /** Both together. */
    public Replies and(Replies more) {
        return new Replies(Stream.concat(all.stream(), more.all.stream()).toList());
    }

    /** Some of them. */
    public Replies only(Predicate<Reply> which) {
        return new Replies(all.stream().filter(which).toList());
    }

    /** Those that were due from one instant to another. */
    public Replies due(long from, long to) {
        return only(reply -> reply.due() - from >= 0 && reply.due() - to <= 0);
    }

    /** All of them. */
    public int count() {
        return all.size();
    }

    /** Those with that status. */
    public long count(int status) {
        return all.stream().filter(reply -> reply.status() == status).count();
    }

    /** How many there were of each status but 200 and 429. */
    public Map<Integer, Long> errors() {
        return all.stream()
                .filter(reply -> reply.status() != 200 && reply.status() != 429)
                .collect(Collectors.groupingBy(Reply::status, Collectors.counting()));
    }

    /** From when the first was due to the last answer; 0 where there are none. */
    public double seconds() {
        long last = all.stream().mapToLong(Reply::answered).max().orElse(0);
        return all.isEmpty() ? 0 : (last - all.getFirst().due()) / 1e9;
    }

    /** A percentile of the latency from when they were due, by the nearest rank; 0 where there are none. */
    public double millis(double percentile) {
        long[] sorted = all.stream().mapToLong(Reply::nanos).sorted().toArray();
        int rank = (int) Math.ceil(percentile / 100 * sorted.length);
        return sorted.length == 0 ? 0 : sorted[Math.max(rank, 1) - 1] / 1e6;
    }
}
