package tributary.plan;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tributary.resilience.Priority;

/**
 * One endpoint and its calls.
 *
 * @param calls in the configuration's order; a call's slot is its index here
 * @param summary one line for people, or empty
 * @param description more for people, or empty
 * @param access who may ask it
 * @param priority of its requests when there is too much to do
 * @param showProblems whether a partial object answer gains {@code _problems}
 * @param showPartial whether a partial answer carries {@code Tributary-Partial}
 * @param readsBody whether anything here reads the client's body, so that it must be JSON
 * @param delivery in which ways a client may get the answer
 * @param emits the events that its requests make
 */
public record Aggregate(
        Verb method,
        Route route,
        String summary,
        String description,
        List<String> tags,
        Duration deadline,
        Access access,
        Priority priority,
        List<Call> calls,
        Response response,
        boolean showProblems,
        boolean showPartial,
        boolean readsBody,
        Delivery delivery,
        List<Emit> emits) {
    public Aggregate {
        tags = List.copyOf(tags);
        calls = List.copyOf(calls);
        emits = List.copyOf(emits);
    }

    /**
     * In which ways a client may get the answer, beside at once and as it is.
     *
     * @param stream part by part, as they come
     * @param async later, as a job's result; null where not
     * @param compressed in fewer bytes, where the server's settings say so too
     */
    public record Delivery(boolean stream, @Nullable Async async, boolean compressed) {}

    /** What of a request must be kept until its job is done. */
    public record Async(Kept headers, Kept cookies) {
        /**
         * Some of many.
         *
         * @param names in lower case, where they are those of headers
         * @param all where nobody can tell which
         */
        public record Kept(Set<String> names, boolean all) {
            public Kept {
                names = Set.copyOf(names);
            }

            public boolean keeps(String name) {
                return all || names.contains(name);
            }
        }
    }

    /** Whether no call of it changes anything, so that all may be made again. */
    public boolean safe() {
        return calls.stream().noneMatch(call -> call.verb().writes());
    }

    /** As the configuration spells it: {@code GET /products/{id}/page}. */
    public String name() {
        return method + " " + route;
    }

    /** What the answers become. */
    public sealed interface Response {
        /** An object with each call's value under its name. */
        record ByName() implements Response {}

        /** One object with the members of all results; a later call's member wins. A result that is no object stands under its call's name. */
        record Flat() implements Response {}

        /** What the template makes of them. */
        record Shaped(ValueTemplate template) implements Response {}
    }

    /** The same, open to others. */
    public Aggregate with(Access other) {
        return new Aggregate(
                method,
                route,
                summary,
                description,
                tags,
                deadline,
                other,
                priority,
                calls,
                response,
                showProblems,
                showPartial,
                readsBody,
                delivery,
                emits);
    }

    /** The call of that name, or null. */
    public @Nullable Call call(String name) {
        for (Call call : calls) {
            if (call.name().equals(name)) {
                return call;
            }
        }
        return null;
    }
}
