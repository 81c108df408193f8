package tributary.config;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Says of a key that no section like this has what it probably should have been. */
final class UnknownKey {
    private static final int MOST_LISTED = 12;

    private UnknownKey() {}

    static void report(Section section, At at, String name, Problems problems) {
        for (LaterKeys.Row row : LaterKeys.of(section.path())) {
            if (row.name().equals(name) && row.matters()) {
                problems.error(at.place(), "'" + at + "' is not supported by this version yet");
                return;
            } else if (row.name().equals(name)) {
                problems.warning(at.place(), "'" + at + "' has no effect in this version yet");
                return;
            }
        }
        problems.error(at.place(), "unknown key " + Quoted.of(name) + where(section, at) + hint(section, name));
    }

    private static String where(Section section, At at) {
        int end = at.path().length() - at.path().lastIndexOf('.');
        return section.path().isEmpty() || end > at.path().length()
                ? ""
                : " in " + at.path().substring(0, at.path().length() - end);
    }

    private static String hint(Section section, String name) {
        List<String> known = Schemas.names(section.keys());
        // A key that is spelled right but stands elsewhere is moved, not misspelled.
        List<String> homes = RootKeys.SECTIONS.stream()
                .filter(other -> other.key(name) != null)
                .map(other -> other.path().isEmpty() ? "the top level" : other.path())
                .toList();
        String spelled = Optional.ofNullable(Suggestion.nearest(name, known)).orElseGet(() -> begun(name, known));
        if (!homes.isEmpty() && (spelled == null || !(sameLetters(spelled, name) || spelled.startsWith(name + "-")))) {
            return "; it belongs under " + String.join(" or ", homes);
        }
        if (spelled != null) {
            return "; did you mean '" + spelled + "'?";
        }
        return known.size() <= MOST_LISTED ? "; known here: " + String.join(", ", known) : "";
    }

    /** The only name that goes on where {@code name} ends, such as {@code min-size} for {@code min}. */
    private static @Nullable String begun(String name, List<String> known) {
        List<String> longer =
                known.stream().filter(each -> each.startsWith(name + "-")).toList();
        return longer.size() == 1 ? longer.getFirst() : null;
    }

    private static boolean sameLetters(String a, String b) {
        return Objects.equals(Suggestion.nearest(a, List.of(b)), b)
                && a.replaceAll("[-_]", "").equalsIgnoreCase(b.replaceAll("[-_]", ""));
    }
}
