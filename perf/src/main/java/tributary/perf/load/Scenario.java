package tributary.perf.load;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * One aggregate to be asked for.
 *
 * @param id part of the figures' names
 * @param label for people
 * @param path what is asked for
 * @param yaml its section of {@code aggregates}
 */
public record Scenario(String id, String label, String path, String yaml) {
    private static final String HEAD = "  GET %s:\n    deadline: 20s\n    calls:\n";

    /** What the rising rates are of: 1.0, 4.0 and 0.5 KB side by side. */
    public static final Scenario THREE = three("three", "Three calls", "");

    /** The same, with services that answer after 20 ms. */
    static final Scenario SLOW = three("slow", "Three calls of 20 ms", "?delay=20");

    /** The same, with services that answer when the request says. */
    public static final Scenario HELD = three("held", "Three calls held back", "?delay={query.delay}");

    static final List<Integer> COUNTS = List.of(1, 3, 8, 32);

    static Scenario three(String id, String label, String query) {
        return new Scenario(id, label, "/" + id, HEAD.formatted("/" + id) + """
                      one:   { get: "load:/json/1024Q" }
                      two:   { get: "load:/json/4096Q" }
                      three: { get: "load:/json/512Q" }
                """.replace("Q", query));
    }

    /** So many calls of 1 KB side by side, no two of them equal. */
    public static Scenario calls(int count) {
        String path = "/calls-" + count;
        String calls = IntStream.range(0, count)
                .mapToObj(i -> "      c" + i + ": { get: \"load:/json/1024?n=" + i + "\" }\n")
                .collect(Collectors.joining());
        return new Scenario(
                "calls-" + count, count + (count == 1 ? " call" : " calls"), path, HEAD.formatted(path) + calls);
    }

    private static final Scenario CHAIN =
            new Scenario("chain", "Chain of 3", "/chain/7", HEAD.formatted("/chain/{id}") + """
                      one:   { get: "load:/echo/{path.id}" }
                      two:   { get: "load:/echo/a-{one.id}" }
                      three: { get: "load:/echo/b-{two.id}" }
                """);

    private static final Scenario EACH =
            new Scenario("for-each", "for-each of 20", "/each", HEAD.formatted("/each") + """
                      list: { get: "load:/list/20" }
                      each: { for-each: list, max-parallel: 20, get: "load:/echo/{item.id}" }
                """);

    private static final Scenario PARTIAL =
            new Scenario("partial", "Partial answer", "/partial", HEAD.formatted("/partial") + """
                      one:   { get: "load:/json/1024" }
                      two:   { get: "load:/json/4096" }
                      three: { get: "load:/fail", optional: true }
                """);

    /** Those whose cost is measured, by number of calls first. */
    static List<Scenario> costed() {
        return IntStream.range(0, COUNTS.size() + 3)
                .mapToObj(i -> i < COUNTS.size()
                        ? calls(COUNTS.get(i))
                        : List.of(CHAIN, EACH, PARTIAL).get(i - COUNTS.size()))
                .toList();
    }

    /** What a configuration says of services and aggregates, for these. */
    public static String configuration(int service, List<Scenario> scenarios) {
        return "services:\n  load: { url: \"http://127.0.0.1:" + service
                + "\", timeout: 20s, connect-timeout: 5s, max-connections: 16384 }\naggregates:\n"
                + scenarios.stream().map(Scenario::yaml).collect(Collectors.joining());
    }
}
