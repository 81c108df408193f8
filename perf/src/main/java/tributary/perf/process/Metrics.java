package tributary.perf.process;

import java.util.List;

/** What a gateway's {@code /metrics} said at one time. Immutable. */
public record Metrics(List<String> lines) {
    public Metrics {
        lines = List.copyOf(lines);
    }

    /** @param text in the format of Prometheus */
    public static Metrics of(String text) {
        return new Metrics(text.lines().filter(line -> !line.startsWith("#")).toList());
    }

    /** The sum of a metric over all its labels; 0 where it is not there. */
    public double sum(String metric) {
        return sum(metric, "");
    }

    /** The same of those lines only whose labels hold a text, such as {@code state="queued"}. */
    public double sum(String metric, String label) {
        return lines.stream()
                .filter(line -> line.startsWith(metric + '{') || line.startsWith(metric + ' '))
                .filter(line -> line.contains(label))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .sum();
    }
}
