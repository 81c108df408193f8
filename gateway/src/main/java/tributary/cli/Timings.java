package tributary.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a {@code Server-Timing} header of the gateway says.
 *
 * @param calls in the header's order
 * @param totalMillis the whole request
 */
record Timings(List<Timing> calls, double totalMillis) {
    private static final Pattern METRIC =
            Pattern.compile("([^;,\\s]+);dur=(\\d+(?:\\.\\d+)?)(?:;desc=\"([^\"]*)\")?(?:,\\s*|$)");
    private static final String TOTAL = "total";

    /** What the gateway itself took. */
    private static final String GATEWAY = "gateway";

    Timings {
        calls = List.copyOf(calls);
    }

    /** @param why empty, or why the call is missing or was not made */
    record Timing(String name, double millis, String why) {}

    /** Null where the header is not one the gateway writes. */
    static @Nullable Timings parse(String header) {
        List<Timing> calls = new ArrayList<>();
        Matcher metric = METRIC.matcher(header);
        while (metric.lookingAt()) {
            String why = metric.group(3);
            calls.add(new Timing(metric.group(1), Double.parseDouble(metric.group(2)), why == null ? "" : why));
            metric.region(metric.end(), header.length());
        }
        boolean whole = metric.regionStart() == header.length()
                && !calls.isEmpty()
                && calls.getLast().name().equals(TOTAL);
        if (!whole) {
            return null;
        }
        double total = calls.removeLast().millis();
        if (!calls.isEmpty() && calls.getLast().name().equals(GATEWAY)) {
            calls.removeLast();
        }
        return new Timings(calls, total);
    }

    double sumMillis() {
        return calls.stream().mapToDouble(Timing::millis).sum();
    }
}
