package tributary.reload;

import java.time.Instant;
import java.util.List;

/**
 * What came of reading the configuration the last time.
 *
 * @param generation the number of the one that serves since then: the new one, or the old one where it was refused
 * @param when by the wall clock
 */
public record Outcome(int generation, Instant when, Cause cause, Result result, List<Finding> findings) {
    public Outcome {
        findings = List.copyOf(findings);
    }

    /** Why it was read. */
    public enum Cause {
        /** The gateway started. */
        START,
        /** A file changed. */
        CHANGE,
        /** The process was sent a signal. */
        SIGNAL,
        /** Somebody asked for it on the admin listener. */
        REQUEST
    }

    /** What became of it. */
    public enum Result {
        TAKEN,
        /** It has errors; what served before goes on. */
        REFUSED
    }

    public List<Finding> errors() {
        return findings.stream().filter(Finding::error).toList();
    }

    public List<Finding> warnings() {
        return findings.stream().filter(finding -> !finding.error()).toList();
    }
}
