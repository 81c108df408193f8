package tributary.observe;

/**
 * How a request came about that no client waits for: the run of a job, or a schedule's. Immutable.
 *
 * @param word {@code job} or {@code schedule}; empty where a client's connection brought it
 * @param name the job's id, or what the configuration calls the schedule
 */
public record Via(String word, String name) {
    /** Over a client's connection. */
    public static final Via CONNECTION = new Via("", "");

    public static Via job(String id) {
        return new Via("job", id);
    }

    public static Via schedule(String name) {
        return new Via("schedule", name);
    }

    public boolean isConnection() {
        return word.isEmpty();
    }
}
