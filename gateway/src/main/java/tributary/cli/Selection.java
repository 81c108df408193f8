package tributary.cli;

import java.net.URI;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import tributary.edge.Routes;
import tributary.edge.Routes.Match;
import tributary.plan.Aggregate;
import tributary.plan.Verb;

/** Finds the aggregates that a request written on the command line is about, as the gateway itself finds them. */
final class Selection {
    private Selection() {}

    /** What was found. */
    sealed interface Selected {
        record Some(List<Aggregate> aggregates) implements Selected {}

        /** Clear, but nobody answers it. */
        record None(String why) implements Selected {}

        /** No request at all. */
        record Unclear(String why) implements Selected {}
    }

    /** @param request {@code METHOD /path}; a query is ignored; empty text selects all */
    static Selected of(List<Aggregate> aggregates, String request) {
        if (request.isEmpty()) {
            return new Selected.Some(aggregates);
        }
        String[] parts = request.split("\\s+", 2);
        Verb verb = verb(parts[0]);
        if (parts.length < 2 || verb == null) {
            return new Selected.Unclear("'" + request + "' is no request; write it like \"GET /products/7/page\"");
        }
        List<Aggregate> named = aggregates.stream()
                .filter(each -> each.method() == verb && each.route().toString().equals(parts[1]))
                .toList();
        return named.isEmpty() ? matching(aggregates, verb, path(parts[1])) : new Selected.Some(named);
    }

    private static Selected matching(List<Aggregate> aggregates, Verb verb, String path) {
        if (!path.startsWith("/")) {
            return new Selected.Unclear("the path '" + path + "' does not begin with a slash");
        }
        return switch (new Routes(aggregates).find(verb, path)) {
            case Match.Found found -> new Selected.Some(List.of(found.aggregate()));
            case Match.Malformed(String why) -> new Selected.Unclear(why);
            case Match.OtherMethods _, Match.Unknown _ ->
                new Selected.None("no aggregate answers " + verb + " " + path);
        };
    }

    private static @Nullable Verb verb(String text) {
        String upper = text.toUpperCase(Locale.ROOT);
        for (Verb verb : Verb.values()) {
            if (verb.name().equals(upper)) {
                return verb;
            }
        }
        return null;
    }

    /** The path of a target; of a whole URL too, as it is pasted from a browser. */
    private static String path(String target) {
        String path = target.replaceFirst("[?#].*$", "");
        if (path.startsWith("http://") || path.startsWith("https://")) {
            try {
                String raw = URI.create(path).getRawPath();
                return raw == null || raw.isEmpty() ? "/" : raw;
            } catch (IllegalArgumentException e) {
                return path;
            }
        }
        return path;
    }
}
