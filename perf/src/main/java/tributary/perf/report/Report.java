package tributary.perf.report;

import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A whole run: what was measured, on what, with what.
 *
 * @param made when it began
 * @param quick whether in the quick form
 * @param versions by name, in the order to be shown
 * @param settings flags and configuration by name, in the order to be shown
 */
public record Report(
        Instant made,
        boolean quick,
        Machine machine,
        Map<String, String> versions,
        Map<String, String> settings,
        List<Section> sections) {
    public Report {
        versions = Collections.unmodifiableMap(new LinkedHashMap<>(versions));
        settings = Collections.unmodifiableMap(new LinkedHashMap<>(settings));
        sections = List.copyOf(sections);
    }

    /**
     * What it ran on.
     *
     * @param processor as it calls itself
     * @param system and its kernel's version
     */
    public record Machine(String processor, int cores, long memoryBytes, String system) {}

    /** Every section's goals. */
    public List<Goal> goals() {
        return sections.stream().flatMap(section -> section.goals().stream()).toList();
    }

    /** Every section's figures. */
    public List<Figure> figures() {
        return sections.stream().flatMap(section -> section.figures().stream()).toList();
    }
}
