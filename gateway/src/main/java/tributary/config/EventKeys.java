package tributary.config;

import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What can be said of where events go, and of the events of an aggregate. */
final class EventKeys {
    private static final String EVERY = "every";

    /** Unlike a service's, it may have a query: many receivers want a token there. */
    private static final Type<URI> URL = Types.scalar(
            "URL", "a URL such as https://hooks.example/audit", Schemas.text("https?://[^\\s#@]+"), scalar -> {
                try {
                    URI url = new URI(scalar.text());
                    // All but the query keeps to the rules of any other URL; the path may end in a slash.
                    if (url.getRawFragment() != null || url.getRawUserInfo() != null || url.getHost() == null) {
                        throw new Unfit("it has a host, no user name or password, and no '#'");
                    }
                    if (!List.of("http", "https").contains(String.valueOf(url.getScheme()))) {
                        throw new Unfit("it begins with http:// or https://");
                    }
                    if (url.getPort() == 0 || url.getPort() > 65_535 || !ascii(scalar.text())) {
                        throw new Unfit("its port is wrong, or something in it is not percent-encoded");
                    }
                    return url;
                } catch (URISyntaxException e) {
                    throw new Unfit("");
                }
            });

    /** Zero where it is {@code every}. */
    private static final Type<Duration> FLUSH_TYPE = new Type<>(
            "`every` or duration",
            Schemas.either(Schemas.object("const", EVERY), Quantities.DURATION.schema()),
            EventKeys::flush);

    static final Key<Integer> ROTATE_SIZE =
            Key.required("size", Quantities.SIZE, "No file grows beyond it, but by an event that is larger alone.");
    static final Key<Integer> KEEP = Key.of(
            "keep",
            Types.count("whole number", "a whole number such as 10", 1, 10_000),
            "10",
            "How many full files are kept, as `PATH.1` (the youngest) and so on. Older ones are deleted.");

    static final Section ROTATE = new Section(
            "events.NAME.file.rotate", "When the file is put aside and another begun.", "", List.of(ROTATE_SIZE, KEEP));

    static final Key<String> PATH = Key.required(
            "path",
            Types.TEXT,
            "The file, relative to the one that names it. Its folder must exist. It is made readable for its owner only,"
                    + " and appended to; one line is one write. A device or pipe such as `/dev/stdout` will do; it is neither"
                    + " forced nor rotated.");
    static final Key<Fields> ROTATE_KEY =
            Key.optional("rotate", ROTATE.type(), "When the file is put aside. Without it never, so look after it.");
    static final Key<Duration> FLUSH = Key.of(
            "flush",
            FLUSH_TYPE,
            "1s",
            "When lines are forced onto the disk, so that they outlive a loss of power: `every` before they count as"
                    + " written (those that wait are forced together), or this much later at the latest. The end of the"
                    + " process takes no written line, whichever way it comes.");

    static final Section FILE = new Section("events.NAME.file", """
            A file of JSON lines, in the order in which events were accepted. Where it cannot be written (a full disk, no
            permission), events wait in the queue, and it is tried again and again. After a crash, an unfinished last line is cut
            off. Another process may move the file away; a new one is begun within a second.""", """
            events:
              audit:
                file: { path: audit.jsonl, rotate: { size: 100MiB, keep: 10 }, flush: every }
                when-full: block
            """, List.of(PATH, ROTATE_KEY, FLUSH));

    static final Key<Integer> ATTEMPTS = Key.optional(
            "attempts",
            Types.count("whole number", "a whole number such as 20", 1, 1_000_000),
            "How often an event is tried, at most. Without it their number does not matter.");
    static final Key<Duration> FOR = Key.of(
            "for",
            Quantities.DURATION,
            "1h",
            "From this age on an event is not tried again; each is tried once, however old.");
    static final Key<Duration> BACKOFF = Key.of(
            "backoff",
            Quantities.DURATION,
            "100ms",
            "The most there is waited before the second attempt; each time twice as much, up to `5s`. How long in fact is"
                    + " random. A longer `Retry-After` is heeded, up to `for`.");

    static final Section RETRY = new Section(
            "events.NAME.webhook.retry",
            "How long an event is tried that finds no answer, 408, 429, 5xx or a redirect. Those behind it that have the same"
                    + " worker wait.",
            "",
            List.of(ATTEMPTS, FOR, BACKOFF));

    static final Key<URI> WEBHOOK_URL =
            Key.required("url", URL, "Where events are posted. Redirects are not followed.");
    static final Key<String> SECRET = Key.optional(
            "secret",
            Types.LONG_SECRET,
            "With it each request is signed: `Tributary-Signature: t=UNIX,v1=HEX`, where HEX is HMAC-SHA256 by the secret"
                    + " over `UNIX.BODY`. 16 characters at least; keep it in a file: `${file:webhook-secret}`.");
    static final Key<Duration> TIMEOUT = Key.of(
            "timeout",
            Quantities.DURATION,
            "5s",
            "How long one attempt may take, from connecting to the whole answer.");
    static final Key<Fields> RETRY_KEY = Key.optional("retry", RETRY.type(), "How long an event is tried again.");
    static final Key<String> DEAD_LETTER = Key.optional(
            "dead-letter",
            Types.TEXT,
            "The file, relative to the one that names it, for events that are answered with 4xx, are tried in vain for"
                    + " long enough, or still wait when the gateway ends: a JSON line each with `id`, `time`, `sink`, `key`,"
                    + " `reason`, `attempts` and `event`. It only grows: look after it. Without it they are lost, counted and"
                    + " logged.");

    static final Section WEBHOOK =
            new Section("events.NAME.webhook", """
            An HTTP server that is sent each event by POST, its body as it stands, with `Tributary-Event-Id` (the same for every
            attempt) and `Tributary-Attempt` from the second on. 2xx means that it has taken the event, 4xx but for 408 and 429 that
            it never will. At least once: one whose answer got lost is sent again.""", """
            events:
              orders:
                webhook:
                  url: https://hooks.example/orders
                  secret: ${file:webhook-secret}
                  retry: { for: 1h, backoff: 100ms }
                  dead-letter: orders.dead.jsonl
                workers: 4
            """, List.of(WEBHOOK_URL, SECRET, TIMEOUT, RETRY_KEY, DEAD_LETTER));

    static final Key<Fields> FILE_KEY = Key.optional("file", FILE.type(), "Events become lines of a file.");
    static final Key<Fields> WEBHOOK_KEY =
            Key.optional("webhook", WEBHOOK.type(), "Events are posted to an HTTP server.");
    static final Key<Integer> QUEUE = Key.of(
            "queue",
            Types.count("whole number", "a whole number such as 10000", 1, 1_000_000),
            "10000",
            "Events that may wait, those that are being delivered among them.");
    static final Key<Integer> QUEUE_MEMORY = Key.of(
            "queue-memory",
            Quantities.SIZE,
            "32MiB",
            "Memory that they may take, roughly; one event fits in any case.");
    static final Key<Integer> WORKERS = Key.of(
            "workers",
            Types.count("whole number", "a whole number such as 2", 1, 256),
            "2",
            "Of a webhook: how many events are sent side by side. Events of one key have the same worker, and one that is"
                    + " tried again and again holds up the others there. Where there are several workers, a tenth of the queue"
                    + " is kept for those with less than their share of it (not with `when-full: reject`). A file has one.");
    static final Key<Integer> MAX_SIZE = Key.of(
            "max-size", Quantities.SIZE, "64KiB", "The largest event. A larger one is dropped, counted and logged.");
    static final Key<String> WHEN_FULL = Key.of(
            "when-full",
            Types.oneOf("block", "drop", "reject"),
            "drop",
            "What becomes of an event where the queue is full. `drop`: it is left out and counted. `block`: its request"
                    + " waits for room to its deadline, and is answered with 503 `events-full` then (whose client leaves"
                    + " meanwhile waits no longer, and the event is counted as `rejected`). `reject`: with 503 at once;"
                    + " where the aggregate makes this event in any case, before any call is made. After a 503 that comes"
                    + " behind the calls, what they did is done, and other events of the request may be out.");

    static final Section SINK = new Section(
            "events.NAME", """
            Where events go: a `file` or a `webhook`, behind a bounded queue that its own workers empty, so that no answer waits
            for it. What was accepted is delivered at least once, and in order where events have the same `key`. The queue is in
            memory: when the gateway ends it is emptied, for five seconds at most, and what a webhook has not taken by then
            becomes dead letters; a process that is killed loses what waits. A reload changes sinks without losing what waits in
            them, which goes to the new place; but of a sink that is removed, or that becomes a file where it was a webhook, it
            still goes to the old one.""", """
            events:
              audit:  { file: { path: audit.jsonl }, when-full: block }
              orders: { webhook: { url: "https://hooks.example/orders", dead-letter: orders.dead.jsonl } }
            """, List.of(FILE_KEY, WEBHOOK_KEY, QUEUE, QUEUE_MEMORY, WORKERS, MAX_SIZE, WHEN_FULL));

    static final Key<String> TO = Key.required("sink", Types.TEXT, "Where it goes: a name under `events`.");
    static final Key<Node.Scalar> WHEN = Key.optional(
            "when",
            CallKeys.EXPRESSION,
            "The event is made only if this expression is truthy, such as `request.status >= `500``.");
    static final Key<Node.Scalar> KEY = Key.optional(
            "key",
            CallKeys.TEMPLATE,
            "Events of the same key are delivered in the order in which they were accepted. Without it, or where it comes"
                    + " out null, the order does not matter.");
    static final Key<Node> BODY =
            Key.optional("body", Types.ANY, "The event, a template of any JSON. Without it, it is what `request` is.");

    static final Section EMIT = new Section("aggregates.\"METHOD /path\".emit", """
            An event of each request whose calls were begun, made when they have ended and before the answer is written. Its
            expressions know what those of the response know, and `request`: `id`, `traceId`, `time`, `client` (the key's owner, or
            the address), `aggregate`, `status`, and `outcome` (`ok`, `partial`, or a problem's reason; a stream's status is 200
            whatever its outcome). Where a request fails, the calls that were not answered are null; where its client has left, all
            are, and the status is 499. A job makes its events when it is done; one that was cancelled, or broken off by the
            gateway's end, with 499 and `cancelled`. So do runs of `schedules`, whose `client` is `schedule/NAME`;
            `./tributary call` makes none. An event that cannot be made is dropped, counted and logged, and the request unharmed.""", """
            aggregates:
              POST /orders:
                calls: { order: { post: "orders:/orders" } }
                emit:
                  - { sink: orders, when: order.id, key: "{order.id}", body: { type: order.placed, order: "{order}" } }
                  - { sink: audit, body: { who: "{request.client}", what: "{request.aggregate}", status: "{request.status}" } }
            """, List.of(TO, WHEN, KEY, BODY));

    private EventKeys() {}

    private static @Nullable Duration flush(At at, Node node, Problems problems) {
        if (node instanceof Node.Scalar scalar && !scalar.text().matches("[0-9].*")) {
            if (!scalar.text().equals(EVERY)) {
                Types.wrong(at, node, "expected every, or a duration such as 1s, found " + node.found(), problems);
                return null;
            }
            return Duration.ZERO;
        }
        return Quantities.DURATION.reader().read(at, node, problems);
    }

    private static boolean ascii(String text) {
        return text.chars().allMatch(c -> c > ' ' && c < 127);
    }
}
