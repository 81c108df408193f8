package tributary.perf.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Two runs, figure by figure. */
public record Comparison(Report before, Report after) {

    /** The figures that are in both, in the order of the later run. */
    public List<Change> changes() {
        Map<String, Figure> earlier = byId(before);
        return after.figures().stream()
                .filter(figure -> earlier.containsKey(figure.id()))
                .map(figure -> new Change(Objects.requireNonNull(earlier.get(figure.id())), figure))
                .toList();
    }

    /** Labels of figures that only one of the runs has. */
    public List<String> unmatched() {
        Map<String, Figure> earlier = byId(before);
        Map<String, Figure> later = byId(after);
        List<String> labels = new ArrayList<>();
        before.figures().stream()
                .filter(figure -> !later.containsKey(figure.id()))
                .forEach(figure -> labels.add("only before: " + figure.label()));
        after.figures().stream()
                .filter(figure -> !earlier.containsKey(figure.id()))
                .forEach(figure -> labels.add("only after: " + figure.label()));
        return labels;
    }

    /** Why the two should not be compared, or only with care. */
    public List<String> cautions() {
        List<String> cautions = new ArrayList<>();
        if (!before.machine().equals(after.machine())) {
            cautions.add("They ran on different machines: only ratios within one run say something.");
        }
        if (before.quick() != after.quick()) {
            cautions.add("One is in the quick form and the other is not: warm-up and samples differ.");
        }
        if (!Objects.equals(before.versions().get("JDK"), after.versions().get("JDK"))) {
            cautions.add("They ran on different JDKs.");
        }
        return cautions;
    }

    private static Map<String, Figure> byId(Report report) {
        return report.figures().stream()
                .collect(Collectors.toMap(Figure::id, Function.identity(), (first, _) -> first));
    }
}
