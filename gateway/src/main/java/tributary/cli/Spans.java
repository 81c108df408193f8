package tributary.cli;

import java.time.Duration;
import java.util.Locale;

/** Lengths of time for people: {@code 900 ms}, {@code 1.4 s}, {@code 2 m}, {@code 1 m 30 s}. */
final class Spans {
    private Spans() {}

    static String of(Duration span) {
        long millis = span.toMillis();
        if (millis < 1000) {
            return millis + " ms";
        }
        if (millis < 60_000) {
            String seconds = String.format(Locale.ROOT, "%.3f", millis / 1000.0);
            return seconds.replaceFirst("\\.?0+$", "") + " s";
        }
        long seconds = span.toSeconds();
        return seconds / 60 + " m" + (seconds % 60 == 0 ? "" : " " + seconds % 60 + " s");
    }
}
