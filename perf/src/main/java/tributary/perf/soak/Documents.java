package tributary.perf.soak;

import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** What the {@link FastService} answers. Each holds the number of its request, so that nobody else's passes for it. */
final class Documents {
    static final int LIST_SIZE = 20;

    private static final String PAD = "y".repeat(64 * 1024);

    private Documents() {}

    static String item(String id) {
        return "{\"id\":" + id + ",\"next\":\"" + id + "\",\"price\":19.90,\"title\":\"Item " + id + "\"}";
    }

    static String list(String id) {
        return elements(id, "");
    }

    /** The list as it is when each element has been given its stock. */
    static String stockedList(String id) {
        return elements(id, ",\"stock\":%s");
    }

    private static String elements(String id, String more) {
        return IntStream.range(0, LIST_SIZE)
                .mapToObj(i -> id + "-" + i)
                .map(sku -> "{\"sku\":\"" + sku + "\"" + more.replace("%s", stock(sku)) + "}")
                .collect(Collectors.joining(",", "[", "]"));
    }

    static String stock(String sku) {
        return "{\"of\":\"" + sku + "\",\"left\":7}";
    }

    static String written(String id, String body) {
        return "{\"id\":" + id + ",\"got\":" + body + "}";
    }

    static String large(String id) {
        return "{\"id\":" + id + ",\"text\":\"" + PAD + "\"}";
    }
}
