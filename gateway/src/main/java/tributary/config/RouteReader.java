package tributary.config;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tributary.plan.Route;
import tributary.plan.Route.Segment;
import tributary.plan.Verb;

/** Reads an aggregate's key: {@code GET /products/{id}/page}. */
final class RouteReader {
    private static final Pattern PARAMETER = Pattern.compile("[A-Za-z_][A-Za-z0-9_-]*");
    private static final Pattern LITERAL = Pattern.compile("[A-Za-z0-9._~!$&'()*+,;=:@-]+");
    private static final List<String> VERBS =
            List.of(Verb.values()).stream().map(Verb::name).toList();

    private final Node.Scalar key;
    private final Problems problems;
    private boolean wrong;

    RouteReader(Node.Scalar key, Problems problems) {
        this.key = key;
        this.problems = problems;
    }

    /** Which requests an aggregate answers. */
    record Endpoint(Verb method, Route route) {
        /** The same for any two that answer the same requests. */
        String shape() {
            return method + " " + route.toString().replaceAll("\\{[^}]*\\}", "{}");
        }
    }

    @Nullable
    Endpoint read() {
        String text = key.text();
        int space = text.indexOf(' ');
        if (space < 0) {
            error(0, Quoted.of(text) + " is no endpoint; it is a method and a path: GET /products/{id}");
            return null;
        }
        Verb method = method(text.substring(0, space));
        int start = space;
        while (start < text.length() && text.charAt(start) == ' ') {
            start++;
        }
        Route route = new Route(segments(text, start));
        return wrong || method == null ? null : new Endpoint(method, route);
    }

    private @Nullable Verb method(String name) {
        if (VERBS.contains(name)) {
            return Verb.valueOf(name);
        }
        String upper = name.toUpperCase(Locale.ROOT);
        error(
                0,
                "the method " + Quoted.of(name) + " is none of " + String.join(", ", VERBS)
                        + (upper.equals("HEAD") || upper.equals("OPTIONS")
                                ? "; the gateway answers " + upper + " by itself"
                                : Suggestion.of(name, VERBS)));
        return null;
    }

    private List<Segment> segments(String text, int start) {
        List<Segment> segments = new ArrayList<>();
        Set<String> names = new HashSet<>();
        if (!text.startsWith("/", start)) {
            error(start, "a path begins with '/'");
            return segments;
        }
        if (start + 1 == text.length()) {
            return segments;
        }
        int at = start + 1;
        for (String segment : text.substring(at).split("/", -1)) {
            Segment read = segment(segment, at);
            if (read instanceof Segment.Parameter(String name) && !names.add(name)) {
                error(at, "the path names its parameter " + Quoted.of(name) + " twice");
            }
            if (read != null) {
                segments.add(read);
            }
            at += segment.length() + 1;
        }
        return segments;
    }

    private @Nullable Segment segment(String segment, int at) {
        if (segment.startsWith("{") && segment.endsWith("}")) {
            String name = segment.substring(1, segment.length() - 1);
            if (PARAMETER.matcher(name).matches()) {
                return new Segment.Parameter(name);
            }
            error(
                    at,
                    Quoted.of(name)
                            + " is no parameter's name; it begins with a letter and goes on with letters, digits, _ and -");
        } else if (segment.isEmpty()) {
            error(at, "a path has no empty segment, nor a '/' at its end");
        } else if (segment.contains("{") || segment.contains("}")) {
            error(at, "a parameter stands for a whole segment: /{name}/");
        } else if (segment.contains("?") || segment.contains("#")) {
            error(at, "a path ends before '?' and '#'; parameters of the query need no mention here");
        } else if (segment.equals(".")
                || segment.equals("..")
                || !LITERAL.matcher(segment).matches()) {
            error(
                    at,
                    "the segment " + Quoted.of(segment) + " holds what no path here can; use letters, digits and -._~");
        } else {
            return new Segment.Literal(segment);
        }
        return null;
    }

    private void error(int offset, String message) {
        wrong = true;
        problems.error(key.placeAt(offset), message);
    }
}
