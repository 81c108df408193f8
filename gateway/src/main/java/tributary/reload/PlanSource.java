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

    /** Knows where things stand in what was read. */
    @FunctionalInterface
    interface Places {
        /** A warning about {@code key}, named from the top: {@code server.port}. Where that is not written, the nearest place. */
        Finding warning(String key, String message);
    }

    /** Reads it all, now. Never throws for what is there, nor for what is not. */
    Reading read();

    /**
     * What reading came to.
     *
     * @param plan null exactly where {@code findings} hold an error
     * @param alsoRead files beside {@link PlanSource#files} that it depends on, those too that could not be read
     * @param places for what is found later, by whoever takes the plan
     */
    record Reading(@Nullable Plan plan, List<Finding> findings, Set<Path> alsoRead, Places places) {
        public Reading {
            findings = List.copyOf(findings);
            alsoRead = Set.copyOf(alsoRead);
        }
    }
}
