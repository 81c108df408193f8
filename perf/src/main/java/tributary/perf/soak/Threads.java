package tributary.perf.soak;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import tributary.admin.LiveThreads;
import tributary.json.JsonArray;
import tributary.json.JsonException;
import tributary.json.JsonObject;
import tributary.json.JsonParser;
import tributary.json.JsonString;
import tributary.json.JsonValue;
import tributary.perf.process.PlainService;

/** All threads of this process at one moment, virtual ones too, from the gateway's own thread dump. */
record Threads(List<One> all) {
    Threads {
        all = List.copyOf(all);
    }

    /**
     * A thread.
     *
     * @param stack its frames, the innermost first
     */
    record One(String id, String name, boolean virtual, List<String> stack) {
        One {
            stack = List.copyOf(stack);
        }

        /** The scheduler's and the system's threads come and go as they like. */
        boolean ofTheSystem() {
            return !virtual
                    && (name.startsWith("ForkJoinPool")
                            || name.contains("Poller")
                            || name.startsWith("VirtualThread")
                            || name.contains("Compiler")
                            || name.startsWith("GC ")
                            || name.startsWith("Cleaner-"));
        }

        /** Serves one connection of a service to the gateway; how many there are, the connections tell. */
        boolean ofAService() {
            return virtual
                    && (name.startsWith(FastService.THREADS)
                            || name.startsWith(PlainService.THREADS)
                            || name.startsWith("fault-"));
        }

        @Override
        public String toString() {
            return (virtual ? "virtual thread " : "thread ") + name + " (#" + id + ")"
                    + stack.stream()
                            .limit(25)
                            .map(frame -> "\n      at " + frame)
                            .collect(Collectors.joining());
        }
    }

    static Threads now() throws IOException {
        ByteArrayOutputStream dump = new ByteArrayOutputStream();
        LiveThreads.writeTo(dump);
        try {
            return new Threads(threads(JsonParser.parse(dump.toByteArray(), 0, dump.size())));
        } catch (JsonException e) {
            throw new IOException("a thread dump that is no JSON", e);
        }
    }

    private static List<One> threads(JsonValue dump) {
        List<One> threads = new ArrayList<>();
        for (JsonValue container : elements(member(member(dump, "threadDump"), "threadContainers"))) {
            for (JsonValue thread : elements(member(container, "threads"))) {
                threads.add(new One(
                        text(member(thread, "tid")),
                        text(member(thread, "name")),
                        text(member(thread, "virtual")).equals("true"),
                        elements(member(thread, "stack")).stream()
                                .map(Threads::text)
                                .toList()));
            }
        }
        return threads;
    }

    private static JsonValue member(JsonValue value, String name) {
        JsonValue member = value instanceof JsonObject object ? object.get(name) : null;
        return member == null ? JsonString.of("") : member;
    }

    private static List<JsonValue> elements(JsonValue value) {
        return value instanceof JsonArray array ? array.values() : List.of();
    }

    private static String text(JsonValue value) {
        return value instanceof JsonString string ? string.text() : value.toString();
    }

    /** Those of the platform that somebody's code started. */
    int platform() {
        return count(thread -> !thread.virtual() && !thread.ofTheSystem());
    }

    /** Those but the services'. */
    int virtual() {
        return count(thread -> thread.virtual() && !thread.ofAService());
    }

    private int count(Predicate<One> which) {
        return Math.toIntExact(all.stream().filter(which).count());
    }

    /** Those here that were not there yet. */
    List<One> since(Threads before) {
        Set<String> old = before.all.stream().map(One::id).collect(Collectors.toSet());
        return all.stream()
                .filter(thread -> !old.contains(thread.id()) && !thread.ofAService() && !thread.ofTheSystem())
                .toList();
    }
}
