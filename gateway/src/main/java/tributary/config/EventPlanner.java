package tributary.config;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tributary.plan.SinkSpec;
import tributary.plan.SinkSpec.Target;
import tributary.resilience.WhenFull;

/** Makes sinks of their sections. */
final class EventPlanner {
    private static final Target STAND_IN = new SinkSpec.File(Path.of("events"), null, Duration.ZERO);

    private final Problems problems;
    private final Map<Path, At> files = new HashMap<>();

    EventPlanner(Problems problems) {
        this.problems = problems;
    }

    /** The sinks by name; those with a mistake too, so that whoever names one is not told that it is not there. */
    Map<String, SinkSpec> plan(Map<String, Written<Fields>> written) {
        Map<String, SinkSpec> sinks = new LinkedHashMap<>();
        written.forEach((name, each) -> sinks.put(name, sink(name, each.value())));
        return sinks;
    }

    private SinkSpec sink(String name, Fields sink) {
        if (!name.matches(ServiceKeys.NAME_PATTERN)) {
            problems.error(
                    sink.at().place(),
                    Quoted.of(name)
                            + " is no sink's name; it begins with a letter and goes on with letters, digits, _ and -");
        }
        if (sink.has(EventKeys.FILE_KEY) && sink.has(EventKeys.WORKERS)) {
            problems.warning(sink.place(EventKeys.WORKERS), "'workers' has no effect with 'file', which has one");
        }
        if (sink.get(EventKeys.MAX_SIZE) > sink.get(EventKeys.QUEUE_MEMORY)) {
            problems.error(
                    sink.place(EventKeys.MAX_SIZE),
                    sink.at() + ": max-size is more than queue-memory, the queue's own");
        }
        return new SinkSpec(
                name,
                target(sink),
                sink.get(EventKeys.QUEUE),
                sink.get(EventKeys.QUEUE_MEMORY),
                sink.get(EventKeys.WORKERS),
                sink.get(EventKeys.MAX_SIZE),
                WhenFull.valueOf(sink.get(EventKeys.WHEN_FULL).toUpperCase(Locale.ROOT)));
    }

    private Target target(Fields sink) {
        boolean file = sink.has(EventKeys.FILE_KEY);
        boolean webhook = sink.has(EventKeys.WEBHOOK_KEY);
        if (file && webhook) {
            problems.error(
                    sink.place(EventKeys.WEBHOOK_KEY),
                    sink.at()
                            + " has 'file' and 'webhook'; a sink has one of them, and an aggregate may emit to two sinks");
        } else if (!file && !webhook) {
            problems.error(sink.at().place(), sink.at() + " lacks a 'file' or a 'webhook'");
        }
        Fields asFile = sink.orNull(EventKeys.FILE_KEY);
        Fields asWebhook = sink.orNull(EventKeys.WEBHOOK_KEY);
        return asFile != null ? file(asFile) : asWebhook != null ? webhook(asWebhook) : STAND_IN;
    }

    private Target file(Fields file) {
        Path path = path(file.written(EventKeys.PATH));
        Fields rotate = file.orNull(EventKeys.ROTATE_KEY);
        Integer size = rotate == null ? null : rotate.orNull(EventKeys.ROTATE_SIZE);
        return path == null
                ? STAND_IN
                : new SinkSpec.File(
                        path,
                        rotate == null || size == null ? null : new SinkSpec.Rotation(size, rotate.get(EventKeys.KEEP)),
                        file.get(EventKeys.FLUSH));
    }

    private Target webhook(Fields webhook) {
        URI url = webhook.orNull(EventKeys.WEBHOOK_URL);
        if (!webhook.has(EventKeys.DEAD_LETTER)) {
            problems.warning(
                    webhook.at().place(),
                    webhook.at() + " has no 'dead-letter', so events that it does not take are lost");
        }
        Path deadLetter = path(webhook.written(EventKeys.DEAD_LETTER));
        Fields retry = webhook.or(EventKeys.RETRY_KEY, Fields.NONE);
        return url == null
                ? STAND_IN
                : new SinkSpec.Webhook(
                        url,
                        webhook.orNull(EventKeys.SECRET),
                        webhook.get(EventKeys.TIMEOUT),
                        new SinkSpec.Retry(
                                retry.orNull(EventKeys.ATTEMPTS),
                                retry.get(EventKeys.FOR),
                                retry.get(EventKeys.BACKOFF)),
                        deadLetter);
    }

    /** Two writers in one file would take it out of each other's hands when it is put aside or mended. */
    private @Nullable Path path(@Nullable Written<String> written) {
        if (written == null) {
            return null;
        }
        try {
            if (written.value().isBlank()) {
                problems.error(written.place(), written.at() + ": expected a file, found nothing");
                return null;
            }
            Path folder = Path.of(written.at().place().file()).toAbsolutePath().getParent();
            Path path = folder == null ? Path.of(written.value()) : folder.resolve(written.value());
            At other = files.putIfAbsent(path.normalize(), written.at());
            if (other != null) {
                problems.error(
                        written.place(),
                        written.at() + ": " + Quoted.of(written.value()) + " is written by " + other + " already");
            }
            Path into = path.toAbsolutePath().getParent();
            if (into != null && !Files.isDirectory(into)) {
                // It may still be made, and events wait for it.
                problems.warning(
                        written.place(),
                        written.at() + ": the folder of " + Quoted.of(written.value())
                                + " does not exist; events wait in memory until somebody makes it");
            }
            return path;
        } catch (InvalidPathException e) {
            problems.error(written.place(), written.at() + ": " + Quoted.of(written.value()) + " is no path");
            return null;
        }
    }
}
