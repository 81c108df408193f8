package tributary.perf.report;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import tributary.perf.report.Figure.Better;

/** What a measurement finds, as it finds it: the figures, goals and notes of its section. For one thread. */
public final class Findings {
    private final String kind;
    private final List<Figure> figures = new ArrayList<>();
    private final List<Goal> goals = new ArrayList<>();
    private final List<String> notes = new ArrayList<>();

    /** @param kind that of the section, with which its ids begin */
    public Findings(String kind) {
        this.kind = kind;
    }

    /** @param samples at least one */
    public void figure(String id, String label, String unit, Better better, double... samples) {
        figures.add(new Figure(
                kind + "." + id,
                label,
                unit,
                better,
                Arrays.stream(samples).boxed().toList()));
    }

    /** So many of something, of which neither more nor less is better. */
    public void count(String id, String label, long count) {
        figure(id, label, "", Better.NEITHER, (double) count);
    }

    /** See {@link Goal}. */
    public void goal(String id, String promise, double measured, double bound, String unit) {
        goals.add(new Goal(kind + "." + id, promise, measured, bound, unit));
    }

    /** A sentence, as a format. */
    public void note(String sentence, Object... values) {
        notes.add(String.format(Locale.ROOT, sentence, values));
    }

    /** All so far. */
    public Section section(String title) {
        return new Section(kind, title, figures, List.of(), goals, notes);
    }
}
