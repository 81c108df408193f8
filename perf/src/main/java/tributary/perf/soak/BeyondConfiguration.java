package tributary.perf.soak;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** The second file of the {@link SoakConfiguration}: streams, jobs, events, schedules, tokens. */
final class BeyondConfiguration {
    /** The header of two clients with a key; everybody else has none. */
    static final String OURS = "X-Api-Key: ours-and-nobody-else-s";

    static final String THEIRS = "X-Api-Key: theirs-and-not-ours";

    static final String KEYS_FILE = "keys.json";

    /** Lines of events; full files have a number behind it. */
    static final String LINES_FILE = "lines.jsonl";

    /** What no webhook took: there must be none. */
    static final String DEAD_LETTERS_FILE = "dead.jsonl";

    /** Full files of lines that are kept: more than a soak of a million requests fills. */
    static final int KEPT_FILES = 1000;

    static final String TEXT = """
            auth: { api-keys: { header: X-Api-Key, file: KEYS } }
            jobs: { store: "${KEPT}/jobs", workers: 8, queue: 10000, max-kept: 100000, retention: 20s }
            events:
              lines:
                file: { path: "${KEPT}/LINES", rotate: { size: 64KiB, keep: FULL } }
                when-full: block
              hook:
                webhook:
                  url: "${BESIDE}/hook"
                  timeout: 200ms
                  retry: { for: 1h, backoff: 20ms }
                  dead-letter: "${KEPT}/DEAD"
                workers: WORKERS
                when-full: block
            schedules:
              alone: { aggregate: GET /alone, every: 1s, jitter: 0s }
            services:
              guarded:
                url: "${BESIDE}"
                timeout: TIMEOUT
                auth: { oauth2: { token-url: "${BESIDE}/token", client-id: soak, client-secret: none } }
            aggregates:
              GET /alone:
                auth: none
                deadline: 15s
                calls: { value: { get: "fast:/alone" } }
              GET /guarded/{id}:
                auth: none
                deadline: 15s
                calls: { value: { get: "guarded:/item/{path.id}" } }
              GET /parts/{id}:
                auth: none
                stream: true
                deadline: 15s
                calls:
                  one: { get: "fast:/item/{path.id}" }
                  two: { get: "fast:/stock/{path.id}" }
                  three: { get: "fast:/item/{two.of}" }
              GET /members/{id}:
                auth: none
                stream: true
                deadline: 15s
                calls:
                  one: { get: "fast:/item/{path.id}" }
                  two: { get: "fast:/stock/{path.id}" }
                response: { fixed: "so", first: "{one}", both: { a: "{two}", b: "{one.price}" } }
              GET /lacking/{id}:
                auth: none
                stream: true
                deadline: 15s
                calls:
                  own: { get: "faulty:/json?text={path.id}" }
                  value: { get: "faulty:/status?code=500", optional: true }
              GET /bulky/{id}:
                auth: none
                stream: true
                deadline: 15s
                calls:
                  one: { get: "fast:/large/{path.id}" }
                  two: { get: "fast:/large/{path.id}", after: one }
                  three: { get: "fast:/large/{path.id}", after: two }
              GET /lingering/{id}:
                auth: none
                stream: true
                deadline: 15s
                calls:
                  one: { get: "fast:/item/{path.id}" }
                  two: { get: "fast:/wait/300/{path.id}" }
                  three: { get: "fast:/large/{path.id}" }
              GET /report/{id}:
                auth: optional
                async: true
                deadline: 15s
                calls:
                  one: { get: "fast:/item/{path.id}" }
                  two: { get: "fast:/stock/{path.id}" }
                  three: { get: "fast:/item/{path.id}" }
                emit: { sink: lines }
              GET /bad-report/{id}:
                auth: none
                async: true
                deadline: 15s
                calls: { value: { get: "faulty:/status?code=500" } }
                emit: { sink: lines }
              GET /long-report/{id}:
                auth: none
                async: true
                deadline: 15s
                calls: { value: { get: "fast:/wait/300/{path.id}" } }
                emit: { sink: lines }
              POST /once/{id}:
                auth: none
                async: true
                deadline: 15s
                calls: { saved: { post: "fast:/once/{path.id}" } }
                emit: { sink: lines }
              GET /event/{key}/{n}/{id}:
                auth: none
                deadline: 15s
                calls: { value: { get: "fast:/item/{path.id}" } }
                emit:
                  - { sink: lines, key: "{path.key}", body: { key: "{path.key}", n: "{path.n}", pad: "PAD" } }
                  - { sink: hook, key: "{path.key}", body: { key: "{path.key}", n: "{path.n}" } }
            """.replace("KEYS", KEYS_FILE)
            .replace("LINES", LINES_FILE)
            .replace("DEAD", DEAD_LETTERS_FILE)
            .replace("FULL", Integer.toString(KEPT_FILES))
            // So that files are full now and then in a short soak too.
            .replace("PAD", "z".repeat(600));

    private BeyondConfiguration() {}

    /** What the gateway knows of the clients' keys. */
    static String keys() {
        return "[{\"sha256\":\"" + digest(OURS) + "\",\"owner\":\"ours\"},{\"sha256\":\"" + digest(THEIRS)
                + "\",\"owner\":\"theirs\"}]";
    }

    private static String digest(String header) {
        byte[] key = header.substring(header.indexOf(' ') + 1).getBytes(StandardCharsets.US_ASCII);
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(key));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has it", e);
        }
    }
}
