package tributary.perf.soak;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The configuration of the soak's gateway, as a user would write it: a directory with two files, one for what happens within a
 * request and one for the work beyond it.
 *
 * @param file the first of them, which changes
 */
record SoakConfiguration(Path file, Map<String, String> environment) {
    /** Places in the bulkhead of the service {@code narrow}, and connections to it. */
    static final int NARROW = 4;

    /** Services that it names. */
    static final int SERVICES = 4;

    /** Whatever a fault may be told; what a request does not name is left out. */
    private static final String FAULT = "\"faulty:/{path.fault}"
            + Stream.of("code", "ms", "every", "line", "text", "bytes", "depth", "count", "name")
                    .map(name -> name + "={query." + name + "}")
                    .collect(Collectors.joining("&", "?", "\""));

    private static final String TEXT = """
            server: { host: 127.0.0.1, port: 0, drain: 5s }
            admin: { host: 127.0.0.1, port: 0 }
            services:
              fast:   { url: "${FAST}", timeout: TIMEOUT }
              narrow: { url: "${FAST}", timeout: 10s, max-concurrent: NARROW, queue: NARROW, max-connections: NARROW }
              faulty: { url: "${FAULTS}", timeout: TIMEOUT, max-response: 64KiB }
            aggregates:
              GET /three/{id}:
                auth: none
                deadline: 15s
                calls:
                  one: { get: "fast:/item/{path.id}" }
                  two: { get: "fast:/stock/{path.id}" }
                  three: { get: "fast:/item/{path.id}" }
              GET /chain/{id}:
                auth: none
                deadline: 15s
                calls:
                  one: { get: "fast:/item/{path.id}" }
                  two: { get: "fast:/stock/{one.next}" }
                  three: { get: "fast:/stock/{two.of}" }
              GET /each/{id}:
                auth: none
                deadline: 15s
                calls:
                  list: { get: "fast:/list/{path.id}" }
                  stock: { for-each: list, get: "fast:/stock/{item.sku}", attach: stock }
                response: { list: "{list}" }
              GET /large/{id}:
                auth: none
                deadline: 15s
                calls: { large: { get: "fast:/large/{path.id}" } }
              GET /wait/{ms}/{id}:
                auth: none
                deadline: 15s
                calls: { value: { get: "fast:/wait/{path.ms}/{path.id}" } }
              GET /narrow/{id}:
                auth: none
                deadline: 15s
                calls: { value: { get: "narrow:/wait/150/{path.id}" } }
              GET /together/{id}:
                auth: none
                deadline: 15s
                calls: { value: { get: "narrow:/together/NARROW/{path.id}" } }
              GET /hang/{id}:
                auth: none
                deadline: 60ms
                calls:
                  own: { get: "fast:/item/{path.id}" }
                  value: { get: "faulty:/never" }
              GET /late/{id}:
                auth: none
                deadline: 500ms
                calls:
                  own: { get: "fast:/item/{path.id}" }
                  value: { get: "faulty:/never", optional: true }
              POST /write/{id}:
                auth: none
                deadline: 15s
                calls: { saved: { post: "fast:/write/{path.id}" } }
              PUT /write-and-read/{id}:
                auth: none
                deadline: 15s
                calls:
                  saved: { put: "fast:/write/{path.id}" }
                  read: { get: "fast:/item/{saved.id}" }
              POST /faulty-write/{fault}/{id}:
                auth: none
                deadline: 15s
                calls: { value: { post: FAULT } }
              GET /required/{fault}/{id}:
                auth: none
                deadline: 15s
                calls:
                  own: { get: "faulty:/json?text={path.id}" }
                  value: { get: FAULT }
              GET /optional/{fault}/{id}:
                auth: none
                deadline: 15s
                calls:
                  own: { get: "faulty:/json?text={path.id}" }
                  value: { get: FAULT, optional: true, default: { standIn: 1.0 } }
              GET /required-timed/{fault}/{id}:
                auth: none
                deadline: 15s
                calls:
                  own: { get: "faulty:/json?text={path.id}" }
                  value: { get: FAULT, timeout: 60ms }
              GET /optional-timed/{fault}/{id}:
                auth: none
                deadline: 15s
                calls:
                  own: { get: "faulty:/json?text={path.id}" }
                  value: { get: FAULT, timeout: 60ms, optional: true, default: { standIn: 1.0 } }
            """.replace("NARROW", Integer.toString(NARROW))
            .replace("FAULT }", FAULT + " }")
            .replace("FAULT,", FAULT + ",");

    SoakConfiguration {
        environment = Map.copyOf(environment);
    }

    /** Writes it into {@code folder}, which is there; what the gateway keeps goes into {@code kept}. */
    static SoakConfiguration written(Path folder, Path kept, Map<String, String> urls) throws IOException {
        Map<String, String> environment = new HashMap<>(urls);
        environment.put("KEPT", kept.toString());
        SoakConfiguration configuration = new SoakConfiguration(folder.resolve("soak.yaml"), environment);
        Files.writeString(folder.resolve(BeyondConfiguration.KEYS_FILE), BeyondConfiguration.keys());
        configuration.rewrite(0);
        return configuration;
    }

    /** What the gateway is started with. */
    Path folder() {
        return file.resolveSibling("");
    }

    /**
     * Writes one that means the same but has the services anew, and the webhook's lanes: an even edition and an odd one differ in
     * timeouts and in the number of workers. Only {@code narrow} lives on, so that a permit lost at any time is missing at the end.
     */
    void rewrite(int edition) throws IOException {
        replace(file, TEXT.replace("TIMEOUT", edition % 2 == 0 ? "10s" : "11s"));
        replace(
                file.resolveSibling("beyond.yaml"),
                BeyondConfiguration.TEXT
                        .replace("TIMEOUT", edition % 2 == 0 ? "10s" : "11s")
                        .replace("WORKERS", edition % 2 == 0 ? "4" : "5"));
    }

    /** Writes one that must be refused. */
    void spoil() throws IOException {
        replace(file, TEXT.replace("TIMEOUT", "soon"));
    }

    /** The old text or the new one, never a part of it. */
    private static void replace(Path which, String text) throws IOException {
        Path next = which.resolveSibling("next");
        Files.writeString(next, text);
        Files.move(next, which, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }
}
