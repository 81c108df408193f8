package tributary.perf.generator;

import java.time.Duration;
import java.util.Locale;

/**
 * What to send.
 *
 * @param rate requests a second at even distances; 0 for a closed loop, where each connection sends as soon as it is answered
 * @param connections kept open; with a rate also the most requests under way: what comes due beyond it is not sent, and counted
 */
public record Order(int port, String path, double rate, int connections, Duration time) {
    /** An open loop. */
    public static Order open(int port, String path, double rate, int connections, Duration time) {
        return new Order(port, path, rate, connections, time);
    }

    /** A closed loop. */
    public static Order closed(int port, String path, int connections, Duration time) {
        return new Order(port, path, 0, connections, time);
    }

    /** How many requests an open loop means to send. */
    long meant() {
        return Math.round(rate * time.toMillis() / 1000);
    }

    String line() {
        return String.format(Locale.ROOT, "%d %s %.3f %d %d", port, path, rate, connections, time.toMillis());
    }

    static Order of(String line) {
        String[] words = line.split(" ", 5);
        return new Order(
                Integer.parseInt(words[0]),
                words[1],
                Double.parseDouble(words[2]),
                Integer.parseInt(words[3]),
                Duration.ofMillis(Long.parseLong(words[4])));
    }
}
