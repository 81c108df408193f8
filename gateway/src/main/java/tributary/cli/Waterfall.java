package tributary.cli;

import java.util.List;
import java.util.Locale;
import tributary.cli.Timings.Timing;
import tributary.plan.Aggregate;
import tributary.plan.Call;

/** How long the calls of one request took, each drawn from where it could start: after all that it waited for. */
final class Waterfall {
    private static final int WIDTH = 40;

    private final Aggregate aggregate;
    private final Timings timings;
    private final Paint paint;

    Waterfall(Aggregate aggregate, Timings timings, Paint paint) {
        this.aggregate = aggregate;
        this.timings = timings;
        this.paint = paint;
    }

    /** A line for each call, and one that compares. */
    String text() {
        int names = aggregate.calls().stream()
                .mapToInt(call -> call.name().length())
                .max()
                .orElse(0);
        StringBuilder out = new StringBuilder();
        for (Call call : aggregate.calls()) {
            double start = start(call);
            double millis = millis(call);
            int from = cells(start);
            int to = Math.max(cells(start + millis), from + 1);
            String why = why(call);
            String bar = "█".repeat(to - from);
            out.append("  ")
                    .append(call.name())
                    .append(" ".repeat(names - call.name().length() + 2));
            out.append(" ".repeat(from)).append(why.isEmpty() ? paint.green(bar) : paint.red(bar));
            out.append(" ".repeat(Math.max(0, WIDTH + 2 - to)));
            out.append(String.format(Locale.ROOT, "%4.0f ms  ", millis));
            out.append(paint.dim(call.service().name() + needs(call) + (why.isEmpty() ? "" : ": " + why)));
            out.append('\n');
        }
        return out.append(String.format(
                        Locale.ROOT,
                        "%n  one after the other %.0f ms, answered in %s%n",
                        timings.sumMillis(),
                        paint.bold(String.format(Locale.ROOT, "%.0f ms", timings.totalMillis()))))
                .toString();
    }

    private int cells(double millis) {
        double whole = Math.max(timings.totalMillis(), 1);
        return (int) Math.min(WIDTH, Math.round(millis / whole * WIDTH));
    }

    private double start(Call call) {
        double start = 0;
        for (Call.Need need : call.needs()) {
            Call needed = aggregate.calls().get(need.slot());
            start = Math.max(start, start(needed) + millis(needed));
        }
        return start;
    }

    private double millis(Call call) {
        return of(call).stream().mapToDouble(Timing::millis).sum();
    }

    private String why(Call call) {
        return of(call).stream().map(Timing::why).findFirst().orElse("cancelled");
    }

    private List<Timing> of(Call call) {
        return timings.calls().stream()
                .filter(timing -> timing.name().equals(call.name()))
                .limit(1)
                .toList();
    }

    private String needs(Call call) {
        List<String> names = call.needs().stream()
                .map(need -> aggregate.calls().get(need.slot()).name())
                .toList();
        return (call.forEach() == null ? "" : ", one call per element")
                + (names.isEmpty() ? "" : ", after " + String.join(" and ", names));
    }
}
