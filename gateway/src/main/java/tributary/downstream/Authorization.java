package tributary.downstream;

import org.jspecify.annotations.Nullable;
import tributary.resilience.Deadline;

/** What a service is sent as {@code authorization}. Thread-safe; it never waits beyond the deadline. */
public interface Authorization {

    /** The field's value; waits for the first one. Null where there is none and none is to be had just now. */
    @Nullable
    String value(Deadline by) throws InterruptedException;

    /** The service answered 401 to it. Returns at once. */
    void refused(String value);

    /** Another value than the one that was {@link #refused}, waiting for it; null where none is to be had. */
    @Nullable
    String insteadOf(String refused, Deadline by) throws InterruptedException;
}
