package tributary.config;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import tributary.config.Diagnostic.Severity;

/**
 * Collects what is wrong. The same problem at the same place counts once, which it would not where an alias repeats a
 * value. Keeps at most {@value #MOST} errors and as many warnings; who has that many reads no further.
 */
final class Problems {
    private static final int MOST = 500;
    private static final int LONGEST_MESSAGE = 600;

    private final Set<Diagnostic> errors = new LinkedHashSet<>();
    private final Set<Diagnostic> warnings = new LinkedHashSet<>();

    void error(Place place, String message) {
        add(errors, Severity.ERROR, place, message);
    }

    void warning(Place place, String message) {
        add(warnings, Severity.WARNING, place, message);
    }

    private static void add(Set<Diagnostic> found, Severity severity, Place place, String message) {
        if (found.size() < MOST) {
            found.add(new Diagnostic(
                    severity, place.file(), place.line(), place.column(), Quoted.cut(message, LONGEST_MESSAGE)));
        }
    }

    boolean errors() {
        return !errors.isEmpty();
    }

    /** Whether there is a warning at {@code place} already. */
    boolean warnedAt(Place place) {
        return warnings.stream().anyMatch(found -> place.equals(new Place(found.file(), found.line(), found.column())));
    }

    /** All of them, by place. */
    List<Diagnostic> sorted() {
        List<Diagnostic> sorted = new ArrayList<>(errors);
        sorted.addAll(warnings);
        sorted.sort(null);
        return sorted;
    }
}
