package tributary.perf.beyond;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What became of jobs.
 *
 * @param succeeded how many did
 * @param failed how many did, by the reason they give
 * @param others those that are in no such state, or have failed without a reason
 */
record JobEnds(long succeeded, Map<String, Long> failed, long others) {
    private static final Pattern STATE = Pattern.compile("\"state\":\"([a-z]+)\"");
    private static final Pattern REASON =
            Pattern.compile("\"problem\":\\{\"type\":\"urn:tributary:problem:([a-z-]+)\"");

    JobEnds {
        failed = Map.copyOf(failed);
    }

    /** @param documents what the gateway says of each job */
    static JobEnds of(Collection<String> documents) {
        long succeeded = 0;
        Map<String, Long> failed = new HashMap<>();
        long others = 0;
        for (String document : documents) {
            Matcher state = STATE.matcher(document);
            String word = state.find() ? state.group(1) : "";
            Matcher reason = REASON.matcher(document);
            if (word.equals("succeeded")) {
                succeeded++;
            } else if (word.equals("failed") && reason.find()) {
                failed.merge(reason.group(1), 1L, Long::sum);
            } else {
                others++;
            }
        }
        return new JobEnds(succeeded, failed, others);
    }

    /** For people. */
    String reasons() {
        return failed.isEmpty() ? "none" : new TreeMap<>(failed).toString();
    }
}
