package tributary.reload;

import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tributary.plan.Plan;

/** Where a plan comes from, and can come from again. */
public interface PlanSource {
    /** The file or directory, as the user named it. */
    Path path();

    /** The files that {@link #read} would read now, but for those that only reading them tells of. */
    List<Path> files();

    /** Reads it all, now. Never throws for what is there, nor for what is not. */
    Reading read();

    /**
     * What reading came to.
     *
     * @param plan null exactly where {@code findings} hold an error
     * @param alsoRead files beside {@link PlanSource#files} that it depends on, those too that could not be read
     */
    record Reading(@Nullable Plan plan, List<Finding> findings, Set<Path> alsoRead) {
        public Reading {
            findings = List.copyOf(findings);
            alsoRead = Set.copyOf(alsoRead);
        }
    }
}
