package tributary.config;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tributary.plan.JobsSpec;

/** How work is done that goes on after its request has been answered. */
final class JobKeys {
    private static final int LONGEST_HOURS = 366 * 24;

    private static final String STANDARD_STORE = "jobs";

    static final Key<String> STORE = Key.of(
            "store",
            Types.TEXT,
            STANDARD_STORE,
            "The directory in which jobs are kept, relative to the file that names it (to that with the aggregates, where it is"
                    + " not written). It is made if it is not there, for this user alone: clients' requests and results lie in"
                    + " it. One process has it at a time.");
    static final Key<Integer> WORKERS = Key.of(
            "workers",
            Types.count("whole number", "a whole number such as 4", 1, 1000),
            "4",
            "How many jobs are done at once.");
    static final Key<Integer> QUEUE = Key.of(
            "queue",
            Types.count("whole number", "a whole number such as 1000", 1, 1_000_000),
            "1000",
            "How many wait for a worker at most. What is too much is answered with 503 and `Retry-After`.");
    static final Key<Integer> MAX_KEPT = Key.of(
            "max-kept",
            Types.count("whole number", "a whole number such as 10000", 1, 1_000_000),
            "10000",
            "How many are kept at most, those that have ended among them; beyond that it is as with a full queue. With"
                    + " `max-result` and `server.max-request-body` it bounds what lies on the disk.");
    static final Key<Duration> RETENTION = Key.of(
            "retention",
            Quantities.durationOfHours(LONGEST_HOURS),
            "24h",
            "How long a job and its result are kept when it has ended; at most a year (`8784h`).");
    static final Key<Integer> MAX_RESULT = Key.of(
            "max-result",
            Quantities.SIZE,
            "5MiB",
            "How large a result may be; a job whose result is larger has failed.");

    static final Section JOBS = new Section(
            "jobs",
            "Where and how jobs are done: the requests to aggregates with `async: true` whose clients want to be answered"
                    + " before they are done. Nothing of it is there where no aggregate is so. Read at the start only.",
            """
            jobs: { store: /var/lib/tributary/jobs, workers: 8, retention: 6h }
            """,
            List.of(STORE, WORKERS, QUEUE, MAX_KEPT, RETENTION, MAX_RESULT));

    private JobKeys() {}

    /** @param aggregates where they stand */
    static @Nullable JobsSpec plan(Fields jobs, Place aggregates, Problems problems) {
        Written<String> written = jobs.written(STORE);
        Place place = written == null ? aggregates : written.place();
        String value = written == null ? STANDARD_STORE : written.value();
        if (value.contains("://")) {
            problems.error(place, "jobs.store: " + Quoted.of(value) + " is no directory; jobs are kept in files");
            return null;
        }
        Path path;
        try {
            Path folder = Path.of(place.file()).toAbsolutePath().getParent();
            path = folder == null ? Path.of(value) : folder.resolve(value);
        } catch (InvalidPathException e) {
            problems.error(place, "jobs.store: " + Quoted.of(value) + " is no path");
            return null;
        }
        if (value.isBlank()) {
            problems.error(place, "jobs.store is empty; it names a directory");
        }
        return new JobsSpec(
                path.normalize(),
                jobs.get(WORKERS),
                jobs.get(QUEUE),
                jobs.get(MAX_KEPT),
                jobs.get(RETENTION),
                jobs.get(MAX_RESULT));
    }
}
